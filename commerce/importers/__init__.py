"""Importers of the shop's own customers and orders."""

from commerce.importers.report import ImportReport, Refusal

__all__ = ["ImportReport", "Refusal"]
