"""`alliance serve`: the page, in a browser on this machine."""

from typing import Annotated

import typer

from alliance import screen
from alliance.exit_codes import ExitCode
from alliance.options import Lang, check_language

HIGHEST_PORT, LONGEST = 65_535, 86_400


def command(
    lang: Lang = "en",
    port: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Port on this machine; by default the first free one from 8642 on.",
            show_default=False,
        ),
    ] = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address and open no browser.")
    ] = False,
    seconds: Annotated[
        float | None,
        typer.Option(metavar="S", help="Stop by itself after so many seconds.", show_default=False),
    ] = None,
) -> int:
    """Open a page in the browser: students and teachers move sliders and see how the alliance responds.

    It runs on this machine alone and needs no network. It shows what `alliance run` computes, number for
    number. Stop it with Ctrl-C.

    \b
    Example:  alliance serve --lang zh
    """
    from experiments.errors import UsageFault

    check_language(lang)
    if port is not None and not 1 <= port <= HIGHEST_PORT:
        raise UsageFault(f"--port is a number from 1 to {HIGHEST_PORT} (got {port})")
    if seconds is not None and not 0 < seconds <= LONGEST:
        raise UsageFault(f"--seconds is a number above 0, at most {LONGEST} (got {seconds:g})")
    with screen.progress() as show:
        show("getting the model ready", 0, None)
        from page.web.running import ready

        page = ready(port)
    page.serve(lang, not no_browser, seconds, _say)
    return ExitCode.OK


def _say(address: str) -> None:
    print(f"The page is at {address} (stop it with Ctrl-C)", flush=True)
