"""Fits the confidence of retrieval on labelled questions: `python -m knowledge.calibration`."""
