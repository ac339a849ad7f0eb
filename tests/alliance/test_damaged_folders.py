"""A results folder that is not whole, or not as it was written, passes unnoticed through no command and no
function of the Python interface: hundreds of folders are damaged, each in one way, and each is asked for.
"""

import json
import random
import shutil
import warnings
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import alliance as interface
from experiments import comparison, single_run
from experiments.design.axes import Axis
from experiments.design.experiment import Experiment
from experiments.design.samples import Range, latin_hypercube
from experiments.errors import NotResults
from experiments.figures import folder_figures
from experiments.results.manifest import json_text, read_manifest, seal
from experiments.results.reading import results as opened
from experiments.results.reading.folder_state import FolderState
from experiments.results.reading.receipt import Receipt
from experiments.sweep import chunk as chunks
from experiments.sweep import sweep
from experiments.sweep.plan import Chunk
from scenarios import Scenario, load, override

Command = Callable[..., Any]
Damage = Callable[[Path, random.Random, dict[str, Path]], object]
AXES = (Axis("shock.size", (0.0, 0.5, 1.0)), Axis("shock.months", (6, 12)))
HASHED = ("experiments.sweep.plan", "experiments.results.manifest", "experiments.sweep.chunk")


def serial(some: Sequence[Chunk], folder: Path, jobs: int) -> Generator[Receipt, None, None]:
    for each in some:
        yield chunks.compute(each, folder)


def scenario() -> Scenario:
    changes = {"horizon.months": 48, "burn_in.months": 12, "population.firms": 20}
    made: Scenario = override(load("taiwan-blockade"), changes)
    return made


def sampled(small: Scenario) -> Experiment:
    told = {"name": "drawn", "title": "Drawn", "asks": "What?", "design": {"kind": "latin-hypercube"}}
    ranges = [Range("shock.size", 0.0, 1.0), Range("shock.months", 6, 12, whole=True)]
    return Experiment(small, (), 5, 1, sample=latin_hypercube(ranges, 6, 1), told=told)


