"""How fast this machine runs the model, as ratios: what is measured, a file each, and the report."""
