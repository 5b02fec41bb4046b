"""The demo store, Harbour & Pine: its catalogue, reviews, policies, FAQ, customers and orders.

Everything here was written for this project. The files are read by the same importers that read
a real shop's, so that the demo proves them.
"""
