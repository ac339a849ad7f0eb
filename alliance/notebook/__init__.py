"""Results as a script or a notebook holds them: tables, figures, and how they show themselves."""
