"""What all tests share: Hypothesis without a wall-clock deadline, for machines are noisy."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("tilly", deadline=None)
settings.load_profile("tilly")
