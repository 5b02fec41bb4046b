"""What the shop says of its products: written, checked, approved by a person, and compared."""
