"""Pages of the documentation that are tables: their cells, their columns, the page of parameters."""
