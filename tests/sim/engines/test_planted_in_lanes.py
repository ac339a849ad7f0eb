"""The comparison of lanes with one after another sees mistakes in how lanes are handled. Each is planted in a
copy of the model, which is compiled anew, so this takes minutes.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

WIDTH = 4
CHECK = f"""
import numpy as np
from experiments.checks import docking
docking.machine_width = lambda: {WIDTH}
check = docking._lanes(10, 1, lambda *_: None)
print(check.different)
"""
PLANTED = {
    "the last group is not filled up": (
        "kernel/lane_batch.py", "r = first + min(lane, last - 1)", "r = min(first, runs - 1)",
    ),
    "every lane has the first one's key": (
        "kernel/lane_batch.py", "room.keys[0, lane], room", "room.keys[0, 0], room",
    ),
    "every lane has the first one's parameters": (
        "kernel/lane_batch.py", "room.p[k, lane] = p[k]",
        "room.p[k, lane] = room.p[k, 0] if lane > 0 else p[k]",
    ),
    "the ledger is not emptied": (
        "kernel/lane_batch.py", "book[k][c, lane] = 0.0", "book[k][c, lane] += 0.0",
    ),
    "a month is written into the next lane's row": (
        "kernel/lane_batch.py", "results.series[r, m, k] = room.row[k, lane]",
        "results.series[r, m, k] = room.row[k, lane ^ 1]",
    ),
    "who has come to rest goes on": (
        "kernel/lane_batch.py", "room.resting[lane] = 1", "room.resting[lane] = 0",
    ),
    "draws are those of the first group": (
        "kernel/lane_batch.py", "first // width, m) if", "0, m) if",
    ),
    "ballots that are equal are not told apart": (
        "kernel/ballots.py", "later = there > here or (there == here and people_there > people_here)",
        "later = there > here or there == here",
    ),
    "a firm's stock is written before it is used": (
        "kernel/firm_lanes.py", "spent = chips_used(need, stock, arrived, soft)",
        "spent = chips_used(need, stock, arrived + 1e-12, soft)",
    ),
    "a choice under a mask is turned round": (
        "lanes/rewriting.py", 'value = _call("chosen__", _load(self.mask), value, _read(target))',
        'value = _call("chosen__", _load(self.mask), _read(target), value)',
    ),
    "who has left a loop goes on": (
        "lanes/rewriting.py", "out = [left] if left else []", "out = []",
    ),
    "what holds in some lanes is taken to hold in none": (
        "lanes/operators.py", 'b.icmp_unsigned("!=", b.bitcast', 'b.icmp_unsigned("<", b.bitcast',
    ),
    "the last ballot is compared with none": (
        "kernel/ballots.py", "if t.lower[e] < members:", "if t.lower[e] < members - 1:",
    ),
    "a root is a bit off": ("lanes/operators.py", '_of_llvm("llvm.sqrt")', '_of_llvm("llvm.fabs")'),
}  # fmt: skip


def differing(room: Path) -> int | None:
    """How many numbers differ with the model in `room`/copy; None where it does not even compile."""
    path = os.pathsep.join([str(room / "copy"), *sys.path])
    environment = {**os.environ, "PYTHONPATH": path, "ALLIANCE_CACHE_DIR": str(room / "cache")}
    words = [sys.executable, "-P", "-c", CHECK]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    return int(done.stdout) if done.returncode == 0 else None


@pytest.mark.slow
@pytest.mark.parametrize("mistake", ["none", *PLANTED])
def test_a_mistake_in_lanes_is_seen(room: Path, mistake: str) -> None:
    if mistake == "none":
        assert differing(room) == 0  # control
        return
    file, right, wrong = PLANTED[mistake]
    path = room / "copy" / "sim" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(right) == 1
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    assert differing(room) != 0
