"""Results of an older model are stamped after equal rows, and refused for one number that is another."""

from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.study.core.exponential_return import null_rows
from experiments.study.folders import Folders
from experiments.study.recheck import Recheck, differences, spread, whole
from experiments.study.report import Row, csv_rows, read, save_table, text_of, write
from experiments.study.stamp import stamp
from experiments.study.steps import STEPS, Step, stale_table
from sim.source import source_hash

ROWS: list[Row] = [{"what": f"row {k}", "share": k / 7, "held": k > 2} for k in range(6)]


def again(_: Folders, many: int | None, __: int | None) -> dict[str, Recheck]:
    """The rows made anew, all or so many of them."""
    places = spread(6 if many is None else many, 6)
    return {"shares": Recheck({place: ROWS[place] for place in places}, 6)}


INVENTED = Step("invented", "says nothing", "no time", None, ("shares",), again=again)


def age(folders: Folders, name: str, change: Callable[[list[dict[str, str]]], None] = lambda _: None) -> None:
    """Turn a table into one of an older model, with a change."""
    rows = [{**row, "model": "older"} for row in read(folders.tables / f"{name}.csv")]
    change(rows)
    write(folders.tables / f"{name}.csv", text_of([*rows[0]], rows))


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """A table of an older model that the present one gives as well."""
    folders = Folders.under(tmp_path)
    save_table(folders, "shares", ROWS)
    age(folders, "shares")
    return folders


def test_a_table_that_comes_out_equal_gets_the_present_hash_and_nothing_else(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    before = read(folders.tables / "shares.csv")
    assert stale_table(folders, "shares") == "of older"
    assert stamp(folders, steps=(INVENTED,))
    assert capsys.readouterr().out == "shares.csv: 6 of 6 rows made again, all equal\n"
    assert read(folders.tables / "shares.csv") == [{**row, "model": source_hash()} for row in before]
    assert stale_table(folders, "shares") == ""


def test_one_changed_number_is_refused_with_its_place_and_the_table_left_alone(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    age(folders, "shares", lambda rows: rows[3].update(share="0.4"))
    before = (folders.tables / "shares.csv").read_bytes()
    assert not stamp(folders, steps=(INVENTED,))
    assert "refused: row 4, share: stored 0.4, now 0.428571" in capsys.readouterr().out
    assert (folders.tables / "shares.csv").read_bytes() == before


def test_a_sample_is_enough_unless_every_row_is_asked_for(folders: Folders) -> None:
    step = Step("invented", "says nothing", "no time", None, ("shares",), again=again, sample=2)
    age(folders, "shares", lambda rows: rows[3].update(share="0.4"))
    assert not stamp(folders, every_row=True, steps=(step,))
    assert stale_table(folders, "shares") == "of older"
    assert stamp(folders, steps=(step,))


def test_the_tables_of_a_step_are_stamped_together_or_not_at_all(folders: Folders) -> None:
    def both(_: Folders, __: int | None, ___: int | None) -> dict[str, Recheck]:
        return {"shares": whole(ROWS), "others": whole(ROWS[:2])}

    save_table(folders, "others", ROWS[:1])
    age(folders, "others")
    step = Step("invented", "says nothing", "no time", None, ("shares", "others"), again=both)
    assert not stamp(folders, steps=(step,))
    assert [stale_table(folders, name) for name in step.tables] == ["of older", "of older"]


def test_a_table_that_is_missing_is_not_stamped(folders: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    (folders.tables / "shares.csv").unlink()
    assert not stamp(folders, steps=(INVENTED,))
    assert "python -m experiments.study invented makes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: rows.pop(), "it has 5 rows and would have 6"),
        (lambda rows: rows[0].pop("held"), "row 1, held: stored None, now False"),
        (lambda rows: rows[5].update(more="1"), "row 6, more: stored 1, now 0"),
        (lambda rows: rows[2].update(seed="2"), "row 3, seed: stored 2, now 1"),
    ],
)
def test_whatever_differs_but_the_model_is_said(
    change: Callable[[list[dict[str, str]]], object], said: str
) -> None:
    rows = csv_rows(ROWS)
    rows[1]["model"] = "older"
    assert [*differences(rows, whole(ROWS))] == []
    change(rows)
    assert [*differences(rows, whole(ROWS))] == [said]


def test_what_rounding_leaves_of_nothing_is_no_difference() -> None:
    again = [{**row, "left": 8.5e-17} for row in ROWS]
    stored = [{**row, "left": "8.9e-17"} for row in csv_rows(ROWS)]
    assert [*differences(stored, whole(again))] == []
    stored[0]["left"] = "8.9e-10"  # control
    assert len([*differences(stored, whole(again))]) == 1


def test_real_rows_are_made_again_as_they_are_written(tmp_path: Path) -> None:
    """A cheap step of the study: what it wrote a moment ago comes out equal, and a changed row does not."""
    folders = Folders.under(tmp_path)
    rows = [*null_rows(1)]
    save_table(folders, "core-null", rows)
    age(folders, "core-null")
    stored = read(folders.tables / "core-null.csv")
    assert [*differences(stored, whole([*null_rows(1)]))] == []
    stored[0]["gap"] = "0.5"
    assert len([*differences(stored, whole([*null_rows(1)]))]) == 1


def test_every_step_with_tables_can_make_them_again() -> None:
    assert all(step.again is not None for step in STEPS if step.tables)
    samples = {step.name: step.sample for step in STEPS if step.sample is not None}
    assert samples.pop("robustness") == 7  # mechanisms off, each 2,000 runs
    assert samples.pop("lenses") == 2  # points, each of 1,400 runs that are named in 130 rows
    assert samples.pop("what-decides") == 2  # crises by design, each of thousands of runs
    assert all(sample >= 20 for sample in samples.values())
