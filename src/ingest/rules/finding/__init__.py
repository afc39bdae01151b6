"""Phrases found in texts: folded words, one scan for all phrases, mentions of concepts with their places."""
