"""Engine 2: flat compiled loops, to sweep with; the same numbers."""
