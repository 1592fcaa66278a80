"""The command: teaches by its help, says where it wrote, and refuses in words with a code."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analysis.cli import app
from analysis.data.places import COLLECTIONS
from analysis.errors import AnalysisError, ParameterError, RatioError, RawDataError
from analysis.paths import ROOT
from analysis.publish.plan import Plan
from analysis.publish.site import Result

NOTEBOOKS = Path(__file__).parent / "notebooks"
COMMANDS = ("run", "publish", "verify", "diff", "build", "refresh", "lab")
RUNNER = CliRunner()


def invoke(*words: object):
    return RUNNER.invoke(app, [str(word) for word in words], env={"COLUMNS": "100"})


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_teaches_with_examples(command):
    """What it does, and lines to copy."""
    answer = invoke(command, "--help")

    assert answer.exit_code == 0
    examples = answer.output.partition("Examples")[2]
    assert f" reportedly {command}" in examples
    assert examples.count(f" reportedly {command}") >= 2


def test_the_help_names_every_command_and_exit_code():
    """Whoever calls it from a script finds the codes here."""
    answer = invoke("--help").output

    for command in COMMANDS:
        assert f"│ {command} " in answer
    for line in (
        "0    all went well",
        "1    a report failed or could not be written; verify or diff found a difference",
        "2    the input is wrong, and nothing ran",
        "130  stopped from the keyboard",
    ):
        assert line in answer


def test_the_help_tells_nothing_of_the_machine():
    """A default is shown as it is typed."""
    for command in COMMANDS:
        assert str(ROOT) not in invoke(command, "--help").output


def test_a_run_says_what_it_wrote_and_nothing_else_on_standard_output(elsewhere):
    """A script reads the paths; progress goes to standard error."""
    answer = invoke("run", NOTEBOOKS / "parameters.ipynb", "-p", "days=7", "--html")

    assert answer.exit_code == 0
    assert answer.stdout.splitlines() == [
        "reports/parameters--days-7.ipynb",
        "reports/parameters--days-7.html",
    ]
    assert answer.stderr.splitlines() == ["running parameters.ipynb"]
    assert "2023-03-18 7 0.1 False" in (elsewhere / answer.stdout.splitlines()[1]).read_text()


def test_a_page_alone_goes_where_it_is_wanted(elsewhere):
    """`-o x.html` writes no notebook."""
    answer = invoke("run", NOTEBOOKS / "streams.ipynb", "-o", "pages/x.html")

    assert answer.stdout.splitlines() == ["pages/x.html"]
    assert [path.name for path in (elsewhere / "pages").iterdir()] == ["x.html"]
    assert "streams.ipynb, cell 3 wrote to standard error: a warning" in answer.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-p", "dayz=7"], "there is no parameter 'dayz'; the nearest is days."),
        (["-p", "days"], "'days' is not of the form name=value"),
        (["-p", "cap=nan"], "cap is 'nan', not a finite number"),
        (["-o", "x.txt"], "x.txt is not the name of a file ending in .ipynb or .html"),
    ],
)
def test_bad_input_ends_with_2_and_a_sentence(elsewhere, words, said):
    """No traceback, nothing run, nothing written."""
    answer = invoke("run", NOTEBOOKS / "parameters.ipynb", *words)

    assert answer.exit_code == 2
    assert answer.stderr.startswith(f"reportedly: {said}")
    assert "Traceback" not in answer.output
    assert list(elsewhere.iterdir()) == []


def test_a_failed_report_ends_with_1_and_its_cell(elsewhere):
    """And says where the notebook is kept."""
    answer = invoke("run", NOTEBOOKS / "failing_cell.ipynb")

    assert answer.exit_code == 1
    assert answer.stdout == ""
    assert answer.stderr.splitlines() == [
        "running failing_cell.ipynb",
        "reportedly: failing_cell.ipynb, cell 4, line 2: killed / wounded",
        "ZeroDivisionError: division by zero",
        f"Kept up to there: {elsewhere / 'reports' / 'failing_cell.failed.ipynb'}",
    ]


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (ParameterError("x"), 2),
        (RawDataError(["claims.csv, line 3: x"]), 2),
        (RatioError("x"), 1),
        (AnalysisError("the disk is full"), 1),
    ],
)
def test_each_kind_of_refusal_has_its_code(monkeypatch, refusal, code):
    """Wrong input is told apart from a failure."""

    def refuse(name):
        raise refusal

    monkeypatch.setattr("analysis.collection.build.build_processed", refuse)
    answer = invoke("build", "--collection", "x")

    assert answer.exit_code == code
    assert answer.stderr == f"reportedly: {refusal}\n"


def test_publish_ends_with_the_path_of_the_index(elsewhere, monkeypatch):
    """The last line is what one opens."""
    told = []

    def publish(order, *, target, run, watcher):
        told.append((order.given, target))
        watcher.say("cleaning")
        return Result(target.resolve() / "index.html", Plan((), (), ()), {})

    monkeypatch.setattr("analysis.publish.site.publish", publish)
    answer = invoke("publish", "--collection", "c", "--to", "pages", "-p", "stated_on=2023-03-12")

    assert told == [({"stated_on": "2023-03-12", "collection": "c"}, Path("pages"))]
    assert answer.stdout == "pages/index.html\n"
    assert answer.stderr == "cleaning\n0 ran, 0 had not changed\n"


def test_no_site_is_made_of_a_collection_that_was_not_named(elsewhere, monkeypatch, tmp_path):
    """A folder with a table of one's own published the war that came along."""
    table = tmp_path / "losses.csv"
    table.write_text("day,killed,wounded\n2031-03-01,5,9\n2031-03-02,6,8\n")
    monkeypatch.setenv(COLLECTIONS, str(tmp_path / "own"))
    assert invoke("new", "losses", table).exit_code == 0
    answer = invoke("publish", "--to", "pages")

    assert answer.exit_code == 2
    assert answer.stderr == "reportedly: name one with --collection: bakhmut-2023, losses\n"
    assert not (elsewhere / "pages").exists()


