"""Nothing that a notebook started outlives its run, however that ends.

The notebook starts a plain child, a child in a session of its own, and a daemon: an orphan in a
session of its own.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from engines import NOTEBOOKS, gone, wait_until

RUN = """
import sys
from papermill import execute_notebook

source, place, ends, limit = sys.argv[1:]
execute_notebook(
    source, place + ".ipynb", {"place": place, "ends": ends == "ends"}, progress_bar=False,
    engine_name="warm", **({"execution_timeout": int(limit)} if limit != "none" else {}),
)
"""

pytestmark = pytest.mark.slow


def begin(place: Path, ends: str = "no", limit: str = "none") -> tuple[subprocess.Popen, list]:
    """Run the notebook until it has started everything; return who runs it, and what is there.

    The processes are the plain child, the one in a session of its own, the daemon, the kernel,
    its guard and the server.
    """
    words = [sys.executable, "-c", RUN, str(NOTEBOOKS / "escapes.ipynb"), str(place), ends, limit]
    caller = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert wait_until(lambda: place.exists() and len(place.read_text().split()) == 3, 60)
    started = [int(pid) for pid in place.read_text().split()]
    if ends == "ends":
        return caller, started
    held = [process.pid for process in psutil.Process(started[0]).parents()[:3]]
    return caller, started + held


def test_a_run_that_ends_leaves_nothing(runtime, tmp_path):
    """Though nothing failed, and the kernel itself ended as it should."""
    caller, started = begin(tmp_path / "pids", "ends")

    assert caller.wait(60) == 0
    assert wait_until(lambda: all(map(gone, started)), 10)


def test_a_cell_that_takes_too_long_leaves_nothing(runtime, tmp_path):
    """The server and its guard serve the next run."""
    caller, (*started, guard, server) = begin(tmp_path / "pids", limit="2")

    assert caller.wait(60) == 1
    assert wait_until(lambda: all(map(gone, started)), 10)
    assert not gone(guard)
    assert not gone(server)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_caller_that_is_stopped_leaves_nothing(runtime, tmp_path, end):
    """From the keyboard, in good order, or at once."""
    caller, (*started, _, server) = begin(tmp_path / "pids")
    caller.send_signal(end)

    assert caller.wait(60) != 0
    assert wait_until(lambda: all(map(gone, started)), 10)
    assert not gone(server)


def test_a_killed_guard_leaves_nothing(runtime, tmp_path):
    """What it held comes to the server, which ends it; the caller is told, and does not hang."""
    caller, (*started, guard, server) = begin(tmp_path / "pids")
    os.kill(guard, signal.SIGKILL)

    assert caller.wait(60) == 1
    assert wait_until(lambda: all(map(gone, [*started, guard])), 10)
    assert not gone(server)


def test_a_killed_server_leaves_nothing(runtime, tmp_path):
    """Its guards end with it, and end what they hold; the next run has a server again."""
    caller, started = begin(tmp_path / "pids")
    os.kill(started[-1], signal.SIGKILL)

    assert caller.wait(60) == 1
    assert wait_until(lambda: all(map(gone, started)), 10)
    caller, again = begin(tmp_path / "again", "ends")
    assert caller.wait(60) == 0
    assert wait_until(lambda: all(map(gone, again)), 10)
