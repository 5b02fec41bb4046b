"""Learning: what shoppers did becomes models, which are swapped in whole."""
