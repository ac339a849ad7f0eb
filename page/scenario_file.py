"""A setting as the scenario file that `alliance run` takes, and its curves as a table."""

import csv
import io
from collections.abc import Mapping

from ruamel.yaml import YAML

from analysis.arrays import FloatArray
from analysis.bands import QUANTILES
from page.setting import Setting
from scenarios.settable_keys import plain_values


def scenario_text(setting: Setting, runs: int) -> str:
    """A file that gives the page's numbers: with the lens and all that was set and switched off written
    out. How to run it stands in its first lines.
    """
    writer = YAML()
    writer.default_flow_style = False
    writer.width = 110
    text = io.StringIO()
    value = plain_values(setting.built())
    value.pop("map", None)  # the default sweep may not fit what was set
    writer.dump(value, text)
    head = (
        "# A theoretical exploration, not a forecast. This file was written by the page of alliance.\n"
        "# The same numbers: alliance run "
        f"{file_stem(setting)}.yaml --replicates {runs} --seed {setting.seed}\n"
    )
    return head + text.getvalue()


def file_stem(setting: Setting) -> str:
    """What a file of a setting is called, without its ending."""
    changed = setting.pairs()[1:]
    return f"{setting.scenario}-changed" if changed else f"{setting.scenario}-as-it-is"


def curves_table(bands: Mapping[str, FloatArray]) -> str:
    """The bands of an answer as CSV: a row a series and month, numbers with all their digits."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("series", "month", *QUANTILES))
    for name, levels in bands.items():
        for month, values in enumerate(levels.T.tolist()):
            rows.writerow((name, month, *(repr(value) if value == value else "" for value in values)))
    return text.getvalue()
