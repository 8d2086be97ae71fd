"""Within so many minutes of a position: list, points and count are one selection, and whoever cannot be answered is told."""
