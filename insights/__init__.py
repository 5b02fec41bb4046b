"""The merchant's side: what shoppers did and said, and what the shop may do next."""