def stop(what: str, done: int, total: int | None) -> None:
    if done >= 10:
        raise KeyboardInterrupt


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders of every kind, each whole, and sweeps of another seed, model and plan to take parts from."""
    home, small = tmp_path_factory.mktemp("bases"), scenario()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.sweep.plan.CHUNK_RUNS", 5)
        patch.setattr(sweep, "run_chunks", serial)
        patch.setattr(folder_figures, "draw", lambda folder: [])
        sweep.sweep(Experiment(small, AXES, 5, 1), home / "sweep", 1)
        sweep.sweep(Experiment(small, AXES, 5, 2), home / "seed", 1)
        sweep.sweep(Experiment(small, AXES[::-1], 5, 1), home / "plan", 1)
        sweep.sweep(sampled(small), home / "sample", 1)
        with pytest.raises(KeyboardInterrupt):
            sweep.sweep(Experiment(small, AXES, 5, 1), home / "begun", 1, stop)
        for place in HASHED:
            patch.setattr(f"{place}.source_hash", lambda: "another")
        sweep.sweep(Experiment(small, AXES, 5, 1), home / "model", 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder_figures, "draw", lambda folder: [])
        single_run.write(single_run.run(small, replicates=5, seed=1), home / "run")
        both = comparison.compare([(small, ()), (small, ("twice",))], replicates=3, seed=1)
        comparison.write(both, home / "compare")
    return {path.name: path for path in home.iterdir()}


def tables(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.parquet"))


def rewrite(folder: Path, name: str, edit: Callable[[dict[str, Any]], Any], *, sealed: bool) -> None:
    """Change a manifest or a plan; `sealed`, as a hand that knows how would."""
    path = folder / name
    document = json.loads(path.read_text())
    edit(document)
    if sealed:
        document["digest"] = seal(document)
    path.write_text(json_text(document))


def hashed_anew(folder: Path) -> None:
    """The manifest of a folder as if its files were those that it was written with."""
    import hashlib

    def files(document: dict[str, Any]) -> None:
        for name in document["files"]:
            document["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()

    rewrite(folder, "manifest.json", files, sealed=True)


def bytes_of(change: Callable[[bytearray, random.Random], bytes | bytearray]) -> Damage:
    """A damage to the bytes of some table."""

    def damage(folder: Path, chance: random.Random, _: dict[str, Path]) -> None:
        path = chance.choice(tables(folder))
        path.write_bytes(change(bytearray(path.read_bytes()), chance))

    return damage


def flipped(data: bytearray, chance: random.Random) -> bytes:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def rows_of(change: Callable[[pa.Table], pa.Table], *, sealed: bool = True) -> Damage:
    """A damage to the rows of a part of the runs, with the manifest hashed and sealed anew."""

    def damage(folder: Path, chance: random.Random, _: dict[str, Path]) -> None:
        path = chance.choice(sorted(folder.glob("runs/*.parquet")))
        pq.write_table(change(pq.ParquetFile(path).read()), path)
        if sealed and (folder / "manifest.json").exists():
            hashed_anew(folder)

    return damage


def column(name: str, values: list[Any]) -> Callable[[pa.Table], pa.Table]:
    def change(table: pa.Table) -> pa.Table:
        place = table.column_names.index(name)
        filled = pa.array((values * len(table))[: len(table)], table.schema.field(name).type)
        return table.set_column(place, table.schema.field(name), filled)

    return change


def part_from(base: str) -> Damage:
    def damage(folder: Path, chance: random.Random, bases: dict[str, Path]) -> None:
        path = chance.choice(tables(folder))
        shutil.copy(bases[base] / path.relative_to(folder), path)

    return damage


def gone(name: str) -> Damage:
    return lambda folder, *_: (folder / name).unlink()


def text(name: str, change: Callable[[str, random.Random], str]) -> Damage:
    def damage(folder: Path, chance: random.Random, _: dict[str, Path]) -> None:
        path = folder / name
        path.write_text(change(path.read_text(), chance))

    return damage


def other_digit(told: str, chance: random.Random) -> str:
    place = chance.choice([k for k, letter in enumerate(told) if letter.isdigit()])
    return told[:place] + str((int(told[place]) + chance.randrange(1, 10)) % 10) + told[place + 1 :]


def cut(told: str, chance: random.Random) -> str:
    return told[: chance.randrange(len(told) - 2)]


def without_a_key(told: str, chance: random.Random) -> str:
    document = json.loads(told)
    del document[chance.choice([*document])]
    return json_text(document)


def another_type(told: str, chance: random.Random) -> str:
    document = json.loads(told)
    key = chance.choice([*document])
    return json_text({**document, key: [{"x": None}] if document[key] != [{"x": None}] else 3})


def linked(folder: Path, chance: random.Random, _: dict[str, Path]) -> None:
    path = chance.choice(tables(folder))
    aside = folder.parent / "aside.parquet"
    shutil.move(path, aside)
    path.symlink_to(aside)


def a_folder_in_place(folder: Path, chance: random.Random, _: dict[str, Path]) -> None:
    path = chance.choice(tables(folder))
    path.unlink()
    path.mkdir()


def swapped(folder: Path, chance: random.Random, _: dict[str, Path]) -> None:
    path, other = chance.sample(sorted((folder / chance.choice(["runs", "curves"])).glob("*")), 2)
    kept = path.read_bytes()
    path.write_bytes(other.read_bytes())
    other.write_bytes(kept)


def added(name: str) -> Damage:
    def damage(folder: Path, chance: random.Random, _: dict[str, Path]) -> None:
        path = chance.choice(tables(folder))
        shutil.copy(path, path.with_name(name))

    return damage


def emptied(folder: Path, chance: random.Random, _: dict[str, Path]) -> None:
    shutil.rmtree(folder / "runs")
    if chance.random() < 0.5:
        (folder / "runs").mkdir()


def told_anew(name: str, **values: Any) -> Damage:
    return lambda folder, *_: rewrite(folder, name, lambda document: document.update(values), sealed=True)


ANY: dict[str, Damage] = {
    "flip": bytes_of(flipped), "cut": bytes_of(lambda data, chance: data[: chance.randrange(len(data))]),
    "grown": bytes_of(lambda data, chance: data + bytes(chance.randrange(1, 50))), "link": linked,
    "folder": a_folder_in_place, "added": added("part-00099.parquet"),
    "copy": added("part-00000 (1).parquet"),
    "seed column": rows_of(column("seed", [7])), "status": rows_of(column("status", ["failed"])),
    "index": rows_of(column("index", [1, 0])), "loss": rows_of(column("loss", [0.5]), sealed=False),
    "reserve": lambda folder, *_: (folder / "reserve.csv").write_text("of,month\n"),
}  # fmt: skip
FINISHED: dict[str, Damage] = {
    "gone": lambda folder, chance, _: chance.choice(tables(folder)).unlink(), "emptied": emptied,
    "row gone": rows_of(lambda table: table.slice(1)),
    "rows twice": rows_of(lambda table: pa.concat_tables([table, table])),
    "outcome": rows_of(column("outcome", ["collapsed"])), "dictionary gone": gone("dictionary.csv"),
    "dictionary": text("dictionary.csv", lambda told, _: told.replace("runs", "ruins")),
    "manifest digit": text("manifest.json", other_digit),
    "manifest key": text("manifest.json", without_a_key),
    "manifest type": text("manifest.json", another_type), "manifest cut": text("manifest.json", cut),
    "manifest of none": text("manifest.json", lambda *_: "[]"),
    "manifest seed": told_anew("manifest.json", seed=2),
    "manifest replicates": told_anew("manifest.json", replicates=4),
    "manifest ok": told_anew("manifest.json", ok=1),
    "manifest of nothing": told_anew("manifest.json", files={}),
    "manifest outside": told_anew("manifest.json", files={"../aside": "0", "/etc/hostname": "0"}),
    "manifest kind": told_anew("manifest.json", kind="sweep"),
}  # fmt: skip
SWEPT: dict[str, Damage] = {
    "seed": part_from("seed"), "model": part_from("model"), "plan": part_from("plan"), "swapped": swapped,
    "plan digit": text("plan.json", other_digit), "plan key": text("plan.json", without_a_key),
    "plan type": text("plan.json", another_type), "plan cut": text("plan.json", cut),
    "plan seed": told_anew("plan.json", seed=2),
    "plan vary": told_anew("plan.json", vary={"shock.size": [1.0]}),
    "plan replicates": told_anew("plan.json", replicates=50, points=3),
}  # fmt: skip
SAMPLED: dict[str, Damage] = {
    "settings gone": gone("settings.parquet"),
    "settings": lambda folder, *_: pq.write_table(
        pa.table({"shock.size": [0.5] * 6}), folder / "settings.parquet"
    ),
}  # fmt: skip
ENDED: dict[str, Damage] = {
    "plan gone": gone("plan.json"),
    "manifest of another": lambda folder, _, bases: shutil.copy(bases["seed"] / "manifest.json", folder),
}
OF: dict[str, dict[str, Damage]] = {
    "sweep": {**ANY, **FINISHED, **SWEPT, **ENDED},
    "sample": {**ANY, **FINISHED, **SWEPT, **ENDED, **SAMPLED},
    "begun": {**ANY, **SWEPT},
    "run": {**ANY, **FINISHED},
    "compare": {**ANY, **FINISHED},
}
KIND_IS_RIGHT = {("sweep", "manifest kind"), ("sample", "manifest kind"), ("compare", "outcome")}
"""No damage: a sweep is one, and a comparison's manifest counts no outcomes."""
CASES = [(base, name) for base, some in OF.items() for name in some if (base, name) not in KIND_IS_RIGHT]


