"""Figures of a results folder, drawn from its tables and manifest alone."""
