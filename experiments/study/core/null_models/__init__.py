"""What needs no model of an alliance: two numbers fitted to some sizes of a shock, scored on another."""
