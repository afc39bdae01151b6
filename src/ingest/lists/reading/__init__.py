"""Sections, entries and tables of a page, and what each entry is: its title, its links, its year."""
