"""The one door to a results folder: what lies in it, whether it is whole, and what may be read of it."""
