"""`alliance serve` as a process: it says where the page is, serves it, and ends quietly."""

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

START = (sys.executable, "-m", "alliance", "serve", "--no-browser")
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\?\S+")


@pytest.fixture
def serving() -> Iterator[subprocess.Popen[str]]:
    """The page in Chinese, in a process of its own that does not outlive the test."""
    pipe = subprocess.PIPE
    process = subprocess.Popen([*START, "--lang", "zh"], stdout=pipe, stderr=pipe, text=True)
    yield process
    process.kill()
    process.communicate()


def test_it_says_where_the_page_is_serves_it_and_ends_by_ctrl_c_without_a_word(
    serving: subprocess.Popen[str],
) -> None:
    assert serving.stdout is not None
    said = ADDRESS.search(serving.stdout.readline())
    assert said is not None
    assert said[0].endswith("lang=zh")
    with urlopen(said[0], timeout=20) as answer:
        assert b"<title>alliance</title>" in answer.read()
        assert "unsafe" not in answer.headers["content-security-policy"]
    serving.send_signal(signal.SIGINT)
    _, complaint = serving.communicate(timeout=20)
    assert (serving.returncode, complaint) == (0, "")


@pytest.mark.parametrize(
    "path", ["/grid?across=shock.size&up=start.trust", "/long-run?scenario=perfect-storm"]
)
def test_ctrl_c_while_something_is_computed_says_nothing(serving: subprocess.Popen[str], path: str) -> None:
    assert serving.stdout is not None
    said = urlsplit(ADDRESS.findall(serving.stdout.readline())[0])
    asking = http.client.HTTPConnection(said.netloc, timeout=20)
    asking.request("GET", path)
    time.sleep(0.05)
    serving.send_signal(signal.SIGINT)
    _, complaint = serving.communicate(timeout=20)
    assert (serving.returncode, complaint) == (0, "")


def test_ctrl_c_as_soon_as_the_address_is_said_says_nothing(serving: subprocess.Popen[str]) -> None:
    assert serving.stdout is not None
    serving.stdout.readline()
    serving.send_signal(signal.SIGINT)
    _, complaint = serving.communicate(timeout=20)
    assert (serving.returncode, complaint) == (0, "")


@pytest.mark.parametrize("seconds", [0.4, 1.2])
def test_ctrl_c_during_the_start_is_answered_in_a_line(
    serving: subprocess.Popen[str], seconds: float
) -> None:
    time.sleep(seconds)
    serving.send_signal(signal.SIGINT)
    address, complaint = serving.communicate(timeout=20)
    assert (serving.returncode, complaint) == ((0, "") if address else (130, "alliance: interrupted\n"))


def test_a_port_that_is_taken_is_refused_in_a_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run([*START, "--port", str(port)], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert (
        ended.stderr.strip() == f"alliance: port {port} is taken or may not be used; name another with --port"
    )


def test_it_stops_by_itself() -> None:
    ended = subprocess.run([*START, "--seconds", "1"], capture_output=True, text=True, timeout=120)
    assert (ended.returncode, ended.stderr) == (0, "")
