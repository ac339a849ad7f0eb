"""What is written into a panel and at its axes: phases, turns, events, months, and where words fit."""
