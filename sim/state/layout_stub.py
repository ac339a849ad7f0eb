"""The names of `sim.state.layout` for who checks types, in `layout.pyi`, so that a misspelt one is an error.

`python -m sim.state.layout_stub` writes the file anew from the tables; a test holds it to them.
"""

from pathlib import Path

from sim.state import layout

STUB = Path(layout.__file__).with_suffix(".pyi")
_HEAD = """# Made from the tables by `python -m sim.state.layout_stub`; not to be edited.

from typing import Final

"""


def stub_text() -> str:
    """What the file has to say: every place in the order of the tables."""
    names = [name for name, value in vars(layout).items() if name.isupper() and isinstance(value, int)]
    return _HEAD + "".join(f"{name}: Final[int]\n" for name in names)


if __name__ == "__main__":
    STUB.write_text(stub_text(), encoding="utf-8")
