"""What this project says of its own model: maps, patterns, claims, sensitivity, and the pages they fill."""
