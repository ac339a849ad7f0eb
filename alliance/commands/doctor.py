"""`alliance doctor`: is this installation sound?"""

from alliance import screen
from alliance.boundary import EXIT
from alliance.options import Json


def command(as_json: Json = False) -> int:
    """Try every part the program stands on and say what to do about what fails. Exit code 1 on a failure.

    \b
    Example:  alliance doctor
    """
    from dataclasses import asdict

    from experiments.checks import doctor

    found = doctor.examine()
    sound = all(one.state != doctor.FAILURE for one in found)
    if as_json:
        screen.data({"ok": sound, "checks": [asdict(one) for one in found]})
    else:
        screen.table(
            "Is this installation sound?",
            ("check", "state", "seen", "what to do"),
            [(one.check, one.state, one.seen, one.advice) for one in found],
        )
        screen.line("All is well." if sound else "Something must be mended first.")
    return EXIT.ok if sound else EXIT.failure
