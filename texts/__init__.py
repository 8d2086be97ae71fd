"""What the office writes on pages of its own: imprint, privacy, accessibility, easy language, sign language."""
