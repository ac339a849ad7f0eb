"""How many domains, sides and classes of chips there are, as constants that the compiler folds."""

from sim.series import CLASSES as CLASS_NAMES
from sim.series import DOMAINS
from sim.series import SIDES as SIDE_NAMES

D, SIDES, CLASSES = len(DOMAINS), len(SIDE_NAMES), len(CLASS_NAMES)