def asked(folder: Path, alliance: Command) -> Iterator[tuple[str, bool]]:
    """Every way to ask for what is in a folder, and whether it said that not all is well."""
    out = (str(folder.parent / f"out-{number}") for number in range(100))
    partial = [("export", folder, "--partial", "--out", next(out)), ("plot", folder, "--partial")]
    lines: list[tuple[object, ...]] = [
        ("export", folder, "--out", next(out)), ("export", folder, "--to", "netcdf", "--out", next(out)),
        ("plot", folder), ("run", "--only", 1, folder), ("status", folder), ("verify", folder),
    ]  # fmt: skip
    for line in [*lines, *partial]:
        answer = alliance(*line)
        clear = "bug" not in answer.err and answer.err.strip().isprintable()
        refused = line[0] in ("status", "verify") or line in partial or answer.out == ""
        yield f"{line[:2]} {answer}", answer.code != 0 and clear and refused
    calls: list[Callable[[], Any]] = [
        lambda: interface.plot(folder), lambda: interface.export(folder, next(out)),
        lambda: interface.table(folder), lambda: interface.table(folder, partial=True),
    ]  # fmt: skip
    for number, call in enumerate(calls):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                call()
        except (NotResults, UserWarning):
            yield f"call {number}", True
        else:
            yield f"call {number}", False
    left = {path.name for path in folder.parent.iterdir()} - {folder.name, "aside.parquet"}
    yield f"left behind: {left}", left <= {"out-0"}


