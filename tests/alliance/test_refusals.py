"""Nonsense is refused in one line with the right exit code, and nothing is left behind."""

import shlex
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args, get_type_hints

import pytest
import typer

from alliance.main import VERBS, app
from alliance.options import complete_keys

Command = Callable[..., Any]

USAGE = {
    "": {
        "rum": "Did you mean run", "explain taiwan-blockade": "no such command", "--foo": "--foo", "-x": "-x",
    },
    "list": {
        "nothing": "There are: scenarios", "paramters": "Did you mean parameters",
        "''": "There are: scenarios", "scenarios shocks": "shocks",
    },
    "show": {
        "": "SCENARIO", "nothing": "neither a shipped scenario", "{} {}": "small.yaml",
        "--source": "SCENARIO", "{} --json=yes": "--json",
    },
    "check": {"": "FILE", "--json": "FILE"},
    "run": {
        "": "SCENARIO", "{} extra": "extra", "{} --jobs 2": "--jobs",
        "{} --lang fr": "--lang is one of en and zh",
        "{} --set": "--set", "{} --set shock.size": "KEY=VALUE", "{} --set =1": "KEY=VALUE",
        "{} --set shock.sise=1": "Did you mean shock.size", "{} --set title=x": "keys are such as shock.size",
        "{} --set shock.size=2": "at most 1", "{} --set shock.size=x": "a number",
        "{} --set shock.size=nan": "finite", "{} --set shock.size=50%": "per cent",
        "{} --set shock.size=0,5": "no comma", "{} --set shock.size=": "KEY=VALUE",
        "{} --set shock.size=1 --set shock.size=0": "given twice",
        "{} --set shock.size=1 --set shocks.blockade.size=0": "sets the same",
        "{} --set shock.months=1.5": "a whole number", "{} --set shock.months=500": "past the end",
        "{} --set shock.from=2026-1": "write it as 2026-01", "{} --set horizon.months=13": "past the end",
        "{} --set shocks.blokade.size=1": "Did you mean shocks.blockade.size",
        "{} --set switches.council=no": "on or off", "{} --set parameters.trust_loss=010": "needless 0",
        "{} --set parameters.trust_loss=~": "no value", "{} --set actors.FRE.view=1": "actors.FRA.view",
        "{} --set population.firms=1e12": "at most", "{} --set population.firms=1000000": "GiB of memory",
        "{} --off councl": "Did you mean council", "{} --off ''": "name of a mechanism",
        "{} --off council,": "name of a mechanism", "{} --off trust_loss": "alliance list mechanisms",
        "{} --off council --set switches.council=on": "one of the two",
        "{} --fixed --set draw=on": "one of the two", "{} --set start.trust=3": "at most 2",
        "{} --only 1 --fixed": "--fixed would make it a different",
        "{} --replicates 0": "1 to 10000", "{} --replicates x": "--replicates",
        "{} --replicates 1.5": "--replicates", "{} --replicates 10000000": "1 to 10000",
        "{} --seed -1": "seed must be", "{} --seed 99999999999999999999": "seed must be",
        "{} --only x": "--only", "{} --only 1 --set shock.size=1": "--set would make it a different",
        "{} --only 1 --off council": "--off would make it a different",
        "{} --only 1 --seed 1": "--seed would make it a different",
        "{} --only 1 --reserve": "--reserve would make it a different",
        "{} --engine agents --reserve": "the kernel gives the same", "{} --reserve=6": "--reserve",
        "{} --engine fast": "kernel and agents", "{} --lens realists": "Did you mean realist",
    },
    "compare": {
        "": "SCENARIO", "nothing": "neither a shipped scenario", "{}": "2 to 12", "{} " * 13: "2 to 12",
        "{} --lenses --without blame": "one of the two", "{} --without councl": "Did you mean council",
        "{} --without ''": "name of a mechanism", "{} --without stakes --off ''": "name of a mechanism",
        "{} --without stakes --set switches.stakes=on": "one of the two",
        "{} --without stakes --seed -1": "seed must be", "{} --without stakes --set shock.sise=1": "a key",
        "{} --without stakes --replicates 0": "1 to 10000",
    },
    "effects": {
        "": "SCENARIO", "nothing": "neither a shipped scenario",
        "{} --partition ours": "--partition is one of",
        "{} --from nowhere": "--from is one of", "{} --replicates 1": "2 to 10,000",
        "{} --seed -1": "seed must be", "{} --seed 99999999999999999999": "seed must be",
        "{} --set recalm=on": "recalm cannot be set", "{} --set horizon.months=60": "cannot be set",
        "{} --set shock.sise=1": "a key", "{} --set shock.size=1=1": "number",
        "{} --shapley councl": "no such mechanism", "{} --shapley ''": "name of a mechanism",
        "{} --shapley stocks,stocks": "twice", "ttc-2021-2024": "has no shock",
    },
    "sweep": {
        "": "SCENARIO", "{} --jobs 0": "1 to 256", "{} --jobs many": "--jobs",
        "{} --replicates 0": "1 to 10000", "{} --vary shock.size=": "KEY=",
        "{} --vary shock.size": "KEY=LO:HI:N", "{} --vary =0:1:3": "KEY=LO:HI:N",
        "{} --vary shock.sise=0:1:3": "Did you mean shock.size", "{} --vary shock.size=0:1": "LO:HI:N",
        "{} --vary shock.size=0:1:1": "2 values or more", "{} --vary shock.size=0:1:2.5": "a whole N",
        "{} --vary shock.size=0:2:3": "at most 1", "{} --vary shock.size=0:nan:3": "not a finite number",
        "{} --vary shock.size=0_1,1": "without _", "{} --vary shock.size=1e-400,1": "too small",
        "{} --vary shock.size=٠:١:3": "write it as 0", "{} --vary shock.size=0:1:٣": "a whole N",
        "{} --vary shock.size=a,b": "'a' is not a number", "{} --vary shock.size=0,,1": "is not a number",
        "{} --vary shock.size=0:1:3 --vary shock.size=0,1": "varied twice",
        "{} --vary shock.size=0,1 --vary shocks.blockade.size=0,1": "sets the same",
        "{} --vary shock.size=0:1:9999 --vary parameters.blame=0:1:9999": "99,980,001 points; at most",
        "{} --vary shock.size=0:1:100000000": "at most 10000",
        "{} --vary shock.months=1.5,2": "whole numbers", "{} --vary shock.months=40,41": "past the end",
        "{} --vary switches.council=0,1": "is a switch",
        "{} --vary switches.council=on,off": "is a switch",
        "{} --vary shock.from=2026-01,2026-02": "count months",
        "{} --vary shock.size=0,1 --set shock.size=1": "setting it does nothing",
        "{} --vary shock.size=0,1 --set shocks.blockade.size=1": "setting it does nothing",
        "{} --set shock.size=1": "setting it does nothing", "{} --lens realists": "Did you mean realist",
    },
    "plot": {"": "DIR", "a b": "b", "here --lang fr": "--lang is one of en and zh",
        "here --kind pie": "no such kind of figure: 'pie'",
        "here --format gif": "no such format: 'gif'"},
    "new": {
        "": "NAME", "'My Storm'": "small letters", "a/b": "small letters", "../a": "small letters",
        "=cmd": "small letters", "A": "small letters", "''": "small letters", "a a": "a",
        "mine --out small.yaml": "is there already",
    },
    "schema": {"experiments": "scenario and experiment", "''": "scenario and experiment"},
    "claims": {"F3": "F3", "--id F33": "did you mean F3", "--id ''": "run from A1 to G7",
        "--id A1": "no runs behind it", "--out here": "give --id"},
    "serve": {
        "me": "me", "--lang fr": "--lang is one of en and zh", "--port 0": "--port is a number from 1",
        "--port 70000": "--port is a number", "--port x": "--port", "--seconds 0": "--seconds is a number",
        "--seconds nan": "--seconds is a number",
    },
    "doctor": {"me": "me"},
    "bench": {"me": "me"},
    "status": {"": "DIR"},
    "export": {"": "DIR", "x --to xlsx": "--to"},
    "verify": {"x --cases 3": "leave out DIR", "x --seed 3": "leave out DIR",
        "--cases 0": "1 to 100000", "--cases x": "--cases", "--seed -1": "seed must be"},
}  # fmt: skip
"""Command → what is given to it, and words of the refusal."""
LINES = [(verb, given, words) for verb, cases in USAGE.items() for given, words in cases.items()]
GROUP: Any = typer.main.get_command(app)
TREE: dict[str, Any] = GROUP.commands


