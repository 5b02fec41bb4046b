"""Tilly: a conversational customer-service agent for online shops."""
