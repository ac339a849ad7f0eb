"""The numbers that the lines of the month read and write, in three blocks: rows of every state, rows of
either side, and numbers of the alliance. Names here are places there; `sim.state.layout` makes constants of
them.

What comes first in a block is carried from month to month; the rest is put in anew each month.
"""

from sim.world.causes import TARGETS

STANDING = ("ties", "faction", "fear")
"""Of a state: ties to others, likely return of those who turned away, fear of being bought up."""
COMMON = ("terms", "worry", "followers", "grip", "minerals", "club", "together", "kept")
"""Of the alliance: shared terms, worry over AI, third countries that follow its rules, its grip on the rival,
minerals, military AI of a club and of all, and the code kept by firms.
"""
BUILDING = ("begun", "rising", "ready")
"""Of a side: home capacity in two stages of building, and at work."""

HELD = ("autonomy", "rival_view", "security", "trade", "opposition")
"""Of a state: its own figures, from the actors' tables."""


def causes_on(*axes: str) -> tuple[str, ...]:
    """The causes that can be selected by just these axes."""
    return tuple(name for name, target in TARGETS.items() if target.select == axes)


def _identifiers(causes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.replace(".", "_") for name in causes)


STATE_CAUSES, COMMON_CAUSES = causes_on("states"), causes_on()

STATE = (
    *STANDING,
    *_identifiers(STATE_CAUSES),
    *HELD,
    *("trust", "mood", "turned", "brought"),  # put in by the engine
    *("apart", "security_weight", "economy_weight", "lead", "home", "will"),  # worked out
)
ALLIANCE = (
    *COMMON,
    *_identifiers(COMMON_CAUSES),
    *("near", "unlike_rules", "alone", "meeting", "joint_compute", "joint_standards"),  # put in
    *("interoperability_algorithms", "interoperability_standards"),
    *("operating_algorithms", "operating_standards"),
    *("happened", "tiers", "harm", "lead", "wary"),  # worked out
    *("lawful", "apart", "slowed", "fade", "rate", "spent", "lost", "club_aim", "together_aim"),
)
SIDE = (*BUILDING, "threshold", "shortage", "faction", "support", "money")
