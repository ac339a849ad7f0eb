"""Who there is and how they are tied, as arrays; what may happen to them."""
