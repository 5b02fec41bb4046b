"""`python -m privacy`: the search of `privacy.byte_search`, asked on standard input."""

from __future__ import annotations

import sys

from privacy.byte_search import answer

sys.stdout.write(answer(sys.stdin.read()))