def test_refresh_says_which_notebooks_changed(elsewhere):
    """Outputs go into the notebook itself."""
    source = elsewhere / "x.ipynb"
    source.write_bytes((NOTEBOOKS / "no_parameters.ipynb").read_bytes())

    assert invoke("refresh", "x.ipynb").stdout == "x.ipynb: new outputs\n"
    assert invoke("refresh", "x.ipynb").stdout == "x.ipynb: unchanged\n"


def test_lab_hands_over_to_jupyterlab(monkeypatch):
    """The command becomes the server; what it is started with is `lab_command`'s."""
    started = []
    monkeypatch.setattr(
        "analysis.explorer.lab.lab_command",
        lambda port, *, browser: (["jupyter", f"{port} {browser}"], {}),
    )
    monkeypatch.setattr(os, "execve", lambda *call: started.append(call))

    assert invoke("lab", "--no-browser", "--port", "8890").exit_code == 0
    assert started == [("jupyter", ["jupyter", "8890 False"], {})]


def test_help_comes_at_once_and_from_the_module_too():
    """Nothing heavy is loaded before it is needed."""
    words = [sys.executable, "-X", "importtime", "-m", "analysis", "--help"]
    answer = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in answer.stderr.splitlines()}

    assert "Usage: reportedly" in answer.stdout
    assert "typer" in loaded
    assert loaded.isdisjoint({"pandas", "numpy", "papermill", "nbconvert", "matplotlib"})


@pytest.mark.parametrize("processes", [1, 3])
def test_the_keyboard_stops_it_at_once_and_no_kernel_stays(elsewhere, processes):
    """Within a moment, with code 130: while a server starts, and while a cell sleeps for a minute.

    By then the server has forked a guard, and that a kernel.
    """
    words = [sys.executable, "-m", "analysis", "run", str(NOTEBOOKS / "slow_cell.ipynb")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    # A job that a shell put in the background is born deaf to the keyboard, tests included.
    process = subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stderr.readline() == "running slow_cell.ipynb\n"
    wait_for(lambda: len(begun_by(process.pid)) >= processes)
    begun = begun_by(process.pid)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)

    assert process.returncode == 130
    assert said.strip() == "reportedly: stopped; what stood before still stands"
    assert wait_for(lambda: not any(map(alive, begun)))
    assert list((elsewhere / "reports").iterdir()) == []


def wait_for(ready, seconds: float = 30):
    """Return what `ready` returns as soon as there is something to it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := ready():
            return found
        time.sleep(0.1)
    pytest.fail(f"waited {seconds} s in vain")


def begun_by(process: int) -> list[int]:
    import psutil

    return [child.pid for child in psutil.Process(process).children(recursive=True)]


def alive(process: int) -> bool:
    import psutil

    return psutil.pid_exists(process) and psutil.Process(process).status() != psutil.STATUS_ZOMBIE
