"""Figures of a results folder, drawn from its tables and manifest alone."""

from analysis.figures import import_matplotlib

import_matplotlib()
