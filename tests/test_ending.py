"""How commands end: a sentence and a code, whatever their streams, signals and limits do."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import psutil
import pytest
from engines import gone, wait_until

from analysis.paths import ROOT
from analysis.store.files import PREFIX

NOTEBOOKS = Path(__file__).parent / "notebooks"
RUN = [sys.executable, "-m", "analysis", "run", str(NOTEBOOKS / "streams.ipynb")]
CHECK = [sys.executable, "-m", "analysis", "check", "bakhmut-2023"]
SLOW = [sys.executable, "-m", "analysis", "run", str(NOTEBOOKS / "slow_cell.ipynb")]
SAID = "reportedly: standard output cannot be written to: "


@pytest.fixture
def place():
    """A folder whose path is short, however often the tests have run: sockets lie in it."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


@pytest.mark.parametrize("words", [["--help"], ["run", "no-such-notebook"], CHECK[3:]])
def test_output_on_a_full_disk_is_told(tmp_path, words):
    """The help, a refusal's own sentence, and lines of a command."""
    command = [sys.executable, "-m", "analysis", *words]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, env=environment()
        )

    refused = words[0] == "run"
    assert done.returncode == (2 if refused else 1)
    assert done.stderr.startswith("reportedly: " if refused else f"{SAID}the disk is full\n")
    assert "Traceback" not in done.stderr


def test_a_reader_that_has_gone_is_told():
    """As where `head` has seen enough; a script that reads the code learns of it."""
    command = subprocess.Popen(
        CHECK, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    command.stdout.close()

    with command.stderr as said:
        assert said.read().decode() == f"{SAID}whoever read it has closed it\n"
    assert command.wait() == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("streams", "code", "said"),
    [
        (">&-", 1, f"running streams.ipynb\n{SAID}it is closed\n"),
        ("<&-", 0, "running streams.ipynb\n"),
        ("2>&-", 0, ""),
        ("2>/dev/full", 0, ""),
    ],
)
def test_a_closed_stream_reaches_no_kernel(tmp_path, streams, code, said):
    """No connection gets its number, and what cannot be told on the way does not stop a run."""
    words = ["sh", "-c", f'exec "$@" {streams}', "sh", *RUN]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, env=environment())

    told = "streams.ipynb, cell 3 wrote to standard error: a warning\n"
    assert (done.returncode, done.stderr.replace(told, "")) == (code, said)
    assert (tmp_path / "reports" / "streams.ipynb").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL])
def test_a_signal_leaves_neither_folder_nor_process(tmp_path, place, number):
    """With a sentence and a code where there is time for it; else the next command clears up."""
    # A job that a shell put in the background is born deaf to the keyboard, tests included.
    deaf = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    more = {"env": environment(TMPDIR=str(place)), "stderr": subprocess.PIPE, "text": True}
    command = subprocess.Popen(SLOW, cwd=tmp_path, preexec_fn=deaf, **more)
    assert wait_until(lambda: len(psutil.Process(command.pid).children(recursive=True)) >= 3)
    begun = [child.pid for child in psutil.Process(command.pid).children(recursive=True)]
    assert wait_until(lambda: any(path.name.startswith(PREFIX) for path in place.iterdir()))
    command.send_signal(number)
    _, said = command.communicate(timeout=60)

    assert wait_until(lambda: all(map(gone, begun)))
    if number == signal.SIGKILL:
        subprocess.run(RUN, cwd=tmp_path, env=more["env"], capture_output=True, check=True)
    else:
        assert command.returncode == (130 if number == signal.SIGINT else 143)
        assert said.splitlines()[-1] == "reportedly: stopped; what stood before still stands"
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("most", [500_000_000, 700_000_000])
def test_too_little_memory_is_told(tmp_path, most):
    """A library for linear algebra would look for more until it is killed."""
    limit = partial(resource.setrlimit, resource.RLIMIT_AS, (most, most))
    done = subprocess.run(
        RUN, cwd=tmp_path, preexec_fn=limit, capture_output=True, text=True, env=environment()
    )

    assert done.returncode == 1
    assert done.stderr == (
        f"reportedly: there is not enough memory; this process may use {most // 10**6} MB "
        "(ulimit -v); "
        "what stood before still stands\n"
    )


@pytest.mark.slow
def test_a_file_that_does_not_fit_is_told(tmp_path):
    """A disk that is full refuses in the same way; nothing is half-written."""
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (4000, 4000))
    done = subprocess.run(
        [*RUN, "-o", "out.html"],
        cwd=tmp_path,
        preexec_fn=limit,
        capture_output=True,
        text=True,
        env=environment(),
    )

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("a file may not grow that large here")
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_folder_that_is_read_only_is_told(tmp_path):
    """As to everybody who is not root, whom no permission stops."""
    tmp_path.chmod(0o555)
    done = subprocess.run(
        RUN, cwd=tmp_path, preexec_fn=obey, capture_output=True, text=True, env=environment()
    )

    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("reportedly: ")
    assert "the folder is read-only for you" in done.stderr.splitlines()[-1]
    assert list(tmp_path.iterdir()) == []


def obey() -> None:
    """Give up root's right to write and read where permissions say no."""
    bounds, override, search = 24, 1, 2
    for right in (override, search) if os.geteuid() == 0 else ():
        ctypes.CDLL(None).prctl(bounds, right, 0, 0, 0)
