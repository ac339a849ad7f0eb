"""`python -m experiments.study`: lists the steps of the study, runs them, stamps what still stands."""

import argparse
import textwrap
import time
from collections.abc import Mapping, Sequence
from typing import NoReturn

from experiments.errors import StoreFault, UsageFault
from experiments.results.places import check_place
from experiments.study.folders import SHIPPED, Folders
from experiments.study.report import say
from experiments.study.stamp import stamp
from experiments.study.steps import STEPS, Step, steps_called
from scenarios.reading.safe_text import printable
from sim.source import source_hash

EXAMPLES = """\
examples:
  python -m experiments.study                 what there is, and what is stale
  python -m experiments.study maps pages      run two steps
  python -m experiments.study --stale         run what is stale, or go on where it was stopped
  python -m experiments.study --stamp         after a change that moves no number
"""


def main(words: Sequence[str] | None = None, folders: Folders = SHIPPED) -> int:
    """Do what the command line asks for; the exit code."""
    wanted = _parser().parse_args(words)
    try:
        return _carry_out(wanted, folders)
    except UsageFault as fault:
        say(f"error: {fault} (python -m experiments.study lists them)")
        return 2
    except StoreFault as fault:
        say(f"error: {fault}")
        return 1
    except KeyboardInterrupt:
        say("stopped; python -m experiments.study --stale goes on")
        return 130


class _Parser(argparse.ArgumentParser):
    """What was typed may steer a terminal where it is told as wrong."""

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m experiments.study",
        description="The project's own study of its model: without arguments its steps and what is stale.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("steps", nargs="*", metavar="STEP", help="run these steps, stale or not")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--stale", action="store_true", help="run the steps of which an output is stale")
    group.add_argument("--all", action="store_true", help="run every step, stale or not")
    group.add_argument(
        "--stamp",
        action="store_true",
        help="make rows of stale tables again and, where they are equal, write the present hash into them",
    )
    parser.add_argument(
        "--every-row", action="store_true", help="with --stamp: make every row again, and no sample"
    )
    parser.add_argument("--jobs", type=_jobs, metavar="N", help="processes (default: as many as cores)")
    return parser


def _jobs(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a whole number from 1 on, not {text}")
    return int(text)


def _carry_out(wanted: argparse.Namespace, folders: Folders) -> int:
    if wanted.steps and (wanted.stale or wanted.all or wanted.stamp):
        raise UsageFault("steps are either named or chosen by --stale, --all or --stamp")
    if wanted.every_row and not wanted.stamp:
        raise UsageFault("--every-row goes with --stamp")
    if not folders.pages.is_dir():
        raise StoreFault(f"{folders.pages}: no such folder; the study is run in a checkout of the sources")
    if wanted.stamp:
        _check_places(folders)
        return 0 if stamp(folders, wanted.jobs, every_row=wanted.every_row) else 1
    if wanted.stale or wanted.all or wanted.steps:
        chosen = list(STEPS) if wanted.all or wanted.stale else steps_called(wanted.steps)
        return run(chosen, folders, wanted.jobs, only_stale=wanted.stale)
    print(listing(folders))
    return 0


def listing(folders: Folders) -> str:
    """Every step in order: what it measures, what it writes, how long that takes and what of it is stale."""
    lines = [f"The study, step by step; the model is {source_hash()}.", ""]
    for step in STEPS:
        stale = _by_reason(step.stale(folders))
        lines += [
            f"{step.name}: {step.says}",
            *_indented(f"writes {', '.join(step.outputs)}"),
            *_indented(f"takes {step.takes}"),
            *_indented(f"stale: {stale}" if stale else "fresh"),
        ]
    return "\n".join(lines)


def _by_reason(stale: Mapping[str, str]) -> str:
    """Stale files, those with one reason together.

    >>> _by_reason({"a.csv": "missing", "b.csv": "empty", "c.png": "missing"})
    'a.csv, c.png (missing); b.csv (empty)'
    """
    return "; ".join(
        f"{', '.join(name for name in stale if stale[name] == reason)} ({reason})"
        for reason in dict.fromkeys(stale.values())
    )


def _indented(text: str) -> list[str]:
    return textwrap.wrap(
        text, width=100, initial_indent="    ", subsequent_indent="        ", break_on_hyphens=False
    )


def run(steps: Sequence[Step], folders: Folders, jobs: int | None, *, only_stale: bool = False) -> int:
    """Run the steps, of which those whose outputs are all fresh may be left out; the exit code.

    Stops after `calm` where it changed the model: what follows has to start from it anew.
    """
    ran = False
    for step in steps:
        reasons = step.stale(folders) if only_stale or step.name == "calm" else {}
        if only_stale and not reasons:
            continue
        if not ran:
            _check_places(folders)
        ran = True
        _run_step(step, folders, jobs)
        if step.name == "calm" and reasons and step is not steps[-1]:
            say("calm.json has changed, and the model with it: give the command again for the other steps")
            return 1
    if not ran:
        say("nothing is stale")
    return 0


def _check_places(folders: Folders) -> None:
    """Raise StoreFault where tables, pictures or pages cannot be written, before anything is measured."""
    for folder in dict.fromkeys(folders):
        check_place(folder)


def _run_step(step: Step, folders: Folders, jobs: int | None) -> None:
    say(f"{step.name}: {step.says} (takes {step.takes})")
    begin = time.monotonic()
    step.write(folders, jobs)
    minutes, seconds = divmod(round(time.monotonic() - begin), 60)
    say(f"{step.name}: done in {f'{minutes} min ' if minutes else ''}{seconds} s")
