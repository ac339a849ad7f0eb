"""Results as a script or a notebook holds them: tables, figures, and how they show themselves."""

from analysis.figures import import_matplotlib

import_matplotlib()
