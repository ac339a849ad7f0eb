"""Is the core believable? The criteria of docs/expectations.md, run by run and draw by draw."""
