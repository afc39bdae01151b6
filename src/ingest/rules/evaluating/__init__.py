"""Verdicts compared with the categories that people gave."""
