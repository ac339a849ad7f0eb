"""Replicates side by side in the processor's widest registers: a number type, and functions rewritten for it.

Nothing here knows the model. docs/lanes.md explains how it works, what it refuses, and why no number moves.
"""
