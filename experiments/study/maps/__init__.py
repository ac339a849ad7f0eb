"""The outcome maps, and what their three outcomes hang on."""
