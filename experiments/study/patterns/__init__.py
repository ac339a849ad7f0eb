"""The patterns the model has to show: what was written down before, and what came."""
