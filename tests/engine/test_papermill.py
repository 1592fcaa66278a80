"""`papermill --engine warm`, for anyone's notebook, by the server of the user."""

import io
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from engines import (
    FAILING,
    NOTEBOOKS,
    STREAMS,
    gone,
    notebook,
    printed,
    read,
    run,
    wait_until,
)
from nbclient.exceptions import CellTimeoutError
from papermill.exceptions import PapermillExecutionError

from analysis.engine import client, forkserver, server
from analysis.engine.client import Wire
from analysis.engine.server import IDLE_NAME, NoServer, SharedServer


def test_the_command_takes_the_engine(runtime, tmp_path):
    """Values are injected and outputs stored, as with papermill's own engine."""
    output = tmp_path / "out.ipynb"
    source = notebook(tmp_path / "in.ipynb", "print(days, cap)", parameters="days = 30\ncap = 0.1")
    words = [str(source), str(output), "-p", "days", "3"]
    command = [sys.executable, "-m", "papermill", "--engine", "warm", "--no-progress-bar", *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "not warm" not in done.stderr
    assert printed(read(output)) == "3 0.1\n"


def test_an_error_is_stored_at_its_cell(runtime, tmp_path):
    """Papermill's own exception says which; the output holds the traceback and its marks."""
    output = tmp_path / "out.ipynb"
    with pytest.raises(PapermillExecutionError, match="ZeroDivisionError"):
        run(notebook(tmp_path / "in.ipynb", *FAILING), output)
    cells = read(output)["cells"]

    assert "papermill-error-cell-tag" in cells[0]["metadata"]["tags"]
    assert [
        out["ename"] for cell in cells for out in cell.get("outputs", []) if "ename" in out
    ] == ["ZeroDivisionError"]


def test_output_is_logged_and_copied_as_it_comes(runtime, tmp_path, caplog):
    """`--log-output`, and the files for standard output and error."""
    copied = io.StringIO(), io.StringIO()
    files = {"stdout_file": copied[0], "stderr_file": copied[1]}
    with caplog.at_level("INFO", logger="papermill"):
        source = notebook(tmp_path / "in.ipynb", *STREAMS)
        run(source, tmp_path / "out.ipynb", log_output=True, **files)

    assert (copied[0].getvalue(), copied[1].getvalue()) == ("day 0\nday 1\nday 2\n", "a warning\n")
    logged = "".join(record.getMessage() for record in caplog.records)
    assert "day 0\nday 1\nday 2\n" in logged


@pytest.mark.parametrize("limit", [{"execution_timeout": 2}, {"run_timeout": 2}])
def test_a_timeout_ends_all_that_was_started(runtime, tmp_path, limit):
    """Of a cell, and of the whole run; what a cell had started is gone as well."""
    place = tmp_path / "pid"
    source, given = NOTEBOOKS / "escapes.ipynb", {"place": str(place)}
    with pytest.raises(CellTimeoutError):
        run(source, tmp_path / "out.ipynb", parameters=given, **limit)

    started = place.read_text().split()
    assert len(started) == 3
    assert wait_until(lambda: all(gone(int(pid)) for pid in started))


def test_it_runs_in_the_folder_and_environment_of_the_caller(runtime, tmp_path, monkeypatch):
    """Not in those that the server was started with."""
    monkeypatch.setenv("POLLUTED", "by the caller")
    (tmp_path / "mine.txt").touch()
    source = notebook(
        tmp_path / "in.ipynb", "import os; print(os.environ['POLLUTED'], os.listdir())"
    )
    said = printed(run(source, tmp_path / "out.ipynb", cwd=str(tmp_path)))

    assert said.startswith("by the caller [")
    assert "'mine.txt'" in said


def test_a_notebook_finds_its_own_module_of_our_package_s_name(runtime, tmp_path, monkeypatch):
    """The server's own modules are not in its way."""
    monkeypatch.delenv("PYTHONPATH", raising=False)
    ours = server.PACKAGE.partition(".")[0]
    (tmp_path / f"{ours}.py").write_text("word = 'mine'\n")
    source = notebook(tmp_path / "in.ipynb", f"import {ours}; print({ours}.word)")

    assert printed(run(source, tmp_path / "out.ipynb", cwd=str(tmp_path))) == "mine\n"


def test_one_server_serves_all_and_ends_when_idle(tmp_path, monkeypatch):
    """Its socket goes with it."""
    base = Path(f"/tmp/w{os.getpid()}-idle")
    base.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(base))
    monkeypatch.setenv(IDLE_NAME, "1")
    monkeypatch.setattr(server, "LIBRARIES", ())
    shared = SharedServer()
    pids = []
    for _ in range(2):
        line = Wire(shared, tmp_path)
        pids.append(psutil.Process(line.process.pid).parents()[1].pid)
        line.close()

    assert pids[0] == pids[1]
    assert wait_until(lambda: gone(pids[0]))
    assert not shared.path.exists()
    shutil.rmtree(base)


