"""A list that nobody has mapped yet, or that was rebuilt: its categories, its style shown, trials of it."""
