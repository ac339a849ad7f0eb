"""What the page holds for a class stays within its bytes, however many settings are asked for."""

from page.curve_answers import MEGABYTE, PARTS, PREVIEW, CurveAnswers
from page.setting import Setting

SESSIONS = 40
KINDS = 3
"""Burn-ins, runs and rests, each of which a cache holds up to its bytes."""
SMALL = (("burn_in.months", "0"), ("horizon.months", "36"), ("population.firms", "6"))


def bytes_after_each(answers: CurveAnswers, sessions: int) -> list[int]:
    """Bytes held after sessions that each have twins of their own, with two shocks beside them."""
    held = []
    for session in range(sessions):
        for size in ("1", "0.5"):
            changes = (*SMALL, ("start.trust", f"{0.5 + 0.01 * session:.2f}"), ("shock.size", size))
            for number in (*PARTS[PREVIEW], PARTS[PREVIEW].stop):
                answers.part(Setting(changes=tuple(sorted(changes))), number)
        held.append(answers.held_bytes)
    return held


def test_forty_sessions_hold_no_more_than_was_allowed() -> None:
    previewed, others, parts = (megabytes * MEGABYTE for megabytes in (3, 4, 2))
    held = bytes_after_each(CurveAnswers((previewed, others, parts)), SESSIONS)
    assert max(held) <= KINDS * (previewed + others) + parts
    assert max(held[SESSIONS // 2 :]) <= 1.1 * max(held[: SESSIONS // 2])


def test_without_a_bound_every_session_would_hold_as_much_again() -> None:
    """Control."""
    held = bytes_after_each(CurveAnswers((512 * MEGABYTE,) * 3), 4)
    assert held[3] > 1.9 * held[1]
    assert SESSIONS * held[0] > KINDS * 7 * MEGABYTE + 2 * MEGABYTE
