"""Engine 1: Mesa agents, to read and to teach with."""
