"""What the page refuses, in one line each, in the language of who asks."""

from languages import ENGLISH
from page.wording import texts
from scenarios import Invalid


class Refused(Exception):
    """A request that cannot be answered: the name of a text of the group `refused` with what fills it in, and
    `status`, the answer's code.
    """

    def __init__(self, text: str, /, status: int = 400, **filled: object) -> None:
        self.text, self.status, self.filled = text, status, filled
        super().__init__(self.said(ENGLISH))

    def said(self, language: str) -> str:
        """The line for a person who reads this language."""
        words: str = texts(language)["refused"][self.text]
        return " ".join(words.format(**self.filled).split())


def refused(fault: Exception) -> Refused:
    """An error that a person can mend, as the page says it; a bug gets a line that gives nothing away. What
    the files of scenarios say keeps its English words behind a lead in the reader's language.
    """
    from experiments.errors import UsageFault, first_of

    match fault:
        case Refused():
            return fault
        case Invalid():
            return Refused("scenario", line=first_of(fault.faults))
        case UsageFault():
            return Refused("scenario", line=str(fault))
        case MemoryError():
            return Refused("memory", 503)
    return Refused("bug", 500)
