"""What decides whether an alliance deepens, comes back or falls apart, and how far that is built in."""
