"""How fast published entries are served, beside tipg on the same rows: `bench/serving/run`."""
