"""What will be sold: forecasts of demand, with their uncertainty, and what runs out before long."""
