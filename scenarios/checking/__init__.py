"""Plain values → a scenario, or everything that is wrong with them."""
