"""What results mean: measures, survival, intervals, tables and figures on plain arrays.

This room imports nothing of the house. Whoever made the arrays (a model, a spreadsheet, another simulator)
can use it: runs are rows, months are columns, and every number that decides a name (degraded, collapsed, ...)
is in `thresholds`.
"""
