"""The page in the net: its queue, its gate, its answers, and the server."""
