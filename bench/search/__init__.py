"""How fast and how well the search finds, beside plain trigrams on the same rows: `bench/search/run`."""