@pytest.fixture
def look(
    bases: dict[str, Path], alliance: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str, int], list[str]]:
    """Damage a copy of a folder and list the ways in which that passes unnoticed. No figure is drawn."""
    monkeypatch.setattr(folder_figures, "_drawn", lambda *_: [])

    def unnoticed(base: str, name: str, seed: int) -> list[str]:
        home = tmp_path / f"{base}-{name}-{seed}".replace(" ", "-")
        folder = Path(shutil.copytree(bases[base], home / "results"))
        OF[base][name](folder, random.Random(f"{base} {name} {seed}"), bases)
        passed = [f"{base}, {name} ({seed}): {what}" for what, said in asked(folder, alliance) if not said]
        shutil.rmtree(home)
        return passed

    return unnoticed


@pytest.mark.parametrize(
    ("every", "rounds"), [(9, 1), pytest.param(1, 2, marks=pytest.mark.slow)], ids=["sample", "all"]
)
def test_no_damaged_folder_passes_unnoticed(
    look: Callable[[str, str, int], list[str]], every: int, rounds: int
) -> None:
    cases = [(base, name, seed) for seed in range(rounds) for base, name in CASES[::every]]
    passed = [what for case in cases for what in look(*case)]
    print(*passed, f"{len(cases)} damaged folders, {len(passed)} passed unnoticed", sep="\n")
    assert passed == []
    assert len(cases) >= (200 if every == 1 else 15)


def test_a_door_that_does_not_look_lets_them_pass(
    look: Callable[[str, str, int], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control."""

    def blind(folder: Path) -> FolderState:
        return FolderState(folder, read_manifest(folder))

    monkeypatch.setattr(opened, "examine", blind)
    monkeypatch.setattr("experiments.checks.results_folder.examine", blind)
    for name in ("seed", "added", "loss"):
        assert len(look("sweep", name, 0)) > 4


@pytest.mark.parametrize("base", ["sweep", "sample", "run", "compare"])
def test_in_a_folder_that_is_whole_nothing_is_found(
    bases: dict[str, Path], alliance: Command, tmp_path: Path, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_figures, "_drawn", lambda *_: [])
    folder = Path(shutil.copytree(bases[base], tmp_path / "home" / "results"))
    said = [what for what, refused in asked(folder, alliance) if refused]
    assert said == []
