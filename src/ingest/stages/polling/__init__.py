"""Asking the sources for their windows: what is due, how each is asked, what closes."""
