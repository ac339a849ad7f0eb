"""A test stands before its result: whole histories, shallow ones, and trees without any."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.checks import preregistration
from experiments.checks.commit_history import Commit, NoHistory
from experiments.checks.preregistration import (
    RECORD,
    ROOT,
    Report,
    UnclearRecord,
    check,
    missing_columns,
    write_record,
)
from experiments.checks.standings import EXCEPTIONS, MARK, Pairing, first

PAIRS = (Pairing("signs", "tests.csv", "signs.csv", ("id", "part"), ("sign", "smallest")),)
TESTS, RESULTS = "tests.csv", PAIRS[0].results
HEAD, RESULT_HEAD = "id,part,sign,smallest,says,known", "id,part,estimate,verdict"
A, B = "P1,high,+,0.05,it rises,", "P2,low,-,0.1,it falls,"
A_FELL, B_FELL = "P1,high,0.2,holds", "P2,low,0.3,fails"
"""Two tests, and their results."""

DAY = 86_400
CHECK_FILES = [str(path.relative_to(ROOT)) for path in (ROOT / "experiments/checks").glob("*.py")]


class Tree:
    """A small repository in which every commit is a day later, unless said otherwise."""

    def __init__(self, root: Path) -> None:
        self.root, self.seconds = root, 1_700_000_000
        root.mkdir()
        self.git("init", "-q", "-b", "main")
        self.write("README", "first")
        self.commit()

    def git(self, *words: str) -> None:
        date = f"{self.seconds} +0000"
        me = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "GIT_CONFIG_GLOBAL": os.devnull}
        subprocess.run(
            ["git", *words], cwd=self.root, env={**os.environ, **me, **dates}, check=True, capture_output=True
        )

    def write(self, path: str, *rows: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(rows) + "\n", encoding="utf-8")

    def tests(self, *rows: str) -> "Tree":
        self.write(TESTS, HEAD, *rows)
        return self

    def results(self, *rows: str) -> "Tree":
        self.write(RESULTS, RESULT_HEAD, *rows)
        return self

    def commit(self, days: int = 1) -> "Tree":
        self.seconds += days * DAY
        self.git("add", "-A")
        self.git("commit", "-q", "-m", f"day {self.seconds // DAY}")
        return self

    def record(self) -> "Tree":
        self.write(EXCEPTIONS, "table,test,excuses,reason")
        write_record(self.root, PAIRS)
        return self.commit()

    def shallow(self, depth: int = 1) -> Path:
        """A clone that knows the last commits alone."""
        clone = self.root.parent / f"depth-{depth}"
        self.git("clone", "-q", "--depth", str(depth), self.root.as_uri(), str(clone))
        return clone

    def exported(self) -> Path:
        """The files, without a history."""
        return shutil.copytree(
            self.root, self.root.parent / "exported", ignore=shutil.ignore_patterns(".git")
        )

    def judged(self) -> Report:
        return check(self.root, PAIRS)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "tree")


@pytest.fixture
def honest(tree: Tree) -> Tree:
    """A test, then its result, then the record."""
    return tree.tests(A).commit().results(A_FELL).commit().record()


def told(report: Report, *words: str) -> None:
    """There is one fault, and it says these words."""
    assert len(report.faults) == 1, report.faults
    assert [word for word in words if word not in report.faults[0]] == []


def change_record(tree: Tree, old: str, new: str) -> None:
    file = tree.root / RECORD
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_test_committed_before_its_result_passes(tree: Tree) -> None:
    report = tree.tests(A).commit().results(A_FELL).commit().judged()
    assert (report.faults, report.by_log, report.by_record) == ([], 1, 0)
    assert "not in experiments/checks/first-commits.csv yet: 1;" in report.remarks[0]


def test_a_test_without_a_result_is_not_judged(tree: Tree) -> None:
    assert tree.tests(A).commit().judged() == Report([], [], 0, 0)
    assert tree.results("P1,high,,not tested").commit().judged() == Report([], [], 0, 0)


def test_test_and_result_in_one_commit_fail_and_the_line_says_what_to_do(tree: Tree) -> None:
    report = tree.tests(A).results(A_FELL).commit().judged()
    told(
        report,
        "signs P1 high: the test was first committed on 2023-11-16 22:13:20 (",
        "not before its result",
    )
    told(report, "its result on 2023-11-16 22:13:20 (", "mark this one “not preregistered” in tests.csv")


def test_each_row_is_judged_by_its_own_first_commit(tree: Tree) -> None:
    tree.tests(A).commit().results(A_FELL).commit()
    told(tree.tests(A, B).results(A_FELL, B_FELL).commit().judged(), "signs P2 low:")


def test_a_result_before_its_test_fails(tree: Tree) -> None:
    told(
        tree.results(A_FELL).commit().tests(A).commit().judged(), "signs P1 high:", "2023-11-17", "2023-11-16"
    )
    tree.tests().commit()
    told(tree.judged(), "has no test in tests.csv")
    tree.write(EXCEPTIONS, "table,test,excuses,reason", "signs,P1 high,elsewhere,a page has it")
    assert tree.judged().faults == []


def test_two_commits_in_one_second_are_one(tree: Tree) -> None:
    told(tree.tests(A).commit().results(A_FELL).commit(days=0).judged(), "not before its result")


def test_a_result_that_was_taken_out_again_counts(tree: Tree) -> None:
    tree.tests(A).results(A_FELL).commit().results().commit()
    told(tree.judged(), "signs P1 high:")


def test_where_the_history_is_cut_goes_before_what_is_older_on_another_branch() -> None:
    shown, cut = Commit("a", ("z",), 1, ""), Commit("b", (), 2, "")
    there = [{"P1 high": ""}]
    assert first("P1 high", [(shown, there), (cut, there)]) == cut
    assert first("P1 high", [(shown, there), (cut, [])]) == shown


def test_what_is_not_committed_yet_counts_as_the_last_commit(tree: Tree) -> None:
    told(tree.tests(A).results(A_FELL).judged(), "not committed yet")
    assert tree.commit().tests(A, B).commit().results(A_FELL, B_FELL).judged().faults != []
    told(tree.judged(), "signs P1 high:")


def test_a_result_on_a_branch_that_never_saw_the_test_fails(tree: Tree) -> None:
    tree.git("checkout", "-q", "-b", "side")
    tree.results(A_FELL).commit()
    tree.git("checkout", "-q", "main")
    tree.seconds -= 2 * DAY
    tree.tests(A).commit()
    tree.seconds += 3 * DAY
    tree.git("merge", "-q", "side", "-m", "both")
    told(tree.judged(), "signs P1 high:")


def test_what_a_test_asks_may_not_change_after_its_result(tree: Tree) -> None:
    tree.tests(A).commit().tests(A.replace("0.05", "0.07")).commit().results(A_FELL).commit()
    assert tree.judged().faults == []  # changed in time
    assert tree.tests(A).commit().judged().faults == []  # and back again
    assert (
        tree.tests(A.replace("0.05", "0.07").replace("it rises", "it goes up")).commit().judged().faults == []
    )
    told(tree.tests(A.replace("0.05", "0.01")).commit().judged(), "smallest 0.07” to “sign +, smallest 0.01")
    told(tree.tests(A.replace("+", "-")).commit().judged(), "was changed after its result on 2023-11-18")


def test_a_file_is_followed_through_its_earlier_places(tree: Tree) -> None:
    tree.write("old/tests.csv", HEAD, A)
    tree.commit().results(A_FELL).commit()
    (tree.root / "old/tests.csv").rename(tree.root / TESTS)
    assert tree.commit().judged().faults == []


def test_results_that_moved_are_as_old_as_they_were(tree: Tree) -> None:
    tree.write("old/signs.csv", RESULT_HEAD, A_FELL)
    tree.tests(A).commit()
    (tree.root / RESULTS).parent.mkdir(parents=True)
    (tree.root / "old/signs.csv").rename(tree.root / RESULTS)
    told(tree.commit().judged(), "not before its result on 2023-11-16")


def test_a_test_that_says_so_itself_passes_and_is_told_when_it_need_not(tree: Tree) -> None:
    mark = A + "not preregistered"
    assert tree.tests(mark).results(A_FELL).commit().judged().faults == []
    tree.tests(mark, B).commit().results(A_FELL, B_FELL).commit()
    assert "though" not in tree.judged().remarks[0]
    assert "though the commits are in order: signs P2 low." in tree.tests(mark, B + MARK).judged().remarks[0]


def test_an_exception_needs_a_reason_and_a_test_to_excuse(tree: Tree) -> None:
    tree.tests(A).results(A_FELL).commit()
    head = "table,test,excuses,reason"
    tree.write(EXCEPTIONS, head, "signs,P1 high,order,known from a trial")
    assert tree.judged().faults == []
    tree.write(EXCEPTIONS, head, "signs,P1 high,change,another fault")
    told(tree.judged(), "signs P1 high:")
    tree.write(EXCEPTIONS, head, "signs,P1 high,order,known", "signs,P9 no,order,a slip")
    assert "without a result: signs P9 no." in tree.judged().remarks[0]
    tree.write(EXCEPTIONS, head, "signs,P1 high,order, ")
    with pytest.raises(UnclearRecord, match="a reason"):
        tree.judged()


def test_the_record_has_to_agree_with_the_commits(honest: Tree) -> None:
    assert honest.judged() == Report([], [], 1, 0)
    change_record(honest, "2023-11-16", "2023-11-15")
    told(honest.judged(), "test_date “2023-11-15", "the history test 2023-11-16", "--record")
    change_record(honest, "2023-11-15", "2023-11-16")
    change_record(honest, "2023-11-17", "2023-11-18")
    told(honest.judged(), "result_date “2023-11-18", "result 2023-11-17")
    change_record(honest, "2023-11-18", "2023-11-17")
    change_record(honest, "smallest 0.05", "smallest 0.01")
    told(honest.judged(), "asks “sign +, smallest 0.01”")
    write_record(honest.root, PAIRS)
    change_record(honest, "P1 high", "P7 high")
    told(honest.judged(), "signs P7 high", "it has no result")


def test_a_shallow_clone_of_an_honest_tree_passes_by_the_record(honest: Tree) -> None:
    assert check(honest.shallow(), PAIRS) == Report([], [], 0, 1)
    assert check(honest.shallow(3), PAIRS) == Report([], [], 1, 0)


def test_a_shallow_clone_passes_what_is_marked_and_what_has_no_result_any_more(honest: Tree) -> None:
    honest.tests(A, B + MARK).results(B_FELL).commit()
    assert check(honest.shallow(), PAIRS).faults == []
    write_record(honest.root, PAIRS)
    assert (honest.root / RECORD).read_text(encoding="utf-8").count("\nsigns,") == 2
    honest.commit()
    assert check(honest.exported(), PAIRS).faults == []


def test_a_shallow_clone_without_the_record_fails(tree: Tree) -> None:
    tree.tests(A).commit().results(A_FELL).commit()
    told(check(tree.shallow(), PAIRS), "signs P1 high:", "does not say which came first")
    assert check(tree.shallow(2), PAIRS).faults == []  # the order shows


@pytest.mark.parametrize("depth", [1, 2])
def test_a_shallow_clone_fails_where_a_new_test_came_with_its_result(honest: Tree, depth: int) -> None:
    honest.tests(A, B).results(A_FELL, B_FELL).commit()
    told(check(honest.shallow(depth), PAIRS), "signs P2 low:")
    write_record(honest.root, PAIRS)  # as true as it is, it does not help
    honest.commit()
    told(check(honest.shallow(depth + 2), PAIRS), "signs P2 low:", "not before its result")


def test_a_record_that_lies_helps_no_further_than_the_commits_are_hidden(honest: Tree) -> None:
    honest.tests(A, B).results(A_FELL, B_FELL).commit()
    write_record(honest.root, PAIRS)
    change_record(honest, "low,2023-11-19", "low,2023-11-18")
    file = honest.root / RECORD
    file.write_text(file.read_text(encoding="utf-8").rstrip() + '"sign -, smallest 0.1"\n', encoding="utf-8")
    honest.commit()
    assert check(honest.shallow(1), PAIRS).faults == []
    for report in (check(honest.shallow(3), PAIRS), honest.judged()):
        assert ["signs P2 low: the test was" in fault for fault in report.faults] == [True, False]
        assert "test_date “2023-11-18" in report.faults[1]


def test_a_shallow_clone_sees_a_threshold_that_was_changed(honest: Tree) -> None:
    honest.tests(A.replace("0.05", "0.01")).commit()
    told(check(honest.shallow(), PAIRS), f"by {RECORD} the test of 2023-11-16", "smallest 0.01")


def test_a_shallow_clone_sees_an_order_that_is_recorded_as_wrong(honest: Tree) -> None:
    change_record(honest, "2023-11-16", "2023-11-17")
    told(check(honest.commit().shallow(), PAIRS), "was not committed before its result on 2023-11-17")
    told(honest.judged(), "test_date")


def test_an_exported_tree_is_held_against_the_record(honest: Tree) -> None:
    exported = honest.exported()
    report = check(exported, PAIRS)
    assert (report.faults, report.by_log, report.by_record) == ([], 0, 1)
    assert "There is no history to compare" in report.remarks[0]
    (exported / RECORD).unlink()
    told(check(exported, PAIRS), "signs P1 high:", "does not say which came first")


def test_the_history_of_a_folder_around_it_is_not_its_own(honest: Tree) -> None:
    around = Tree(honest.root.parent / "around")
    inside = shutil.copytree(honest.exported(), around.root / "inside")
    around.commit()
    assert check(inside, PAIRS).by_record == 1


def test_a_tree_committed_anew_as_one_commit_is_held_against_the_record(honest: Tree) -> None:
    exported = honest.exported()
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"]):
        honest.git("-C", str(exported), *words)
    assert check(exported, PAIRS) == Report([], [], 0, 1)


def test_the_record_is_written_on_a_whole_history_alone(honest: Tree) -> None:
    with pytest.raises(NoHistory, match="begins after the first results"):
        write_record(honest.shallow(), PAIRS)
    with pytest.raises(NoHistory):
        write_record(honest.exported(), PAIRS)


def test_columns_that_are_not_there_are_told(tree: Tree) -> None:
    tree.tests(A).commit().results(A_FELL).commit()
    wrong = PAIRS[0]._replace(key=("id", "piece"), fixed=("sign",))
    assert [fault.split(" correct")[0] for fault in missing_columns(tree.root, wrong)] == [
        "signs: tests.csv has no column piece;",
        "signs: experiments/study/results/signs.csv has no column piece;",
    ]


def test_the_tables_of_the_study_are_as_the_pairs_say() -> None:
    assert [fault for pair in preregistration.PAIRS for fault in missing_columns(ROOT, pair)] == []


def test_the_command_needs_no_package(honest: Tree) -> None:
    for file in ("experiments/__init__.py", *CHECK_FILES):
        honest.write(file, (ROOT / file).read_text(encoding="utf-8"))
    command = [sys.executable, "-S", "-m", "experiments.checks.preregistration"]
    done = subprocess.run(command, cwd=honest.root, capture_output=True, text=True)
    assert done.returncode == 1
    assert "is not there; correct its line in PAIRS" in done.stderr
    assert "0 by the commits, 0 by the record" in done.stdout