def params(verb: str, kind: str) -> list[Any]:
    """The options or arguments of a command, whichever library parses them."""
    return [one for one in TREE[verb].params if one.param_type_name == kind and one.name != "help"]


def refused(found: Any, words: str) -> None:
    assert (found.code, found.out, len(found.err.splitlines())) == (2, "", 1), found
    assert words in found.err
    assert [path.name for path in Path().iterdir()] == ["small.yaml"]


@pytest.mark.parametrize(("verb", "given", "words"), LINES)
def test_a_wrong_word_is_one_line_and_2(
    alliance: Command, small: Path, verb: str, given: str, words: str
) -> None:
    refused(alliance(*shlex.split(f"{verb} {given.replace('{}', str(small))}")), words)


@pytest.mark.parametrize("verb", TREE)
def test_every_command_is_in_the_list(verb: str) -> None:
    assert verb in USAGE


@pytest.mark.parametrize("verb", TREE)
def test_an_unknown_option_and_a_word_too_many_are_2(alliance: Command, small: Path, verb: str) -> None:
    refused(alliance(verb, "--nonsense"), "--nonsense")
    if all(one.nargs == 1 for one in params(verb, "argument")):
        words = ["small.yaml"] * len(params(verb, "argument"))
        refused(alliance(verb, *words, "toomany"), "toomany")


