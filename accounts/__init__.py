"""People, their roles, and what they agreed to. Imports nothing of ours."""
