"""Reports in kernels and workers of a server: who finishes them, what ends, what is told."""

import json
import operator
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from engines import gone, printed, wait_until

from analysis.engine import server
from analysis.engine.calls import CallResult
from analysis.engine.forkserver import HARMLESS
from analysis.engine.server import Child
from analysis.errors import AnalysisError
from analysis.execute import execution
from analysis.execute.parameters import Report, suite
from analysis.paths import ROOT
from analysis.publish import report, runner
from analysis.publish.runner import Job, run_all, run_stream, text_of, warm_up

NOTEBOOKS = Path(__file__).parent / "notebooks"
LEAVES = NOTEBOOKS / "leaves_processes.ipynb"
LONG_RUN = """
import sys
from pathlib import Path
from analysis.publish.runner import Job, run_all, text_of, warm_up

print(warm_up(workers=sys.argv[3] == "workers").process.pid, flush=True)
run_all([Job(Path(sys.argv[1]), {"place": sys.argv[2]})], text_of)
"""


@pytest.fixture(params=["kernels", "workers"])
def warmed(request, tmp_path):
    """A server of ours that has forked, so that everything is loaded."""
    ours = runner.warm_up()
    given = ours.sock.fileno()
    Child(ours, tmp_path, given, given, work=request.param == "workers").close()
    return Path(f"/proc/{ours.process.pid}")


def test_the_libraries_of_reports_leave_no_thread(warmed):
    """Arrow's and those of linear algebra among them: the server forks."""
    names = {(task / "comm").read_text().strip() for task in (warmed / "task").iterdir()}

    assert names - {*HARMLESS} == {"python"}


def test_no_file_is_open_in_the_server(warmed):
    """A font or a table left open would be read from one place by all children."""
    opened = {descriptor.readlink() for descriptor in (warmed / "fd").iterdir()}

    assert {path for path in opened if path.is_file()} == set()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("plots.timeline", set()),
        ("plots.calendar", set()),
        ("import seaborn; import scipy", {"seaborn", "scipy.stats", *runner.DRAWING}),
        ("explore(held)", {"analysis.explorer.panel", "ipywidgets"}),
        ("open_text(path)", {"analysis.review.desk"}),
        ("reports.wars.explanations()", {"analysis.reports.wars"}),
    ],
)
def test_what_few_reports_need_is_loaded_where_a_notebook_names_it(tmp_path, words, named):
    """All of it, where nobody knows what is going to run."""
    notebook = tmp_path / "one.ipynb"
    notebook.write_text(words)

    left_out = {*runner.libraries_for([])} - {*runner.libraries_for([notebook])}
    assert left_out == {*runner.NAMED} - named
    assert "analysis.reports.series" in left_out


def test_jupyter_starts_the_kernels_where_no_process_can_be_forked(monkeypatch, caplog):
    """With a note, and the same result."""
    monkeypatch.setattr(server, "unavailable", lambda: "this system has no fork")
    monkeypatch.setattr(runner, "_server", None)
    monkeypatch.setattr(runner, "_told", set())
    [text] = run_all([Job(NOTEBOOKS / "no_parameters.ipynb")], text_of)

    notes = [record.getMessage() for record in caplog.records if record.name == runner.__name__]
    assert notes == ["not warm: this system has no fork; Jupyter starts each kernel"]
    assert json.loads(text)["cells"][-1]["execution_count"] == 1


def test_jupyter_starts_the_kernels_that_the_server_refuses(monkeypatch, tmp_path):
    """Each job ends once, whoever ran it."""
    refused = [(0, CallResult(refused="no process could be forked: too many"))]
    monkeypatch.setattr(runner, "run_calls", lambda *_, **__: iter(refused))
    [outcome] = run_stream([Job(NOTEBOOKS / "no_parameters.ipynb")], text_of)

    assert outcome.failure is None
    assert json.loads(outcome.result)["cells"][-1]["execution_count"] == 1


@pytest.fixture
def alone(monkeypatch):
    """A server that has nothing ready for workers, as a command for one report has."""
    monkeypatch.setattr(runner, "_server", None)
    yield runner.warm_up([LEAVES], workers=False)
    runner._server.close()


class Finish:
    """Says what it did, where, and what it was given."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def get_ready(self) -> None:
        self.seen.append("readied")

    def __call__(self, job: Job, notebook: object) -> tuple[list[str], int, str]:
        return [*self.seen, "finished"], os.getpid(), text_of(job, notebook)


def test_one_report_needs_no_workers(alone):
    """A fork of this process finishes it; two reports have workers, and the same outputs."""
    jobs, finish = [Job(NOTEBOOKS / "streams.ipynb")] * 2, Finish()
    [(seen, where, text)] = run_all([replace(jobs[0], ready=finish.get_ready)], finish)
    assert (seen, runner._server) == (["readied", "finished"], alone)
    assert (finish.seen, where != os.getpid(), gone(where)) == ([], True, True)

    assert run_all(jobs, text_of) == [text, text]
    assert runner._has_workers(runner._server)
    assert not alone.serves


def crash(job: Job, notebook: object) -> None:
    """End the process without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


def hang(job: Job, notebook: object) -> None:
    """Never end."""
    signal.pause()


def fault(job: Job, notebook: object) -> None:
    """Fail in a way that nobody foresaw."""
    raise ZeroDivisionError("193 / 0")


