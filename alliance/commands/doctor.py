"""`alliance doctor`: is this installation sound?"""

from alliance import screen
from alliance.exit_codes import ExitCode
from alliance.options import Json


def command(as_json: Json = False) -> int:
    """Try every part that the program depends on, and say what to do about any that fails.

    \b
    Example:  alliance doctor
    """
    from dataclasses import asdict

    from experiments.checks import doctor

    checks = doctor.examine()
    sound = all(check.state != doctor.FAILURE for check in checks)
    if as_json:
        screen.data({"ok": sound, "checks": [asdict(check) for check in checks]})
    else:
        screen.table(
            "Is this installation sound?",
            ("check", "state", "seen", "what to do"),
            [(check.check, check.state, check.seen, check.advice) for check in checks],
        )
        screen.line(_verdict([check.state for check in checks]))
    return ExitCode.OK if sound else ExitCode.FAILURE


def _verdict(states: list[str]) -> str:
    """What all checks come to, in one sentence."""
    from experiments.checks import doctor

    if doctor.FAILURE in states:
        return "Something must be repaired first."
    if warnings := states.count(doctor.WARNING):
        return f"It works; see what to do about {screen.counted(warnings, 'warning')}."
    return "All is well."
