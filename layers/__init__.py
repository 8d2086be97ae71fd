"""The nouns on the map, their rules, and what of them is published."""
