"""Ranking: candidates in, an ordered and varied slate out."""
