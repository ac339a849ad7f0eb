"""The reserve as a table, as words and as a picture: what it says, and what it refuses."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments import single_run
from experiments.checks import results_folder
from experiments.engine import mesa_runs
from experiments.errors import NotResults, UsageFault
from experiments.figures import folder_figures
from experiments.reserve.further_shocks import BLOCKADE, TURN
from experiments.reserve.reserve_of_run import months_asked, reserve, table
from experiments.reserve.reserve_words import answer, sentences
from experiments.results.reserve_table import CALM, FILE, RUN, TWIN, ReserveRow, document, read_reserve, write
from scenarios import Scenario, load, override

INF = math.inf


def row(of: str, month: int, middle: float | None, further: str = "turn", most: float = 240) -> ReserveRow:
    return ReserveRow(of, further, "months", month, middle, middle, middle, 0.0, 0.0, most, 20)


@pytest.fixture(scope="module")
def folder(small: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("reserve") / "out"
    scenario = override(small, {"horizon.months": 30, "shock.months": 6})
    single_run.write(single_run.run(scenario, replicates=2, seed=1, reserve=True), out)
    return out


def test_the_months_asked_are_at_most_forty_besides_the_turning_points() -> None:
    assert months_asked(load("taiwan-blockade")) == [*range(0, 216, 6)]  # its blockade: months 12 to 23
    long = months_asked(load("unilateral-turn-2017"))
    assert long == sorted({*range(0, 324, 12), 25, 73})
    assert len(months_asked(override(load("taiwan-blockade"), {"horizon.months": 1200}))) <= 42


def test_quantiles_are_levels_that_were_found_and_what_is_beyond_is_infinite() -> None:
    levels = np.array([[0.0, 10, 20, 30, 241], [5, 241, 241, 241, np.nan], [np.nan] * 5])
    first, second, none = table(RUN, TURN, [0, 6, 12], levels)
    assert (first.q10, first.q50, first.q90, first.lost, first.beyond, first.n) == (0, 20, INF, 0.2, 0.2, 5)
    assert (second.q10, second.q50, second.beyond, second.n) == (5, INF, 0.75, 4)
    assert (none.q50, none.lost, none.n) == (None, None, 0)
    sizes = table(RUN, BLOCKADE, [0], np.array([[7.0, 7, 21]]))[0]
    assert (sizes.q50, sizes.q90, sizes.most) == (0.35, INF, 1)


def test_the_twin_has_rows_where_it_is_not_calm(small: Scenario) -> None:
    short = override(small, {"horizon.months": 30, "shock.months": 6})
    assert {found.of for found in reserve(short, 1, 1)} == {RUN, CALM}
    told: list[tuple[int, int]] = []
    weak = reserve(override(short, {"start.trust": 0.6}), 1, 1, lambda done, of: told.append((done, of)))
    assert {found.of for found in weak} == {RUN, CALM, TWIN}
    assert told == [
        (done, 22) for done in range(1, 23)
    ]  # two shocks, five months of run and twin, one of calm


def test_the_table_opens_in_pandas_and_is_whole(folder: Path) -> None:
    frame = pd.read_csv(folder / FILE)
    assert list(frame.columns) == list(ReserveRow._fields)
    blockades = frame[frame.further == "blockade"]
    assert (blockades.q50 == INF).all()
    turns = frame[(frame.further == "turn") & (frame.of == "run")]
    assert turns.month.tolist() == [0, 6, 12, 18, 24]
    assert turns.q50.between(20, 200).all()
    assert FILE in (folder / "dictionary.csv").read_text()
    assert results_folder.verify(folder)["ok"]
    assert {path.stem for path in folder_figures.redraw(folder, "main", ["svg"])} == {
        "recovery-curve",
        "reserve",
    }
    (folder / FILE).write_text((folder / FILE).read_text().replace("inf", "0.5"))
    assert results_folder.verify(folder)["faults"] == [
        {"file": FILE, "matter": "was changed since it was written"}
    ]


HEADER = ",".join(ReserveRow._fields)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "its columns are others"),
        ("of,further\n", "its columns are others"),
        ("\x00", "its columns are others"),
        (f"{HEADER}\nrun,turn,m,x,,,,,,,\n", "invalid literal"),
        (f"{HEADER}\nrun,turn,m\n", ""),
        (f"{HEADER}\nrun,turn,m,0,nan,1,1,0,0,240,2\n", "a cell of month 0 is not a number"),
    ],
)
def test_a_table_that_is_none_is_refused_in_one_line(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(NotResults, match=f"{FILE}: cannot be read: .*{why}") as fault:
        read_reserve(tmp_path)
    assert "\n" not in str(fault.value)


def test_a_table_is_read_as_it_was_written_and_a_folder_without_one_has_none(tmp_path: Path) -> None:
    assert read_reserve(tmp_path) is None
    rows = [row(RUN, 0, INF), row(RUN, 6, None), row(CALM, 0, 72, "blockade")]
    write(tmp_path, rows)
    assert read_reserve(tmp_path) == rows


def test_agents_are_refused_for_a_reserve(small: Scenario) -> None:
    with pytest.raises(UsageFault, match="the kernel gives the same"):
        single_run.run(small, replicates=1, seed=1, engine=mesa_runs.simulate, reserve=True)


def test_it_is_said_in_a_sentence() -> None:
    calm, none = row(CALM, 0, 72), row(RUN, 0, INF, "blockade", 1)
    run = [row(RUN, 0, 72), row(RUN, 48, 31), row(RUN, 96, 70)]
    assert sentences([calm, none, *run]) == [
        "At its weakest, in month 48, 31 further months of a full turn would end the alliance; in calm it "
        "would take 72.",
        "A blockade of Taiwan for 60 months would not end the alliance, whatever its size.",
    ]
    raised = sentences([calm, none, *run, row(RUN, 120, 80)])[0]
    assert raised.endswith(
        "alliance; at its strongest, in month 120, it would take 80; in calm it would take 72."
    )
    lost = sentences(
        [calm, *run, row(RUN, 66, 0), row(RUN, 66, 0, "blockade"), row(RUN, 60, 0.35, "blockade")]
    )
    assert lost[0].startswith("In month 66 no further shock is needed")
    assert lost[1].endswith("from month 60 would end it if its size were 0.35 or more.")
    assert sentences([row(RUN, 0, INF)])[0].startswith("In none of the months tried would 240 further months")
    assert sentences([row(RUN, 0, None)])[0].startswith("There is no reserve")
    assert answer([calm, *run], TURN).endswith("lowest 31, in month 48; calm 72")
    assert answer([none], BLOCKADE).endswith("lowest none")


def test_a_document_knows_nothing_infinite() -> None:
    found = document([row(RUN, 0, 3)._replace(q50=INF)])[0]
    assert (found["q50"], found["q10"], found["month"]) == (None, 3, 0)
