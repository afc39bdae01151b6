"""What people decided about works, and the phrases it suggests to add or to drop."""