@pytest.mark.parametrize("verb", TREE)
def test_an_option_without_its_value_or_with_one_too_many_is_2(
    alliance: Command, small: Path, verb: str
) -> None:
    given = ["small.yaml"] * len(params(verb, "argument"))
    for option in params(verb, "option"):
        name = option.opts[-1]
        if option.is_flag:
            refused(alliance(verb, *given, f"{name}=nonsense"), name)
            continue
        refused(alliance(verb, *given, name), name)
        kind = get_type_hints(VERBS[verb].command)[option.name]
        if {int, float} & {kind, *get_args(kind)}:
            for value in ("nonsense", "", "1e3x", "0x10"):
                refused(alliance(verb, *given, name, value), name)


def test_an_unknown_command_is_told_the_nearest(alliance: Command) -> None:
    assert "run" in alliance("rnu").err.split("Did you mean")[1]
    assert "verify" in alliance("zzz").err


def test_an_unknown_scenario_is_told_the_nearest(alliance: Command) -> None:
    found = alliance("run", "taiwan-blokade")
    assert found.code == 2
    assert "Did you mean taiwan-blockade" in found.err
    assert len(found.err.splitlines()) == 1


@pytest.mark.parametrize("verb", ["run", "sweep", "show"])
def test_an_invalid_file_is_one_line_and_3(alliance: Command, small: Path, verb: str) -> None:
    small.write_text(small.read_text().replace("size: 1}", "size: 2}").replace("firms: 12", "firm: 12"))
    found = alliance(verb, small)
    assert (found.code, found.out) == (3, "")
    assert len(found.err.splitlines()) == 1
    assert "small.yaml:" in found.err
    assert "(and 1 more)" in found.err


