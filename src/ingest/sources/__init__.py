"""What to ask arXiv, the Hub and the trending feed next, and what their answers say: bytes -> Page."""
