"""How the command ends: every exit code, named once."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command tells the shell; the same for every verb. `meaning` is what its help says of it."""

    meaning: str

    OK = 0, "all went well"
    FAILURE = 1, "the command failed, or a check did"
    USAGE = 2, "an option, a name or a value is not possible"
    INVALID = 3, "a file or folder is not what it should be"
    SOME_FAILED = 4, "some runs failed or are missing, and the rest is kept"
    CANNOT_RESUME = 5, "the folder belongs to a different sweep"
    INTERRUPTED = 130, "interrupted"

    def __new__(cls, code: int, meaning: str) -> "ExitCode":
        member = int.__new__(cls, code)
        member._value_ = code
        member.meaning = meaning
        return member


def legend() -> str:
    """All of them in a line, for a help text.

    >>> legend()[:34]
    'Exit codes: 0 all went well; 1 the'
    """
    return "Exit codes: " + "; ".join(f"{code.value} {code.meaning}" for code in ExitCode) + "."
