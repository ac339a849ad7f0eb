"""What a shock may hit: named causes, each with the entities one may select.

Targets are causes (capacity, routes, access, costs, legal bases, offices), never trust, effort, commitments,
interoperability or output: how the alliance comes back follows from behaviour and is typed in nowhere.
"""

from dataclasses import dataclass

PROFILES = ("step", "pulse", "ramp", "repeated", "random")


@dataclass(frozen=True)
class Target:
    """A cause: `kind` share (an event takes a part of it) or added (an event adds to it); what can be
    selected.
    """

    name: str
    unit: str
    kind: str
    select: tuple[str, ...]
    meaning: str


TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        Target(
            "chips.capacity",
            "share of capacity that runs",
            "share",
            ("regions", "classes"),
            "plants of a region",
        ),
        Target(
            "chips.route", "share of routes that is open", "share", ("regions",), "routes out of a region"
        ),
        Target(
            "chips.access",
            "share of its chips that is let through",
            "share",
            ("states",),
            "what outsiders let a state's firms have",
        ),
        Target(
            "cooperation.cost",
            "fullest turns",
            "added",
            ("states", "domains"),
            "what cooperating costs at home",
        ),
        Target(
            "autonomy.reliance",
            "share of its readiness that is left",
            "share",
            ("states",),
            "a state's readiness to rely on others",
        ),
        Target(
            "data.transfer", "share of transfers that is lawful", "share", (), "legal bases of plain transfer"
        ),
        Target("council.open", "share of its work that goes on", "share", (), "the council's office"),
        Target("data.safety", "share of transfers that is safe", "share", (), "data that do not leak"),
        Target("firms.working", "share of their capacity that runs", "share", ("kinds",), "firms of a kind"),
        Target(
            "administration.repair",
            "0–1",
            "added",
            ("states",),
            "an administration that values allies governs",
        ),
        Target("rival.lead", "fullest leads", "added", (), "a rival's lead"),
        Target("information.attack", "fullest attacks", "added", ("states",), "disinformation in a state"),
        Target("partners.offer", "fullest ties", "added", ("states",), "what others offer a state"),
        Target("regulation.apart", "today's distances", "added", (), "how far the sides' rules are apart"),
        Target("systems.incidents", "fullest months", "added", (), "what can go wrong with AI systems"),
        Target(
            "startups.sold", "share sold in a month", "added", ("states",), "a state's start-ups sold abroad"
        ),
        Target("chips.support", "full chip laws", "added", ("states",), "public money for plants"),
        Target("export.control", "full control", "added", (), "control of exports to the rival"),
        Target("public.opposition", "share of the public", "added", ("states",), "opposition to military AI"),
        Target("south.courted", "seats", "added", (), "seats others offer the Global South"),
        Target("norm.advocacy", "share that advocates", "added", (), "advocacy by like-minded states"),
    )
}
