"""Invented entries of a region: who they are, where they sit, when they are open. One noun per file, no database."""
