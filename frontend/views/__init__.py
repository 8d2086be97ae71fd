"""The public pages and the fragments that their scripts fetch, one noun per file."""
