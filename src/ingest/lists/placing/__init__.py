"""Where a work belongs among the entries of a section."""
