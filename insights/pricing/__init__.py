"""Prices: how demand follows them, and what to charge within the merchant's rules."""
