"""What maintenance, synergy and prevention save of the loss, and whether one needs another."""
