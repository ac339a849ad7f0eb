"""Volume: draws that depend on their number alone, a store that goes on, and numbers that come out again."""

import csv
from pathlib import Path
from typing import Any

import pytest

from experiments import maps, volume
from experiments.matrix import paired
from sim.parameters import PARAMETERS


def test_a_draw_depends_on_its_number_alone_and_keeps_to_the_ranges() -> None:
    assert volume.drawn(7) == volume.drawn(7)
    assert volume.drawn(7) != volume.drawn(8)
    for number in range(200):
        for name, value in volume.drawn(number).items():
            row = PARAMETERS[name]
            assert row.low <= value <= row.high
            assert row.unit != "months" or value == round(value)


@pytest.mark.parametrize(
    ("sign", "inside", "outside"),
    [("+", 0.2, 0.0), ("-", -0.2, 0.2), ("below", 0.0, 0.2), ("zero", 0.0, 0.1)],
)
def test_a_part_holds_in_the_direction_asked_for_and_never_without_a_value(
    sign: str, inside: float, outside: float
) -> None:
    part = paired()[0]._replace(sign=sign, smallest=0.1)
    assert volume.holds(part, inside)
    assert not volume.holds(part, outside)
    assert not volume.holds(part, float("nan"))


def test_stored_draws_come_out_the_same_again() -> None:
    """Twenty of them; the model's hash does not matter here, in which the compiler is."""
    with (maps.DOCS / "results" / volume.FILE).open(encoding="utf-8", newline="") as file:
        there = [*csv.DictReader(file)]
    assert [int(one["draw"]) for one in there] == list(range(len(there)))
    assert len(there) >= volume.DRAWS // 2
    for number in range(0, len(there), len(there) // 20):
        for name, value in volume.measured(number).items():
            written = pytest.approx(float(there[number][name]), rel=2e-5, abs=1e-9, nan_ok=True)
            assert value == written, (number, name)


def test_what_is_there_is_not_run_again_and_another_model_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def measured(number: int) -> dict[str, float]:
        asked.append(number)
        return {"draw": number, **{part.name: float(number % 2) for part in paired()},
                **dict.fromkeys(volume.SCREENED, 0.0)}  # fmt: skip

    def keep(folder: Path, *_: Any) -> None:
        (folder / "patterns.md").write_text("")

    monkeypatch.setattr(volume, "measured", measured)
    monkeypatch.setattr(volume, "fill_pages", keep)
    monkeypatch.setattr(volume, "TOGETHER", 2)
    volume.write_all(tmp_path, draws=3, jobs=1)
    volume.write_all(tmp_path, draws=5, jobs=1)
    assert asked == [0, 1, 2, 3, 4]
    text = (tmp_path / "results" / "volume.csv").read_text()
    assert "P25 floor,0.4," in text
    assert (tmp_path / "figures" / "volume.png").stat().st_size > 5000
    monkeypatch.setattr(maps, "source_hash", lambda: "other")
    monkeypatch.setattr(volume, "source_hash", lambda: "other")
    assert volume.stored(tmp_path) == []
