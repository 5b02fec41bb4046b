"""Campaigns: whom a coupon is for, what it brought, and whom it is lost on.

Everything here but the uplift models (`trial`, `qini`, `learners`, `heterogeneity`) does without
pandas and numpy, so that the gateway may use it.
"""
