"""Rule files as a rule book, and edits of them: nodes with their lines, names, conditions."""
