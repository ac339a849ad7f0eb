"""Sweeps, kills, resumes, parts, copies, damage and exports in any order: a folder is read as whole where
every byte is that of an undisturbed sweep, and nowhere else.
"""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from experiments.checks import results_folder
from experiments.errors import CannotResume, NotResults, StoreFault
from experiments.results import places, store
from experiments.results.export import export
from experiments.results.reading import folder_state
from experiments.results.store import PLAN, RUNS
from experiments.sweep.resume import Shard
from tests.experiments.faults.disk import Disk
from tests.experiments.faults.works import BESIDE, FEW, MANY, Files, content, in_this_process, seen, swept

SOME = settings(
    max_examples=4,
    stateful_step_count=8,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[*HealthCheck],
)
FULL = settings(SOME, max_examples=80, stateful_step_count=15)
REPLICATES = st.sampled_from([FEW, MANY])


class KilledHere(BaseException):
    """Nothing that the process does from now on has any effect."""


class _LastCall(Disk):
    """A disk on which no call has any effect from the n-th on, as for a process that is killed there."""

    def call(self, what: str, path: str) -> bool:
        return super().call(what, path) or bool(self.struck)

    def strike(self) -> None:
        raise KilledHere


@cache
def undisturbed(replicates: int) -> tuple[Files, Files]:
    """What a sweep that nobody disturbs holds, and what its export does."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        swept(place, replicates)
        export(place / "out", "csv", place / "exported")
        return content(place / "out"), content(place / "exported")


def of_another_seed(part: bytes) -> bytes:
    """A part of the runs in which one column was changed by somebody who knows how such a file is written."""
    with suppress(pa.ArrowException, OSError):
        table = pq.ParquetFile(pa.BufferReader(part)).read()
        place = table.schema.get_field_index("seed")
        seeds = pa.compute.add(table["seed"], 1)
        return store.parquet(table.set_column(place, table.schema.field(place), seeds))
    return b""


class AnyOrder(RuleBasedStateMachine):
    """One folder, and whoever does something with it."""

    @initialize(replicates=st.sampled_from([None, FEW, MANY]))
    def begin(self, replicates: int | None) -> None:
        self.root, self.count = Path(tempfile.mkdtemp()), 0
        self.place = self.root / "0"
        self.place.mkdir()
        for name, data in undisturbed(replicates)[0].items() if replicates else ():
            (self.out / name).parent.mkdir(parents=True, exist_ok=True)
            (self.out / name).write_bytes(data)

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    @property
    def out(self) -> Path:
        return self.place / "out"

    @property
    def files(self) -> Files:
        return seen(content(self.out))

    def whole(self) -> int | None:
        """The replicates of the undisturbed sweep whose every byte it has; None: of none."""
        return next((many for many in (FEW, MANY) if self.files == undisturbed(many)[0]), None)

    def may_go_on(self, replicates: int, *, shared: bool = False) -> bool:
        """Whether it is empty or begun for so many, or fewer, and has no table of somebody else's."""
        files, plan = self.files, self.files.get(PLAN)
        known = {*undisturbed(replicates)[0]}
        if {name for name in files if "/" in name} - known:
            return False
        fitting = [many for many in (FEW, MANY) if many == replicates or (many < replicates and not shared)]
        return not files or plan in [undisturbed(many)[0][PLAN] for many in fitting]

    def tried(self, work: Callable[[], object], *, may: bool) -> None:
        """Something that is done where it may be, and else refused without a trace."""
        before = self.files
        try:
            work()
        except (StoreFault, CannotResume):
            assert not may
            assert self.files == before
        else:
            assert may

    @rule(replicates=REPLICATES)
    def sweep(self, replicates: int) -> None:
        self.tried(lambda: swept(self.place, replicates), may=not content(self.out))

    @rule(replicates=REPLICATES)
    def resume(self, replicates: int) -> None:
        self.tried(lambda: swept(self.place, replicates, resume=True), may=self.may_go_on(replicates))
        if self.may_go_on(replicates):
            assert self.whole() == replicates
            hidden = {name for name in content(self.out) if name not in self.files}
            assert all(name.startswith(BESIDE) for name in hidden)

    @rule(replicates=REPLICATES, number=st.sampled_from([1, 2]))
    def part(self, replicates: int, number: int) -> None:
        may = self.may_go_on(replicates, shared=True)
        self.tried(lambda: swept(self.place, replicates, shard=Shard(number, 2)), may=may)

    @rule(replicates=REPLICATES, call=st.integers(1, 250))
    def kill(self, replicates: int, call: int) -> None:
        with _LastCall(self.place, call).watched(), suppress(KilledHere, StoreFault, CannotResume):
            swept(self.place, replicates, resume=True)
        places.release(self.out)
        places.release(self.out / BESIDE)

    @rule()
    def copy(self) -> None:
        self.count += 1
        self.place = Path(shutil.copytree(self.place, self.root / f"{self.count}"))

    @rule(draw=st.data(), how=st.sampled_from(["cut", "turned", "gone", "twice"]))
    def damage(self, draw: st.DataObject, how: str) -> None:
        if not self.files:
            return
        path = self.out / draw.draw(st.sampled_from(sorted(self.files)))
        data = path.read_bytes()
        middle = len(data) // 2
        match how:
            case "cut":
                path.write_bytes(data[:middle])
            case "turned" if path.parent.name == RUNS:  # a turned bit may lie where it changes no number
                path.write_bytes(of_another_seed(data))
            case "turned":
                path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
            case "gone":
                path.unlink()
            case "twice" if path.parent != self.out:  # nobody reads what lies beside the plan
                shutil.copy(path, path.with_name(f"part-00009{path.suffix}"))

    @rule()
    def give_up(self) -> None:
        """Take all of it away."""
        shutil.rmtree(self.out, ignore_errors=True)

    @rule()
    def export(self) -> None:
        self.count += 1
        exported, whole = self.root / f"exported-{self.count}", self.whole()
        if whole is None:
            with pytest.raises(NotResults):
                export(self.out, "csv", exported)
            assert not exported.exists()
        else:
            export(self.out, "csv", exported)
            assert content(exported) == undisturbed(whole)[1]

    @invariant()
    def is_said_to_be_what_it_is(self) -> None:
        """By `status` and by `verify`."""
        whole = self.whole() is not None
        for ask in (results_folder.status, lambda folder: results_folder.verify(folder, 0)):
            try:
                said = ask(self.out)
            except NotResults:
                assert not whole
            else:
                assert (said["finished"] and not said["faults"]) == whole


@pytest.mark.parametrize("many", [SOME, pytest.param(FULL, marks=pytest.mark.slow)], ids=["some", "many"])
def test_in_whatever_order_a_folder_is_said_to_be_what_it_is(many: settings) -> None:
    with in_this_process():
        run_state_machine_as_test(AnyOrder, settings=many)


def test_a_check_that_looks_away_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: the damaged file of a finished folder is taken for whole."""
    with in_this_process():
        machine = AnyOrder()
        machine.begin(FEW)
        (machine.out / "dictionary.csv").write_bytes(b"")
        machine.is_said_to_be_what_it_is()
        monkeypatch.setattr(folder_state, "_file_faults", lambda *_: [])
        with pytest.raises(AssertionError):
            machine.is_said_to_be_what_it_is()
        machine.teardown()
