"""Is all well? Engines held against one another, an installation, a results folder, speed."""
