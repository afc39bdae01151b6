"""The text of an entry taken apart: facts, links, and the words between them."""
