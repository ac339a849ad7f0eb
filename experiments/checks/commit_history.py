"""What files held in every commit of a tree, first to last. Python alone is needed, and git."""

import io
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple


class Commit(NamedTuple):
    """A commit. What is not committed yet counts as the last, without a name; where the history is cut, a
    commit has no parents.
    """

    name: str
    parents: tuple[str, ...]
    seconds: int
    """When its author wrote it, since 1970; a rebase leaves that as it was."""
    subject: str

    @property
    def date(self) -> str:
        """When it was written, as `2026-11-28 10:39:15`, in universal time."""
        return datetime.fromtimestamp(self.seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


class History(NamedTuple):
    """Commits first to last, texts of files by commit and path, and the earlier paths of each file."""

    commits: Sequence[Commit]
    texts: Mapping[tuple[str, str], str]
    places: Mapping[str, Sequence[str]]


class NoHistory(Exception):
    """A tree has no history of its own, or git cannot read it; the text says why."""


def git(root: Path, *words: str, given: str = "") -> bytes:
    """What git prints. Raises NoHistory where it cannot be asked."""
    command = ["git", "-C", str(root), "-c", "log.showSignature=false", *words]
    try:
        done = subprocess.run(command, input=given.encode(), capture_output=True)
    except FileNotFoundError as fault:
        raise NoHistory("git is not installed") from fault
    if done.returncode:
        raise NoHistory(" ".join(done.stderr.decode(errors="replace").split()))
    return done.stdout


def history_of(root: Path, paths: Iterable[str]) -> History:
    """Commits of a tree and what the files were in each. Raises NoHistory where it has none of its own."""
    top = git(root, "rev-parse", "--show-toplevel").decode().strip()
    if Path(top).resolve() != root.resolve():
        raise NoHistory(f"the history is that of {top}")
    log = git(root, "log", "--date-order", "--reverse", "--format=%H%x00%P%x00%at%x00%s").decode(
        errors="replace"
    )
    commits = [_commit(row) for row in log.splitlines()]
    moves = git(root, "log", "-M", "--diff-filter=R", "--name-status", "--format=", "--", "*.csv").decode()
    places = {path: _places(path, moves) for path in paths}
    wanted = [(commit.name, place) for each in places.values() for place in each for commit in commits]
    return _with_tree(History(commits, _texts(root, wanted), places), root)


def tree_alone(root: Path, paths: Iterable[str]) -> History:
    """The same without a history: what stands in the tree was always there."""
    return _with_tree(History([], {}, {path: [path] for path in paths}), root)


def _commit(row: str) -> Commit:
    name, parents, seconds, subject = row.split("\0")
    return Commit(name, tuple(parents.split()), int(seconds), subject)


def _places(path: str, moves: str) -> list[str]:
    """The path and every earlier one of the same file, from lines `R100 <earlier> <later>`."""
    places = [path]
    pairs = [row.split("\t")[1:] for row in moves.splitlines() if row]
    for place in places:
        places += [earlier for earlier, later in pairs if later == place and earlier not in places]
    return places


def _texts(root: Path, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Texts by commit and path, of those files that are there; equal texts are read once."""
    asked = "".join(f"{commit}:{path}\n" for commit, path in wanted)
    names = git(root, "cat-file", "--batch-check=%(objectname)", given=asked).decode().splitlines()
    there = {key: name for key, name in zip(wanted, names, strict=True) if not name.endswith(" missing")}
    objects = list(dict.fromkeys(there.values()))
    stream = io.BytesIO(git(root, "cat-file", "--batch", given="".join(f"{name}\n" for name in objects)))
    texts = {}
    for name in objects:
        size = int(stream.readline().split()[2])
        texts[name] = stream.read(size).decode()
        stream.readline()
    return {key: texts[name] for key, name in there.items()}


def _with_tree(history: History, root: Path) -> History:
    """The history and, as its last commit, what stands in the tree now."""
    parents = tuple(commit.name for commit in history.commits[-1:])
    newest = max((commit.seconds for commit in history.commits), default=0)
    tree = Commit("", parents, max(int(time.time()), newest + 1), "not committed yet")
    files = {path: root / path for path in history.places}
    texts = {("", path): file.read_text(encoding="utf-8") for path, file in files.items() if file.is_file()}
    return History([*history.commits, tree], {**history.texts, **texts}, history.places)


def earlier_commits(commit: Commit, history: History) -> set[str]:
    """Names of the commits from which it descends and that were written before it, by a second at least."""
    commits = {each.name: each for each in history.commits}
    ancestors: set[str] = set()
    waiting = list(commit.parents)
    while waiting:
        name = waiting.pop()
        if name not in ancestors:
            ancestors.add(name)
            waiting += commits[name].parents
    return {name for name in ancestors if commits[name].seconds < commit.seconds}
