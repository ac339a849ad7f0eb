"""What is written into a panel: phases, turning points, events, shocks, and where their words find room."""
