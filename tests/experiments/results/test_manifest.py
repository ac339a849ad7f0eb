"""A manifest says the same when it is read again, and what was edited in it is told by file and key."""

import json
import os
from collections.abc import Callable
from functools import partial
from operator import methodcaller
from pathlib import Path
from typing import Any

import pytest

from experiments import comparison, single_run
from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.errors import NotResults, StoreFault
from experiments.figures import folder_figures
from experiments.results.manifest import (
    ComparisonManifest,
    Manifest,
    RunManifest,
    SweepManifest,
    read_document,
    read_manifest,
    seal,
    write_manifest,
)
from experiments.results.store import MANIFEST
from experiments.sweep.sweep import sweep
from scenarios import Scenario, load

KINDS = {"run": RunManifest, "sweep": SweepManifest, "compare": ComparisonManifest}


@pytest.fixture(scope="module")
def folders(small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder of each kind."""
    home = tmp_path_factory.mktemp("manifests")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder_figures, "draw", lambda folder: [])
        single_run.write(single_run.run(small, replicates=2, seed=1, changed=["without x"]), home / "run")
        both = comparison.compare([(small, ()), (load("ttc-2021-2024"), ())], replicates=2, seed=1)
        comparison.write(both, home / "compare")
    axes = (Axis("scenario", (small.name, "chip-shortage-2021")), Axis("shock.size", (0.2, 1.0)))
    several = Experiment(small, axes, 2, 1, rest=True, others=(load("chip-shortage-2021"),))
    sweep(several, home / "sweep", 1)
    return {kind: home / kind for kind in KINDS}


def test_each_manifest_says_what_makes_its_runs_differ(folders: dict[str, Path]) -> None:
    for folder in folders.values():
        assert "parameters drawn within" in read_manifest(folder).band


@pytest.fixture(params=KINDS)
def folder(request: pytest.FixtureRequest, folders: dict[str, Path]) -> Path:
    return folders[request.param]


def edited(folder: Path, place: Path, edit: Callable[[dict[str, Any]], Any]) -> Path:
    """A folder that holds the manifest of another with something changed in it."""
    document = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    edit(document)
    (place / MANIFEST).write_text(json.dumps(document), encoding="utf-8")
    return place


def test_read_and_written_again_every_byte_is_the_same(folder: Path, tmp_path: Path) -> None:
    manifest = read_manifest(folder)
    assert type(manifest) is KINDS[manifest.kind]
    assert write_manifest(tmp_path, manifest, manifest.files) == manifest
    assert (tmp_path / MANIFEST).read_bytes() == (folder / MANIFEST).read_bytes()


def test_the_document_has_every_field_once(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert len(set(manifest.KEYS)) == len(manifest.KEYS)
    unwritten = set(vars(manifest)) - set(manifest.KEYS)
    assert unwritten == ({"changed"} if manifest.kind == "compare" else set())
    assert [*manifest.to_json()] == [*read_document(folder)]


def test_a_digit_changed_breaks_the_seal(folder: Path) -> None:
    document = read_document(folder)
    assert document["digest"] == seal(document)
    assert document["digest"] != seal({**document, "seed": 2})


def needed(kind: str) -> list[str]:
    common = ["scenario", "seed", "replicates", "ok"]
    own = {
        "run": ["months", "shock"],
        "sweep": ["points", "points_a_chunk", "runs", "windows"],
        "compare": ["compared", "runs", "windows"],
    }
    return [*common, *own[kind]]


def test_a_key_that_is_missing_is_named_with_its_file(folder: Path, tmp_path: Path) -> None:
    for key in needed(read_document(folder)["kind"]):
        place = edited(folder, tmp_path, methodcaller("pop", key))
        with pytest.raises(NotResults) as fault:
            read_manifest(place)
        assert str(fault.value) == f"{place / MANIFEST}: {key} is missing"


def test_what_is_of_another_type_is_named(folder: Path, tmp_path: Path) -> None:
    for key, value in read_document(folder).items():
        if value is not None and key != "kind":
            other: Any = {} if isinstance(value, list) else []
            place = edited(folder, tmp_path, partial(dict.update, **{key: other}))
            with pytest.raises(NotResults, match=rf"manifest\.json: {key}\b"):
                read_manifest(place)


@pytest.mark.parametrize(
    ("kind", "edit", "said"),
    [
        ("run", lambda d: d["shock"].update(first="x"), "shock.first must be a whole number or null"),
        ("run", lambda d: d["measures"]["outcome"].update(up=3), "measures.outcome.up must be an object"),
        ("run", lambda d: d["scenario"].pop("title"), "scenario.title is missing"),
        ("run", lambda d: d["scenario"]["shocks"][0].pop("from"), "scenario.shocks.0.from is missing"),
        ("run", lambda d: d.update(seed=True), r"seed must be a whole number \(got True\)"),
        ("run", lambda d: d.update(seed=1.5), r"seed must be a whole number \(got 1.5\)"),
        ("sweep", lambda d: d["vary"].update({"shock.size": [None]}), "vary.shock.size.0 must be a number"),
        ("sweep", lambda d: d["windows"].append(3), "windows.4 must be a list"),
        ("sweep", lambda d: d["shares"]["collapsed"].update(n="x"), "shares.collapsed.n must be a whole"),
        ("compare", lambda d: d["compared"].append(7), r"compared.2 must be text \(got 7\)"),
        ("compare", lambda d: d.update(kind="duel"), r"kind must be run, sweep, compare \(got 'duel'\)"),
        ("compare", lambda d: d.pop("kind"), "kind must be run, sweep, compare"),
    ],
)
def test_a_part_within_is_named_by_its_place(
    folders: dict[str, Path], tmp_path: Path, kind: str, edit: Callable[[dict[str, Any]], Any], said: str
) -> None:
    place = edited(folders[kind], tmp_path, edit)
    with pytest.raises(NotResults, match=said) as fault:
        read_manifest(place)
    assert "\n" not in str(fault.value)


def test_older_manifests_and_those_that_say_more_are_read(folder: Path, tmp_path: Path) -> None:
    document = read_document(folder)
    needless = set(document) - {*needed(document["kind"]), "kind"}

    def older(edit: dict[str, Any]) -> None:
        for key in needless:
            del edit[key]
        edit["said by a later version"] = [1]

    manifest: Manifest = read_manifest(edited(folder, tmp_path, older))
    assert (manifest.seed, manifest.replicates) == (document["seed"], document["replicates"])
    assert (manifest.vary, manifest.changed, manifest.tried_all) == ({}, [], True)


@pytest.mark.parametrize("text", ["", "{", "[1]"])
def test_a_manifest_that_is_none_is_a_fault(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(StoreFault):
        read_manifest(tmp_path)


def test_a_manifest_that_is_no_file_is_said_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / MANIFEST)
    with pytest.raises(StoreFault, match="is not a file"):
        read_manifest(tmp_path)
