"""The manifest of a results folder: what its results were made from, how they were judged and what came of
them.

It holds no time and no name of a machine, so that it repeats. It is written last: a folder with one is
finished. What is read is checked field by field, since anybody may have edited the file.
"""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import MISSING, Field, asdict, dataclass, field, fields, replace
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar, get_type_hints

from analysis.thresholds import STATED
from experiments.captions import band
from experiments.design.axes import SCENARIO, Value
from experiments.errors import NotResults
from experiments.results import store
from experiments.results.json_types import Parts, field_misfits
from experiments.results.manifest_parts import (
    DisagreementPart,
    ExperimentPart,
    FailedRun,
    MeasuresPart,
    Resampled,
    ScenarioPart,
    Share,
    ShockMonths,
    Window,
)
from experiments.results.store import MANIFEST
from languages import worded
from scenarios import Scenario, digest
from sim.source import source_hash

GRIDS = ("grid", "factorial")
"""Designs of which every combination of values was tried."""
LIBRARIES = ("numpy", "numba", "pyarrow", "mesa")

_MADE_BY = ("kind", "format", "program", "model", "python", "libraries", "machine", "thresholds", "band")
_SEALS = ("files", "digest")
_OPTIONAL = ("scenarios", "drawn")
"""Keys left out of the file where they hold nothing."""

AnyManifest = TypeVar("AnyManifest", bound="Manifest")
ScenarioDocument = Annotated[Mapping[str, Any], Parts(ScenarioPart)]
Shares = Mapping[str, Share]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What all kinds of results say.

    `scenario` is in full, defaults written out; of several it is the first. `vary` holds every varied key
    with its values, `ok` how many runs were finished; `band` says what makes runs differ and `changed` what
    was set and switched off beforehand, both in words for captions. `files` has a hash of every file of the
    folder, `digest` one of the manifest itself.
    """

    KEYS: ClassVar[tuple[str, ...]]
    """The keys of the file, in its order."""

    kind: str
    format: int = 1
    program: str = ""
    model: str = ""
    python: str = ""
    libraries: Mapping[str, str] = field(default_factory=dict)
    machine: str = ""
    thresholds: Mapping[str, Any] = field(default_factory=dict)
    band: str = ""
    scenario_hash: str = ""
    scenario: ScenarioDocument
    seed: int
    replicates: int
    ok: int
    vary: Mapping[str, list[Value]] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    files: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""

    @property
    def run_count(self) -> int:
        """How many runs the folder has a row of."""
        return self.replicates

    @property
    def heading(self) -> str:
        """What its figures are headed by: the title of its experiment, or of its scenario."""
        return str(self.scenario["title"])

    @property
    def horizon(self) -> int:
        """Months of its scenario."""
        return int(self.scenario["horizon"]["months"])

    @property
    def shock_names(self) -> list[str]:
        """What its scenario's shocks are called, in order."""
        return [shock["name"] for shock in self.scenario.get("shocks", ())]

    @property
    def has_several_scenarios(self) -> bool:
        """Whether its runs are of several scenarios, each with shocks of its own."""
        return False

    @property
    def followed_to_rest(self) -> bool:
        """Whether every run was followed until it rests."""
        return True

    @property
    def tried_all(self) -> bool:
        """Whether every combination of the keys' values was tried."""
        return True

    @property
    def is_grid_of_numbers(self) -> bool:
        """Whether every combination of numbers was tried, as a map and curves need it."""
        words = any(isinstance(value, str | bool) for values in self.vary.values() for value in values[:1])
        return self.tried_all and not words

    def scenario_of(self, values: Mapping[str, Any], point: int) -> Mapping[str, Any]:
        """The scenario that a point with these values changes, in full; LookupError if there is none."""
        return self.scenario

    def to_json(self) -> dict[str, Any]:
        """The document of the file, key by key in its order."""
        document = {name: getattr(self, name) for name in self.KEYS}
        return {name: told for name, told in document.items() if told is not None or name not in _OPTIONAL}

    @classmethod
    def from_json(cls, document: Mapping[str, Any], where: str) -> Self:
        """The manifest that a document tells. Keys it does not know are left out; what an older manifest
        lacks has its default.

        Raises NotResults, one line that begins with `where` and names the key, where one is missing that must
        be there or holds what does not belong there.
        """
        annotated = get_type_hints(cls, include_extras=True)
        kinds = {name: kind for name, kind in annotated.items() if name in cls.KEYS}
        needed = [known.name for known in fields(cls) if _is_needed(known)]
        if fault := next(field_misfits(document, kinds, needed), None):
            raise NotResults(f"{where}: {fault}")
        return cls(**{name: document[name] for name in kinds if name in document})


