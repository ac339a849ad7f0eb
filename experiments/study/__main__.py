"""The study as a program: `python -m experiments.study --help`."""

import os
import sys

if __name__ == "__main__":
    os.environ.pop("MPLBACKEND", None)  # a notebook leaves it to all that it starts; it names nothing here
    # Workers import this file as well, and need none of what the command does.
    from experiments.study.command_line import main

    sys.exit(main())
