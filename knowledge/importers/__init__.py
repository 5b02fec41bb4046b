"""Readers of the shop's own sources: products, reviews and documents."""
