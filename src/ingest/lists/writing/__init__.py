"""Facts in, the bytes of an entry out; and an entry back into facts."""