@pytest.mark.parametrize(
    ("finish", "said"),
    [
        (crash, "its page was not made: its process was killed by SIGKILL"),
        (hang, "its page was not made: it took too long"),
        (fault, "ZeroDivisionError: 193 / 0"),
    ],
)
def test_a_page_that_cannot_be_made_is_named_and_the_last_one_stands(
    alone, tmp_path, monkeypatch, finish, said
):
    """Whoever waits goes on, what ran of the notebook is kept, and no file is replaced."""
    # Time runs out for the one that never ends alone, however busy the machine is.
    monkeypatch.setattr(runner, "PAGE_SECONDS", 0.5 if finish is hang else 60)
    monkeypatch.setattr(report, "_finished", lambda _, __, job, made: finish(job, made))
    source, output = NOTEBOOKS / "streams.ipynb", tmp_path / "streams.html"
    output.write_text("193")

    with pytest.raises((AnalysisError, RuntimeError)) as told:
        report.run_report(Report(source, (), {}), output)
    assert str(told.value).startswith("streams.ipynb\n")
    assert said in str(told.value)
    assert output.read_text() == "193"
    kept = tmp_path / "streams.failed.ipynb"
    assert str(kept) in str(told.value)
    assert json.loads(kept.read_text())["cells"]


def test_one_report_that_fails_says_so_as_every_other_does(alone, tmp_path, monkeypatch):
    """A cell that takes too long, and a kernel that dies, with what had run until then."""
    monkeypatch.setattr(execution, "CELL_SECONDS", 3)
    place, partial = tmp_path / "pid", tmp_path / "partial.ipynb"
    [slow] = run_stream([Job(LEAVES, {"place": str(place)}, partial)], text_of)
    [dead] = run_stream([Job(NOTEBOOKS / "dying_kernel.ipynb")], text_of)

    assert str(slow.failure).startswith("leaves_processes.ipynb, cell 3\nCellTimeoutError: ")
    assert printed(json.loads(partial.read_text())) == "started\n"
    assert wait_until(lambda: gone(int(place.read_text())))
    assert "DeadKernelError: Kernel died; its process ended with" in str(dead.failure)
    assert runner._server is alone


@dataclass(frozen=True)
class Addressed(Job):
    """A job that knows more than others."""

    address: str = ""


def test_a_job_travels_whole_but_for_who_is_told(monkeypatch):
    """Its kind and its own fields are there for `finish`; who is told stays here."""
    asked = []
    monkeypatch.setattr(runner, "run_calls", lambda _, calls, **__: iter(asked.extend(calls) or ()))
    job = Addressed(LEAVES, {"place": "x"}, tell=lambda *count: None, address="page.html")
    list(runner.run_forked(None, [job], [Path("/folder")], text_of, 1))

    assert asked[0].arguments[0] == replace(job, tell=execution.silent)
    assert asked[0].folder == Path("/folder")


def test_a_finish_that_cannot_travel_is_called_here():
    """A function within a function cannot be imported by a child; its result may be anything."""
    here = os.getpid()
    [outcome] = run_stream(
        [Job(NOTEBOOKS / "streams.ipynb")], lambda job, made: (os.getpid(), made)
    )

    assert outcome.result[0] == here
    assert len(outcome.result[1].cells) == 3


def test_a_finish_of_a_module_is_called_in_the_child():
    """What it raises there, if it is no refusal, comes back as the traceback of a fault."""
    finish = partial(operator.getitem, [{"made": (b"in", "the child")}])
    with pytest.raises(RuntimeError, match="getitem expected 2 arguments, got 3"):
        list(run_stream([Job(NOTEBOOKS / "streams.ipynb")], finish))


def test_a_cell_that_takes_too_long_is_stopped_with_all_it_started(tmp_path, monkeypatch):
    """The words name the cell; the process that the cell had started is gone."""
    monkeypatch.setattr(execution, "CELL_SECONDS", 3)
    place, partial = tmp_path / "pid", tmp_path / "partial.ipynb"
    [outcome] = run_stream([Job(LEAVES, {"place": str(place)}, partial)], text_of)

    said = str(outcome.failure)
    assert said.startswith("leaves_processes.ipynb, cell 3\nCellTimeoutError: A cell timed out")
    assert printed(json.loads(partial.read_text())) == "started\n"
    assert wait_until(lambda: gone(int(place.read_text())))


def start_long_run(
    place: Path, how: str = "workers", **environment: str
) -> tuple[subprocess.Popen, int]:
    """Begin, in a process of its own, a report that never ends; return it and its server."""
    words = [sys.executable, "-c", LONG_RUN, str(LEAVES), str(place), how]
    environment = {**os.environ, **environment}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    started = subprocess.Popen(words, cwd=ROOT, env=environment, **pipes)
    server = int(started.stdout.readline())
    assert wait_until(lambda: place.exists() and bool(place.read_text()), 120)
    return started, server


@pytest.mark.parametrize(
    ("end", "how"),
    [
        (signal.SIGINT, "workers"),
        (signal.SIGKILL, "alone"),
        pytest.param(signal.SIGKILL, "workers", marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, "alone", marks=pytest.mark.slow),
    ],
)
def test_nothing_outlives_the_command(tmp_path, end, how):
    """Stopped from the keyboard or killed: server, kernel and what a cell started are gone.

    In a home that cannot be written to, and with a long path for temporary files.
    """
    long = tmp_path / ("x" * 90)
    long.mkdir()
    place = tmp_path / "pid"
    started, server = start_long_run(place, how, HOME="/proc", TMPDIR=str(long))
    started.send_signal(end)

    assert started.wait(60) != 0
    assert wait_until(lambda: gone(server))
    assert wait_until(lambda: gone(int(place.read_text())))
    started.stdout.close()


@pytest.mark.slow
def test_the_suite_runs_to_its_stored_outputs():
    """Byte for byte; a strict comparison holds the stored ones to kernels that Jupyter starts."""
    sources = suite()

    assert warm_up() is not None
    texts = run_all([Job(source) for source in sources], text_of)
    assert texts == [source.read_text(encoding="utf-8") for source in sources]
