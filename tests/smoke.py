"""Does a fresh installation work, made from the wheel and from the sdist, with an interpreter of your choice?

    python tests/smoke.py                        this interpreter
    python tests/smoke.py --python python3.13    another

Builds both archives, installs each with its dependencies into an environment of its own (pip fetches them),
and calls the command from another folder, the first call compiling the model. Takes some minutes; needs
`hatchling` (`pip install -e ".[test]"`). Ends at the first step that fails, with its output.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CALLS = (
    "doctor",
    "list scenarios",
    "run taiwan-blockade --replicates 5",
    "claims",
)


def step(words: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> None:
    """Run one command, say how long it took, and end the program where it fails."""
    begun = time.monotonic()
    done = subprocess.run(
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    shown = " ".join(word.name if isinstance(word, Path) else word for word in words)
    print(f"{time.monotonic() - begun:6.1f} s  {shown}", flush=True)
    if done.returncode:
        sys.exit(f"{done.stdout}\nended with code {done.returncode}: {shown}")


def archives(folder: Path) -> list[Path]:
    """The wheel and the sdist, built into a folder."""
    step([sys.executable, "-m", "hatchling", "build", "-d", folder], ROOT, os.environ)
    return [*folder.glob("*.whl"), *folder.glob("*.tar.gz")]


def try_installed(archive: Path, python: str, folder: Path) -> None:
    """Install one archive and call the command from a folder that holds nothing else."""
    home, elsewhere = folder / "environment", folder / "elsewhere"
    elsewhere.mkdir(parents=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["ALLIANCE_CACHE_DIR"] = str(folder / "cache")
    step([python, "-m", "venv", home], elsewhere, environment)
    step([home / "bin" / "pip", "install", "--quiet", archive], elsewhere, environment)
    for call in CALLS:
        step([home / "bin" / "alliance", *call.split()], elsewhere, environment)


def main() -> None:
    """Try both archives."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", default=sys.executable, metavar="PATH", help="the interpreter to try")
    python = parser.parse_args().python
    version = subprocess.run([python, "-VV"], capture_output=True, text=True, check=True).stdout.strip()
    print(version, flush=True)
    # The last call may have left a process that still makes lanes into the folder.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        built = archives(Path(place) / "built")
        assert len(built) == 2, built
        for archive in built:
            try_installed(archive, python, Path(place) / archive.suffix.strip("."))
    print("All is well.")


if __name__ == "__main__":
    main()
