"""A sample of addresses and entries, and misspelt questions about it: how well does the search find?"""