def _is_needed(known: Field[Any]) -> bool:
    return known.default is MISSING and known.default_factory is MISSING


@dataclass(frozen=True, kw_only=True)
class RunManifest(Manifest):
    """The manifest of one scenario's runs, over `months` months each.

    `measures` are those of `experiments.results.summary.measures`, None for a scenario without shock;
    `twin_against_calm` is what the twin performs as a share of the calm alliance, None where it is that
    alliance; `judgements_differ` says where the outcome at the horizon and the long-run outcome part,
    and why.
    """

    KEYS = (
        *("scenario", "title", "seed", "replicates", "months", "shock", "measures"),
        *("twin_against_calm", "judgements_differ", "screening"),
        *(*_MADE_BY, "scenario_hash", "ok", "vary", "changed", *_SEALS),
    )

    kind: Literal["run"] = "run"
    title: str = ""
    months: int
    shock: ShockMonths
    measures: Annotated[Mapping[str, Any] | None, Parts(MeasuresPart | None)] = None
    twin_against_calm: float | None = None
    judgements_differ: list[dict[str, Any]] = field(default_factory=list)
    screening: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class SweepManifest(Manifest):
    """The manifest of a sweep: `points` settings, `points_a_chunk` of them in each of its `chunks`, `runs` in
    all. Of those `drawn` were drawn or listed (None: none), and each tried at every point of what they are
    crossed with.

    `experiment` is what its file says, None where there is none; `scenarios` holds several by name. `windows`
    has the months of each point's shock, `shares_60` each outcome's share of all runs five years on,
    `months_short` by how many months the horizon of a point is too short for it at most, `shares` those by
    level, `shares_rest` by rest (None: not asked). `errors` tells the first hundred runs that failed.
    """

    KEYS = (
        *(*_MADE_BY, "scenario_hash", "scenario", "plan", "scenarios", "experiment", "design", "vary"),
        *("drawn", "replicates", "seed", "rest", "trajectories", "points", "points_a_chunk", "chunks"),
        *("runs", "changed", "windows", "ok", "failed", "errors", "outcomes", "shares_60", "shares"),
        *("shares_rest", "months_short", "screening", "clamps", *_SEALS),
    )

    kind: Literal["sweep"] = "sweep"
    plan: str = ""
    scenarios: Mapping[str, ScenarioDocument] | None = None
    experiment: Annotated[Mapping[str, Any] | None, Parts(ExperimentPart | None)] = None
    design: str = "grid"
    drawn: int | None = None
    rest: bool = False
    trajectories: bool = False
    points: int
    points_a_chunk: int
    chunks: int = 1
    runs: int
    windows: list[Window]
    failed: int = 0
    errors: list[FailedRun] = field(default_factory=list)
    outcomes: Mapping[str, int] = field(default_factory=dict)
    shares_60: Shares = field(default_factory=dict)
    months_short: int = 0
    shares: Shares = field(default_factory=dict)
    shares_rest: Shares | None = None
    screening: Mapping[str, float | None] = field(default_factory=dict)
    clamps: Mapping[str, int] = field(default_factory=dict)

    @property
    def run_count(self) -> int:
        """Runs in all, failed ones too."""
        return self.runs

    @property
    def heading(self) -> str:
        """The title of its experiment, or of its scenario where it has none."""
        return str((self.experiment or self.scenario)["title"])

    @property
    def followed_to_rest(self) -> bool:
        """Whether it was asked to follow every run until it rests."""
        return self.rest

    @property
    def has_several_scenarios(self) -> bool:
        """Whether scenarios are among what it varies."""
        return bool(self.scenarios)

    @property
    def tried_all(self) -> bool:
        """Whether its design is a grid, which tries every combination of the keys' values."""
        return self.design in GRIDS

    @property
    def resampled(self) -> Resampled:
        """What intervals over all runs resample: the settings where they were drawn, else the replicates,
        whose draws all settings share.
        """
        if self.tried_all:
            return Resampled(worded("replicates"), "replicate", self.replicates)
        return Resampled(worded("settings"), "point", self.drawn or self.points)

    def scenario_of(self, values: Mapping[str, Any], point: int) -> Mapping[str, Any]:
        """The scenario that a point's values name, or the only one, in full; KeyError for an unknown name."""
        return self.scenarios[values[SCENARIO]] if self.scenarios else self.scenario


