"""What changes slowly beside trust and commitments: the names of these stocks, in the order of their
places.
"""

STANDING = ("ties", "faction", "fear", "image", "identity")
"""Of a state: ties to others, likely return of the faction, fear of being bought up, the partner's image,
identity.
"""
COMMON = ("terms", "worry", "norm", "followers", "grip", "minerals", "club", "together", "kept")
"""Of the alliance: shared terms, worry over AI, a norm's uptake, third countries that follow its rules, its
grip on the rival, minerals, military AI of a club and of all, and the code kept by firms.
"""
BUILDING = ("begun", "rising", "ready")
"""Of a side: home capacity in two stages of building, and at work."""
