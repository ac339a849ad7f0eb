"""What the page refuses, in one line each."""

from scenarios import Invalid


class Refused(Exception):
    """A request that cannot be answered; its text is one line for a person, `status` the answer's code."""

    def __init__(self, line: str, status: int = 400) -> None:
        super().__init__(" ".join(line.split()))
        self.status = status


def refused(fault: Exception) -> Refused:
    """An error that a person can mend, as the page says it; a bug gets a line that gives nothing away."""
    from experiments.errors import UsageFault, first_of

    match fault:
        case Refused():
            return fault
        case Invalid():
            return Refused(first_of(fault.faults))
        case UsageFault():
            return Refused(str(fault))
        case MemoryError():
            return Refused("not enough memory for this; ask for fewer firms or months", 503)
    return Refused("this is a bug of the page; the terminal it was started from says more", 500)
