"""What changes from month to month: the arrays of a run and the places of their numbers."""
