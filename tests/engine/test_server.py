"""The warm server and its workers: what they refuse, what ends with them, who reaches them."""

import json
import os
import signal
import stat
import subprocess
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from engines import gone, wait_until

from analysis.engine import server
from analysis.engine.calls import Call, HeldWorker, plain, run_calls
from analysis.engine.client import Wire
from analysis.engine.server import Child, NoServer, OwnServer


@pytest.fixture(scope="module")
def bare():
    """A server that imported nothing for its notebooks."""
    server = OwnServer(libraries=())
    yield server
    server.close()


def values_of(server: OwnServer, function, *arguments: object, seconds: float = 60) -> list:
    """Call a function once in a worker; return how it ended."""
    asked = [Call(function, arguments, Path("/"))]
    return [ended for _, ended in run_calls(server, asked, at_once=1, seconds=seconds)]


def test_a_call_returns_plain_data(bare):
    """Text, bytes, numbers, and lists and mappings of them come back as they were."""
    [ended] = values_of(bare, json.loads, '{"a": [1, 2.5, null, true, "é"]}')

    assert (ended.value, ended.failure, ended.died) == ({"a": [1, 2.5, None, True, "é"]}, "", "")


def test_what_is_no_plain_data_is_refused():
    """Nothing that would run code on being read crosses from a child."""
    with pytest.raises(TypeError, match="Path is no plain data, which alone"):
        plain(["fine", Path("not")])


def test_a_call_that_raises_gives_its_traceback(bare):
    """And the worker goes on to the next call."""
    asked = [Call(json.loads, (text,), Path("/")) for text in ("{", "1")]
    first, second = (ended for _, ended in run_calls(bare, asked, at_once=1, seconds=60))

    assert first.failure.splitlines()[-1].startswith("json.decoder.JSONDecodeError: ")
    assert second.value == 1


@pytest.mark.parametrize(
    ("function", "argument", "end"),
    [
        (os._exit, 7, "its process ended with exit code 7"),
        (signal.raise_signal, signal.SIGSEGV, "its process was killed by SIGSEGV"),
    ],
)
def test_a_worker_that_dies_is_replaced(bare, function, argument, end):
    """The call it died of says how; the next has a worker again."""
    asked = [Call(function, (argument,), Path("/")), Call(abs, (-1,), Path("/"))]
    first, second = (ended for _, ended in run_calls(bare, asked, at_once=1, seconds=60))

    assert first.died == end
    assert second.value == 1


def test_a_server_that_nobody_waits_for_loads_no_further(tmp_path, monkeypatch):
    """As where the input is refused meanwhile: whoever leaves waits for one library at most."""
    begun, left, loaded = (tmp_path / name for name in ("begun", "left", "loaded"))
    (tmp_path / "takes_a_while.py").write_text(
        f"import pathlib\npathlib.Path({str(begun)!r}).touch()\n"
        f"while not pathlib.Path({str(left)!r}).exists(): pass\n"
    )
    (tmp_path / "comes_after.py").write_text(f"open({str(loaded)!r}, 'w').close()")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    server = OwnServer(("takes_a_while", "comes_after"))
    assert wait_until(begun.exists)
    server.sock.close()
    left.touch()

    assert server.process.wait(60) == 0
    assert not loaded.exists()


def test_a_folder_that_is_not_there_is_refused(bare, tmp_path):
    """In words, before anything is forked."""
    with pytest.raises(NoServer, match=r"^there is no folder .*/nowhere to work in$"):
        Wire(bare, tmp_path / "nowhere")


@pytest.mark.parametrize("kind", ["kernels", "workers"])
def test_a_process_whose_folder_is_gone_says_nothing(tmp_path, monkeypatch, capfd, kind):
    """Whoever asked has stopped before the process was there, and nobody is left to be told."""
    # It was there when it was looked for.
    monkeypatch.setattr(Path, "is_dir", lambda folder: True)
    # Begun here and not in a fixture, it says what it says where this test listens.
    with closing(OwnServer(libraries=())) as server:
        given = server.sock.fileno()
        process = Child(server, tmp_path / "gone", given, given, work=kind == "workers")
        assert process.wait(60) == "its process ended with exit code 1"
    process.close()
    assert capfd.readouterr().err == ""


def test_a_worker_that_nobody_hears_says_nothing(tmp_path, capfd):
    """Its call fails after its caller has stopped, and before its server has ended it."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with closing(OwnServer(libraries=())) as server:
        worker = HeldWorker(server, {})
        worker.begin(0, Call(Path.read_text, (pipe, "ascii"), tmp_path), 60)
        guard = psutil.Process(worker.process.pid).parent()
        guard.suspend()
        worker.close()
        pipe.write_bytes(b"\xff")
        assert wait_until(lambda: gone(worker.process.pid))
        guard.resume()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("command", ["sleep 1000", "setsid sleep 1000"])
def test_what_a_worker_started_ends_with_it(bare, command):
    """An orphan, in its session or in one of its own."""
    [ended] = values_of(bare, subprocess.getoutput, f"{command} > /dev/null 2>&1 & echo $!")

    assert wait_until(lambda: gone(int(ended.value)))


def test_a_call_that_takes_too_long_is_ended(bare):
    """The others are not."""
    [ended] = values_of(bare, signal.pause, seconds=0.3)

    assert ended.died == "it took too long"


def test_a_template_with_threads_is_not_forked(tmp_path, monkeypatch):
    """A lock that a thread held would stay locked for ever in the child."""
    text = (
        "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
    )
    (tmp_path / "with_a_thread.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with closing(OwnServer(libraries=("with_a_thread",))) as server:
        with pytest.raises(NoServer, match=r"^threads run in the template: python"):
            Wire(server, tmp_path)
        [ended] = values_of(server, abs, -1)
        assert ended.refused.startswith("threads run in the template: python")


def test_a_killed_server_takes_its_children_along_and_is_told(tmp_path):
    """Jupyter's kernels serve what was left to run; no report hangs."""
    server = OwnServer(libraries=())
    line = Wire(server, tmp_path)
    guard = psutil.Process(line.process.pid).ppid()
    server.process.kill()
    server.process.wait()

    assert wait_until(lambda: gone(line.process.pid) and gone(guard))
    line.lose()
    assert (line.alive, line.died) == (False, "its process is gone")
    with pytest.raises(NoServer):
        Wire(server, tmp_path)
    line.close()
    server.close()


def test_the_runtime_folder_is_this_user_s_alone(tmp_path, monkeypatch):
    """Made so; and if it is open to others, no server is reached or started there."""
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    base = Path(f"/tmp/w{os.getpid()}")
    base.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(base))
    folder = server.runtime_folder()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    folder.chmod(0o750)
    with pytest.raises(NoServer, match="is not a folder of yours alone"):
        server.runtime_folder()
    folder.rmdir()
    base.rmdir()


def test_an_address_fits_whatever_the_temporary_folder_is_called(monkeypatch):
    """Linux ends at 107 characters."""
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr("tempfile.tempdir", "/" + "x" * 200)

    assert len(str(server.SharedServer().path)) < 100
