"""Texts of the page in each language, and the letters they need."""
