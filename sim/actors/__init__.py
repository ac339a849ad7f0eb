"""Who there is: sourced tables of states, sides, chip regions and kinds of firm, and readers for them."""
