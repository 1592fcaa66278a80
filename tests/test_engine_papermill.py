"""`papermill --engine warm`, for anyone's notebook, by the server of the user."""

import io
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import psutil
import pytest
from engines import NOTEBOOKS, gone, masked, printed, wait_until
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import v4
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from analysis.engine import reach, server, warm
from analysis.engine.client import Wire
from analysis.engine.reach import NoServer, SharedServer
from analysis.execute.stock import CLIENT
from analysis.paths import ROOT

IDLE = "REPORTEDLY_ENGINE_IDLE"


@pytest.fixture(scope="module")
def runtime():
    """A runtime folder of our own, with a short name; its server ends with the module."""
    base = Path(f"/tmp/w{os.getpid()}-run")
    base.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(base))
        yield base
        shutil.rmtree(base)


def run(name: str, output: Path, engine: str | None = "warm", **more: object) -> dict:
    """Run a test notebook by papermill's API; return what it wrote."""
    source = NOTEBOOKS / f"{name}.ipynb"
    options = {"engine_name": engine, "progress_bar": False, "cwd": str(output.parent), **more}
    if engine is None:
        # Kernels that start at one time may choose one port, and then a run waits for ever.
        connection = f"/tmp/w{os.getpid()}-run/stock.json"
        manager = {"transport": "ipc", "connection_file": connection, "client_class": CLIENT}
        options["config"] = Config({"KernelManager": manager})
    try:
        papermill.execute_notebook(str(source), str(output), **options)
    finally:
        written = json.loads(output.read_text(encoding="utf-8"))
    return written


def test_the_command_takes_the_engine(runtime, tmp_path):
    """Values are injected and outputs stored, as with papermill's own engine."""
    output = tmp_path / "out.ipynb"
    words = [str(NOTEBOOKS / "parameters.ipynb"), str(output), "-p", "days", "3"]
    command = [sys.executable, "-m", "papermill", "--engine", "warm", "--no-progress-bar", *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "not warm" not in done.stderr
    assert printed(json.loads(output.read_text())) == "2023-03-18 3 0.1 False\n"


@pytest.mark.slow
def test_widgets_and_metadata_are_stored_alike(runtime, tmp_path):
    """The static form of widgets, the language, and a record of the run."""
    written = {}
    for engine in (None, "warm"):
        with pytest.raises(PapermillExecutionError):
            run("torture", tmp_path / "out.ipynb", engine)
        written[engine] = json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))
    stock, warm = (notebook["metadata"] for notebook in (written[None], written["warm"]))

    [sliders] = {masked(widgets_of(each)).count("IntSliderModel") for each in (stock, warm)}
    assert sliders == 2
    assert widgets_of(warm) == widgets_of(stock)
    assert warm["language_info"] == stock["language_info"]
    assert warm["papermill"].keys() == stock["papermill"].keys()


def widgets_of(metadata: dict) -> list[str]:
    """Return the state of each widget of a notebook, its random name taken out."""
    [held] = metadata["widgets"].values()
    return sorted(map(masked, held["state"].values()))


def test_an_error_is_stored_at_its_cell(runtime, tmp_path):
    """Papermill's own exception says which; the output holds the traceback and its marks."""
    output = tmp_path / "out.ipynb"
    with pytest.raises(PapermillExecutionError, match="ZeroDivisionError"):
        run("failing_cell", output)
    cells = json.loads(output.read_text())["cells"]

    assert "papermill-error-cell-tag" in cells[0]["metadata"]["tags"]
    assert [
        out["ename"] for cell in cells for out in cell.get("outputs", []) if "ename" in out
    ] == ["ZeroDivisionError"]


def test_output_is_logged_and_copied_as_it_comes(runtime, tmp_path, caplog):
    """`--log-output`, and the files for standard output and error."""
    copied = io.StringIO(), io.StringIO()
    files = {"stdout_file": copied[0], "stderr_file": copied[1]}
    with caplog.at_level("INFO", logger="papermill"):
        run("streams", tmp_path / "out.ipynb", log_output=True, **files)

    assert (copied[0].getvalue(), copied[1].getvalue()) == ("day 0\nday 1\nday 2\n", "a warning\n")
    logged = "".join(record.getMessage() for record in caplog.records)
    assert "day 0\nday 1\nday 2\n" in logged


@pytest.mark.parametrize("limit", [{"execution_timeout": 2}, {"run_timeout": 2}])
def test_a_timeout_ends_all_that_was_started(runtime, tmp_path, limit):
    """Of a cell, and of the whole run; what a cell had started is gone as well."""
    place = tmp_path / "pid"
    with pytest.raises(CellTimeoutError):
        run("leaves_processes", tmp_path / "o.ipynb", parameters={"place": str(place)}, **limit)

    assert wait_until(lambda: gone(int(place.read_text())))


