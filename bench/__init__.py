"""Commands that print figures beside a peer in the same run; each performance promise is one of them."""
