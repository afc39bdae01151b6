"""What can be wrong with rules that are well-formed, and what a change of them would move."""