@dataclass(frozen=True, kw_only=True)
class ComparisonManifest(Manifest):
    """The manifest of scenarios side by side, a point each: `compared` says what each is called, `windows`
    the months of its shock.
    """

    KEYS = (
        *(*_MADE_BY, "scenario_hash", "scenario", "compared", "scenarios", "scenario_hashes", "windows"),
        *("seed", "replicates", "runs", "ok", "failed", "vary", "differences", "disagreements"),
        *("tell_apart", "screening"),
        *_SEALS,
    )

    kind: Literal["compare"] = "compare"
    compared: list[str]
    scenarios: list[ScenarioDocument] = field(default_factory=list)
    scenario_hashes: list[str] = field(default_factory=list)
    windows: list[Window]
    runs: int
    failed: int = 0
    differences: list[dict[str, Any]] = field(default_factory=list)
    disagreements: list[DisagreementPart] = field(default_factory=list)
    tell_apart: list[dict[str, Any]] = field(default_factory=list)
    screening: list[dict[str, Any]] = field(default_factory=list)

    @property
    def run_count(self) -> int:
        """Runs in all, of every scenario, failed ones too."""
        return self.runs

    @property
    def has_several_scenarios(self) -> bool:
        """Always true: it is made of scenarios side by side."""
        return True

    def scenario_of(self, values: Mapping[str, Any], point: int) -> Mapping[str, Any]:
        """The scenario compared in place `point`, from 0, in full; IndexError beyond the last."""
        return self.scenarios[point]


_KINDS: dict[str, type[Manifest]] = {
    "run": RunManifest,
    "sweep": SweepManifest,
    "compare": ComparisonManifest,
}


def made_from(scenario: Scenario, *others: Scenario) -> dict[str, Any]:
    """Fields that say from which program and model results were made, of which scenario in full, and what
    makes runs of it and of the others differ.
    """
    return {
        "format": 1,
        "program": version("alliance-resilience"),
        "model": source_hash(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "machine": platform.machine(),
        "thresholds": json.loads(json.dumps(asdict(STATED))),
        "band": band(each.draw for each in (scenario, *others)),
        "scenario_hash": digest(scenario),
        "scenario": scenario_document(scenario),
    }


def scenario_document(scenario: Scenario) -> dict[str, Any]:
    """A scenario in full, defaults written out, as a manifest holds it."""
    return scenario.model_dump(mode="json", by_alias=True, exclude_none=True)


def seal(document: Mapping[str, Any]) -> str:
    """A hash of all that a manifest's document says but this hash itself."""
    sealed = {name: value for name, value in document.items() if name != "digest"}
    return hashlib.sha256(json.dumps(sealed, sort_keys=True).encode()).hexdigest()


def write_manifest(folder: Path, manifest: AnyManifest, files: Mapping[str, str]) -> AnyManifest:
    """Commit manifest.json with the hashes of the folder's `files` and one of itself, and return it; a folder
    with one is finished. Raises StoreFault.
    """
    listed = replace(manifest, files=dict(sorted(files.items())))
    sealed = replace(listed, digest=seal(listed.to_json()))
    store.commit(folder / MANIFEST, json_text(sealed.to_json()).encode())
    return sealed


def json_text(document: Mapping[str, Any]) -> str:
    """A document as it stands in a file: a text that says the same in another way was touched by a hand."""
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


def is_as_sealed(path: Path, document: Mapping[str, Any]) -> bool:
    """Whether a document read from a file is what its own seal says, letter by letter."""
    try:
        as_written = path.read_text(encoding="utf-8") == json_text(document)
    except ValueError:  # it holds what no JSON file of ours does
        return False
    return as_written and document.get("digest") == seal(document)


def read_json(path: Path) -> Any:
    """What a JSON file of a results folder says. Raises FileNotFoundError where there is none, NotResults for
    what is no such file.
    """
    try:
        if path.exists() and not path.is_file():
            raise NotResults(f"{path} is not a file")
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotResults):
        raise
    except (OSError, ValueError, RecursionError) as fault:
        raise NotResults(f"cannot read {path}: {store.in_one_line(fault)}") from fault


def read_document(folder: Path) -> dict[str, Any]:
    """The document of a finished folder's manifest as it stands. Raises NotResults if there is none."""
    path = folder / MANIFEST
    try:
        document = read_json(path)
    except FileNotFoundError:
        raise NotResults(f"{folder} holds no finished results (no {MANIFEST})") from None
    if not isinstance(document, dict):
        raise NotResults(f"{path} is not a manifest")
    return document


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a finished results folder. Raises NotResults if there is none, or where a key is
    missing or holds what does not belong there.
    """
    document, where = read_document(folder), str(folder / MANIFEST)
    if document.get("kind") not in [*_KINDS]:
        raise NotResults(f"{where}: kind must be {', '.join(_KINDS)} (got {document.get('kind')!r})")
    return _KINDS[document["kind"]].from_json(document, where)
