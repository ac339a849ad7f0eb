"""Text of a file from a stranger → plain values, each with its place, or faults."""