@pytest.mark.parametrize("verb", ["run", "sweep"])
@pytest.mark.parametrize("place", ["full", "file", "file/below"])
def test_a_folder_that_cannot_be_used_is_one_line_and_1(
    alliance: Command, small: Path, verb: str, place: str
) -> None:
    Path("full").mkdir()
    Path("full/mine").write_text("x")
    Path("file").write_text("x")
    found = alliance(verb, small, "--replicates", 2, "--out", place)
    assert (found.code, found.out) == (1, "")
    assert len(found.err.splitlines()) == 1
    assert sorted(str(path) for path in Path().rglob("*")) == ["file", "full", "full/mine", "small.yaml"]


def test_two_files_of_one_name_cannot_be_compared(alliance: Command, small: Path) -> None:
    Path("below").mkdir()
    Path("below/small.yaml").write_text(small.read_text().replace("size: 1}", "size: 0.5}"))
    found = alliance("compare", small, "below/small.yaml", "--replicates", 1)
    assert (found.code, len(found.err.splitlines())) == (2, 1)
    assert "called small" in found.err


@pytest.mark.parametrize("place", ["missing", ".", "small.yaml", "small.yaml/below", "x" * 300])
def test_a_folder_without_results_is_one_line_and_3(alliance: Command, small: Path, place: str) -> None:
    found = alliance("plot", place)
    assert (found.code, found.out, len(found.err.splitlines())) == (3, "", 1)
    assert place in found.err
    assert "Errno" not in found.err


BROKEN = ["", "[]", "{}", "null", "{", '{"ok": 2}', "\x00", '{"a": ' * 9000, '"\\u001b[31m"', "NaN", "\udcff"]


def test_a_broken_manifest_is_one_line_and_3(alliance: Command, small: Path) -> None:
    assert alliance("run", small, "--replicates", 2, "--out", "here").code == 0
    for manifest in BROKEN:
        Path("here/manifest.json").write_bytes(manifest.encode("utf-8", "surrogateescape"))
        found = alliance("plot", "here")
        assert (found.code, found.out, len(found.err.splitlines())) == (3, "", 1), manifest[:20]
        assert "here" in found.err


def test_a_broken_table_is_one_line_and_3(alliance: Command, small: Path) -> None:
    assert alliance("run", small, "--replicates", 2, "--out", "here").code == 0
    table = Path("here/runs/part-00000.parquet")
    whole = table.read_bytes()
    for raw in (b"", b"PAR1", whole[:-9], whole[: len(whole) // 2], b"=cmd\x1b[31m" * 100):
        table.write_bytes(raw)
        found = alliance("plot", "here")
        assert (found.code, found.out, len(found.err.splitlines())) == (3, "", 1), raw[:20]
        assert found.err.rstrip("\n").isprintable()


def test_a_broken_file_says_nothing_while_the_shell_completes_a_key(small: Path) -> None:
    context: Any = SimpleNamespace(params={"scenario": str(small)}, args=[])
    assert "shock.size=" in complete_keys(context, "shock.s")
    small.write_text("version: 1\n")
    assert complete_keys(context, "shock.s") == []


def test_a_bug_is_one_line_that_says_how_to_see_more(
    alliance: Command, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Traceback\n  in a worker\nKeyError: ours\x1b[31m")

    monkeypatch.setattr("experiments.single_run.run", broken)
    found = alliance("run", small)
    assert (found.code, found.out, len(found.err.splitlines())) == (1, "", 1)
    assert "a bug of alliance: RuntimeError: KeyError: ours\\x1b[31m (ALLIANCE_TRACEBACK=1" in found.err
    assert [path.name for path in Path().iterdir()] == ["small.yaml"]
    monkeypatch.setenv("ALLIANCE_TRACEBACK", "1")
    with pytest.raises(RuntimeError):
        alliance("run", small)
