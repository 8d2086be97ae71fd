"""The published side: what anyone may see, in the shape in which it is read, and the one door to it."""