def test_a_kernel_that_dies_is_told(runtime, tmp_path):
    """As papermill's own engine tells it; the next run has a kernel."""
    with pytest.raises(DeadKernelError):
        run("dying_kernel", tmp_path / "out.ipynb")

    assert printed(run("streams", tmp_path / "out.ipynb")).endswith("a warning\n")


def test_it_runs_in_the_folder_and_environment_of_the_caller(runtime, tmp_path, monkeypatch):
    """Not in those that the server was started with."""
    monkeypatch.setenv("POLLUTED", "by the caller")
    (tmp_path / "mine.txt").touch()
    said = printed(run("shows_marks", tmp_path / "out.ipynb")).splitlines()[1]

    assert said.startswith("by the caller True 0o22 ['mine.txt'")


def test_a_notebook_finds_its_own_module_of_our_package_s_name(runtime, tmp_path):
    """The server's own modules are not in its way."""
    (tmp_path / "analysis.py").write_text("word = 'mine'\n")
    cells = [v4.new_code_cell("import analysis\nprint(analysis.word)")]
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python"}}
    nbformat.write(v4.new_notebook(cells=cells, metadata=kernel), tmp_path / "own.ipynb")

    assert printed(run(str(tmp_path / "own"), tmp_path / "out.ipynb")) == "mine\n"


def test_one_server_serves_all_and_ends_when_idle(tmp_path, monkeypatch):
    """Its socket goes with it."""
    base = Path(f"/tmp/w{os.getpid()}-idle")
    base.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(base))
    monkeypatch.setenv(IDLE, "1")
    monkeypatch.setattr(reach, "LIBRARIES", ())
    server = SharedServer()
    pids = []
    for _ in range(2):
        line = Wire(server, tmp_path)
        pids.append(psutil.Process(line.process.pid).parents()[1].pid)
        line.close()

    assert pids[0] == pids[1]
    assert wait_until(lambda: gone(pids[0]))
    assert not server.path.exists()
    shutil.rmtree(base)


@pytest.mark.parametrize(("whose", "is_served"), [(0, True), (1, False)])
def test_a_connection_of_another_user_is_closed(tmp_path, monkeypatch, whose, is_served):
    """The system vouches for who is at the other end, wherever the socket stands."""
    place = Path(f"/tmp/w{os.getpid()}-whose")
    user = os.geteuid() + whose
    monkeypatch.setattr(server.os, "geteuid", lambda: user)
    with socket.socket(socket.AF_UNIX) as listening, socket.socket(socket.AF_UNIX) as asking:
        listening.bind(str(place))
        listening.listen()
        reached = server.ListeningSocket(listening, place, 30)
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
    monkeypatch.setenv(IDLE, "30")
    monkeypatch.setattr(reach, "LIBRARIES", ())
    server = SharedServer()
    line = Wire(server, folder)
    line.close()
    server.path.parent.chmod(0o755)
    server.path.chmod(0o666)
    words = (
        "import os, socket, sys; os.setuid(65534); sock = socket.socket(socket.AF_UNIX); "
        "sock.settimeout(30); sock.connect(sys.argv[1])\n"
        "try: print(sock.send(sys.argv[2].encode() + b'\\n') and sock.recv(9))\n"
        "except ConnectionError: print(b'')"
    )
    asked = {"environment": {}, "folder": "/", "umask": 18, "work": False, "hide": True}
    command = [sys.executable, "-c", words, str(server.path), json.dumps(asked)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    server.path.unlink()
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
        warm.check_kernel(said.get("name", "python3"))
    assert str(refusal.value).startswith(reason)


def test_the_stock_engine_serves_with_a_note(tmp_path, monkeypatch, caplog):
    """Where there is no warm server, the notebook runs all the same."""
    monkeypatch.setattr(reach, "unavailable", lambda: "this system has no fork")
    with caplog.at_level("WARNING", logger="papermill"):
        written = run("streams", tmp_path / "out.ipynb")

    assert "day 0\nday 1\nday 2\n" in printed(written)
    notes = [record.getMessage() for record in caplog.records if record.name == "papermill"]
    assert notes == ["not warm: this system has no fork; papermill's own engine runs this notebook"]


LIFTED = """
import sys
from papermill import execute_notebook
from papermill.engines import papermill_engines

from furnace import warm

papermill_engines.register("furnace", warm.WarmEngine)
how = {"engine_name": "furnace", "progress_bar": False, "log_output": False}
execute_notebook(sys.argv[1], "out.ipynb", **how)
print(sorted(name for name in sys.modules if name.startswith("analysis.") and "engine" not in name))
"""


@pytest.mark.slow
def test_the_engine_runs_elsewhere_under_another_name(runtime, tmp_path):
    """It imports nothing of what lies beside it here."""
    leave_out = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "analysis" / "engine", tmp_path / "furnace", ignore=leave_out)
    words = [sys.executable, "-c", LIFTED, str(NOTEBOOKS / "streams.ipynb")]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
    assert "not warm" not in done.stderr
    assert "day 0\nday 1" in printed(json.loads((tmp_path / "out.ipynb").read_text()))
