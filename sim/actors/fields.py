"""What a scenario may set for an actor."""

from sim.series import DOMAINS

STANCE = ("rules_strict", "rules_binding", "rules_open")
"""A state's stance on rules for AI: how strict they are, how far they bind, how much firms must disclose."""

ACTOR_FIELDS: dict[str, tuple[float, float]] = {
    "gdp": (0.001, 1e6),
    "population": (1.0, 1e10),
    "autonomy": (0.0, 1.0),
    "view": (0.0, 1.0),
    "security": (0.0, 1.0),
    "trade": (0.0, 100.0),
    "opposition": (0.0, 1.0),
    **dict.fromkeys(STANCE, (0.0, 1.0)),
    **{f"capability_{domain}": (0.0, 1.0) for domain in DOMAINS},
}
"""What a scenario may set for an actor, with its range."""
