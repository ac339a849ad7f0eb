"""The study as a program: `python -m experiments.study --help`."""

import sys

if __name__ == "__main__":
    # Workers import this file as well, and need none of what the command does.
    from experiments.study.command_line import main

    sys.exit(main())