@pytest.mark.parametrize(("whose", "is_served"), [(0, True), (1, False)])
def test_a_connection_of_another_user_is_closed(tmp_path, monkeypatch, whose, is_served):
    """The system vouches for who is at the other end, wherever the socket stands."""
    place = Path(f"/tmp/w{os.getpid()}-whose")
    user = os.geteuid() + whose
    monkeypatch.setattr(forkserver.os, "geteuid", lambda: user)
    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as asking:
        listening.bind(str(place))
        listening.listen()
        reached = forkserver.ForkServer(listening, print, place, 30)
        asking.connect(str(place))
        found = reached.accept()
        place.unlink()

        assert (found is not None) == is_served
        if found is None:
            assert asking.recv(9) == b""
        else:
            found.close()


if os.geteuid() == 0:
    # Only root may become another user, and what is tested above holds for everybody.

    @pytest.mark.slow
    def test_another_user_is_not_served_even_where_the_socket_is_open_to_all(tmp_path, monkeypatch):
        """The folder keeps others out; were it open, the server would close and fork nothing."""
        assert asked_by_another_user(tmp_path, monkeypatch) == "b''\n"


def asked_by_another_user(folder, monkeypatch) -> str:
    """Return what another user of the machine hears from a server whose socket all may reach."""
    base = Path(f"/tmp/w{os.getpid()}-open")
    base.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(base))
    monkeypatch.setenv(IDLE_NAME, "30")
    monkeypatch.setattr(server, "LIBRARIES", ())
    shared = SharedServer()
    line = Wire(shared, folder)
    line.close()
    shared.path.parent.chmod(0o755)
    shared.path.chmod(0o666)
    words = (
        "import os, socket, sys; os.setuid(65534); sock = socket.socket(socket.AF_UNIX); "
        "sock.settimeout(30); sock.connect(sys.argv[1])\n"
        "try: print(sock.send(sys.argv[2].encode() + b'\\n') and sock.recv(9))\n"
        "except ConnectionError: print(b'')"
    )
    asked = {"environment": {}, "folder": "/", "umask": 18, "work": False, "hide": True}
    command = [sys.executable, "-c", words, str(shared.path), json.dumps(asked)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    shared.path.unlink()
    shutil.rmtree(base)
    return said


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"name": "no-such-kernel"}, "there is no kernel 'no-such-kernel'"),
        ({"name": "other"}, "the kernel 'other' does not run in this Python"),
        ({"profile": "startup/mine.py"}, "IPython is configured by "),
        ({"profile": "ipython_config.py"}, "IPython is configured by "),
    ],
)
def test_what_a_forked_kernel_could_not_equal_is_left_to_the_stock_engine(
    tmp_path, monkeypatch, said, reason
):
    """Another language or Python, and a profile with start-up files or settings."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    spec = tmp_path / "kernels" / "other" / "kernel.json"
    spec.parent.mkdir(parents=True)
    spec.write_text(json.dumps({"argv": ["R", "ir"], "display_name": "R", "language": "R"}))
    if "profile" in said:
        file = tmp_path / "profile_default" / said["profile"]
        file.parent.mkdir(parents=True)
        file.touch()

    with pytest.raises(NoServer) as refusal:
        client.check_kernel(said.get("name", "python3"))
    assert str(refusal.value).startswith(reason)


def test_the_stock_engine_serves_with_a_note(tmp_path, monkeypatch, caplog):
    """Where there is no warm server, the notebook runs all the same."""
    monkeypatch.setattr(server, "unavailable", lambda: "this system has no fork")
    with caplog.at_level("WARNING", logger="papermill"):
        source = notebook(tmp_path / "in.ipynb", *STREAMS)
        written = run(source, tmp_path / "out.ipynb")

    assert "day 0\nday 1\nday 2\n" in printed(written)
    notes = [record.getMessage() for record in caplog.records if record.name == "papermill"]
    assert notes == ["not warm: this system has no fork; papermill's own engine runs this notebook"]
