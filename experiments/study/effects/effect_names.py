"""The words of the effects: what is measured, how it is read, and what is said of it."""

EFFECTS = ("maintenance", "synergy", "prevention")
PARTITIONS = ("model", "paper", "completed")
RECENTRED, AS_IS, REFERENCE, CALM = "re-centred", "as it is", "calm reference", "calm"
"""How a loss is read: calm derived anew for every arm, each against its own twin, all against the alliance
with every effect on; and the level in calm.
"""
STRONGER, ACTION, READY = "stronger whole", "joint action", "stands ready"
"""What is read besides the factorial."""
SAVES, COSTS, NONE, UNDECIDED = "saves", "costs", "none", "undecided"
ADDS, TAKES = "adds", "takes"
"""What is said of a level, in place of *saves* and *costs*."""
