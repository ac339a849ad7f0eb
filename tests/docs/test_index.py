"""The index names every page of the documentation once, and every link on every page leads somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.study.folders import DOCS

HOUSE = DOCS.parent
PAGES = sorted(DOCS.rglob("*.md"))
LINKING = [*PAGES, *(HOUSE / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"))]
INDEX = DOCS / "README.md"
LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMED = re.compile(r"^(?:- |\d+\. )\[([\w./-]+\.md)\]\(([\w./-]+)\): [^.?]+[.?]", re.MULTILINE)


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as they are made where such pages are shown."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def prose(text: str) -> str:
    """A page without its code, in which brackets are no links."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def dead_links(page: Path, text: str) -> Iterator[str]:
    """Links of a page to a file or a heading that is not there; addresses elsewhere are not asked for."""
    for link in LINK.findall(prose(text)):
        if re.match(r"https?:|mailto:", link):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name
        there = target.exists()
        if not there or (
            anchor and anchor not in anchors(target.read_text(encoding="utf-8") if name else text)
        ):
            yield link


@pytest.mark.parametrize("page", LINKING, ids=lambda page: page.relative_to(HOUSE).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    assert list(dead_links(page, page.read_text(encoding="utf-8"))) == []


def test_a_dead_link_would_be_seen() -> None:
    """Control."""
    text = "# One\n[a](nowhere.md), [b](#two), [c](#one), [d](glossary.md#no-such), `[e](code.md)`\n"
    assert list(dead_links(INDEX, text)) == ["nowhere.md", "#two", "glossary.md#no-such"]


def unnamed(index: str) -> list[str]:
    """Pages that the index does not name exactly once with a sentence on what they answer."""
    named = [target for name, target in NAMED.findall(index) if name == target]
    pages = [page.relative_to(DOCS).as_posix() for page in PAGES if page != INDEX]
    return [name for name in pages if named.count(name) != 1]


def test_every_page_stands_in_the_index_once_with_what_it_answers() -> None:
    assert unnamed(INDEX.read_text(encoding="utf-8")) == []


def test_a_page_that_is_missing_or_stands_twice_would_be_seen() -> None:
    """Control."""
    index = INDEX.read_text(encoding="utf-8")
    (line,) = re.findall(r"^.*\[cluster\.md\].*$", index, re.MULTILINE)
    assert unnamed(index.replace(line, "")) == ["cluster.md"]
    assert unnamed(f"{index}\n{line}\n") == ["cluster.md"]
    assert unnamed(index.replace(line, "6. [cluster.md](cluster.md)")) == ["cluster.md"]
