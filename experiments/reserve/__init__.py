"""How much more an alliance could take, month by month of a run: further shocks that would be its end."""
