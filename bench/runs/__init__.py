"""How long a planner waits for a run of a whole county, from the click to the map."""
