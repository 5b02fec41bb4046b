from __future__ import annotations

from tilly.cli import main

main()
