"""The public pages: they read the published side only, and are complete without JavaScript."""
