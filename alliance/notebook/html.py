"""Results as HTML for a notebook: what they are of, a small table, the figure. All text in it is escaped."""

import base64
import io
from html import escape

from matplotlib.figure import Figure

from alliance.notebook.summary_table import Summary
from analysis.figures.style import sheet

DOTS = 110
"""Dots an inch: a figure of 12 cm is then some 520 dots wide, and some 60 kB."""


def page(title: str, lines: list[str], summary: Summary, figure: Figure | None, picture: str) -> str:
    """A title, lines of text, a table and a figure (None: no figure); `picture` is what is read out of it."""
    parts = [f"<strong>{escape(title)}</strong>", *(f"<br>{escape(line)}" for line in lines)]
    parts += [_table(summary)] if summary.rows else []
    parts += [_image(figure, picture)] if figure is not None else []
    return f"<div>{''.join(parts)}</div>"


def _table(summary: Summary) -> str:
    head = "".join(f"<th>{escape(column)}</th>" for column in summary.columns)
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in summary.rows)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _image(figure: Figure, picture: str) -> str:
    data = io.BytesIO()
    with sheet():
        figure.savefig(data, format="png", dpi=DOTS)
    code = base64.b64encode(data.getvalue()).decode()
    return f'<img alt="{escape(picture)}" style="max-width: 100%" src="data:image/png;base64,{code}">'
