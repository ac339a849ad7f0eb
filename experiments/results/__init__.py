"""The results folder: tables, manifest, dictionary, and how they are written whole or not at all."""
