"""Edits of a page by byte range, each proven before anybody sees it."""
