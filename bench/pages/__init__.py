"""How long the server takes for each public page, what it asks the database, and what a browser has to load."""
