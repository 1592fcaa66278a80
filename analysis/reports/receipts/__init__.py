"""What stands behind printed numbers: recipes, and receipts that follow from them."""
