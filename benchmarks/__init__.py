"""Benchmarks: one command per published table that Tilly is measured against."""
