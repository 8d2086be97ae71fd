"""Demo data: one generator lays out a region from a few facts, and everything else derives from it.

`facts` reads what is known (names, populations, courses of rivers and roads); `layout` makes a plausible region of it;
`osm` writes it as an OpenStreetMap file; the nouns on the map (`associations`, `support_services`, …) take their
addresses from the layout. Nothing here knows a region by name, reads a clock or draws a random number without the seed
of the facts.
"""
