"""Renovate for curated paper lists: one small, reviewable pull request per list, every night."""

__version__ = "0.1.0"
