"""Four theories over one model: what each would have one see, and whether it can be named from that."""
