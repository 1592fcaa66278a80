"""Running notebooks: fresh, elsewhere, the same bytes twice, and plain words on failure."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_project import KERNEL, cell_of

from analysis.errors import AnalysisError
from analysis.execute.execution import as_text, errors_printed
from analysis.execute.parameters import check_values, read_parameters
from analysis.publish.runner import Job, refresh, run_all, run_stream, workplaces

NOTEBOOKS = Path(__file__).parent / "notebooks"


def job_of(name: str, partial: Path | None = None, **given: object) -> Job:
    source = NOTEBOOKS / f"{name}.ipynb"
    return Job(source, check_values(read_parameters(source), given), partial)


def text_of(job, notebook):
    return as_text(notebook)


def printed_in(text: str) -> list[str]:
    return [
        "".join(output["text"])
        for cell in json.loads(text)["cells"]
        for output in cell.get("outputs", [])
        if output["output_type"] == "stream"
    ]


def copied(folder: Path, *names: str) -> list[Path]:
    return [Path(shutil.copy(NOTEBOOKS / f"{name}.ipynb", folder)) for name in names]


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory):
    """Four notebooks run together, twice, from two working folders."""
    jobs = [
        job_of("parameters", days="7", inferred="true"),
        job_of("streams"),
        job_of("own_folder"),
        job_of("no_parameters"),
    ]
    texts = []
    for _ in range(2):
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(tmp_path_factory.mktemp("anywhere"))
            texts.append(run_all(jobs, text_of))
            left = list(Path().iterdir())
    return (*texts, left)


def test_two_equal_runs_give_the_same_bytes(two_runs):
    """Papermill's results of two runs differ in some forty places; here in none."""
    first, second, _ = two_runs

    assert first == second


def test_values_reach_the_notebook_with_their_types(two_runs):
    """Given ones and defaults alike, in a cell after the declared ones."""
    text = two_runs[0][0]

    assert printed_in(text) == ["2023-03-18 7 0.1 True\n"]
    assert json.loads(text)["cells"][2]["metadata"] == {"tags": ["injected-parameters"]}


def test_a_result_holds_neither_times_nor_paths(two_runs):
    """Of metadata the tags stay, and that it is in Python."""
    for text in two_runs[0]:
        notebook = json.loads(text)

        assert notebook["metadata"] == {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
        assert {key for cell in notebook["cells"] for key in cell["metadata"]} <= {"tags"}
        assert str(NOTEBOOKS.parent) not in text


def test_text_printed_in_pieces_is_one_output(two_runs):
    """Where the kernel cut it was a matter of timing."""
    assert printed_in(two_runs[0][1]) == ["day 0\nday 1\nday 2\n", "a warning\n"]


def test_a_notebook_runs_in_an_empty_folder_of_its_own(two_runs):
    """It finds nothing there, and what it leaves reaches nobody."""
    assert printed_in(two_runs[0][2]) == ["[]\n"]
    assert two_runs[2] == []
    assert not (NOTEBOOKS / "left_behind.txt").exists()


def test_what_a_cell_wrote_to_standard_error_is_told(two_runs):
    """A page does not show it; whoever runs the report should see it."""
    import nbformat

    notebook = nbformat.reads(two_runs[0][1], as_version=4)

    assert errors_printed(notebook) == ["cell 3 wrote to standard error: a warning"]


@pytest.fixture(scope="module")
def failures(tmp_path_factory):
    """Two notebooks that fail and one that does not, run together."""
    folder = tmp_path_factory.mktemp("failed")
    finished = []
    jobs = [job_of(name, folder / f"{name}.ipynb") for name in ("failing_cell", "dying_kernel")]
    with pytest.raises(AnalysisError) as refusal:
        run_all([*jobs, job_of("no_parameters")], lambda job, notebook: finished.append(job.name))
    return str(refusal.value), folder, finished


def test_a_failure_names_notebook_cell_line_and_error(failures):
    """In the numbers of the source: the cell papermill put in does not count."""
    said, folder, _ = failures

    assert said.split("\n\n") == [
        "failing_cell.ipynb, cell 4, line 2: killed / wounded\n"
        "ZeroDivisionError: division by zero\n"
        f"Kept up to there: {folder / 'failing_cell.ipynb'}",
        "dying_kernel.ipynb, cell 3\n"
        "DeadKernelError: Kernel died; its process ended with exit code 1\n"
        f"Kept up to there: {folder / 'dying_kernel.ipynb'}",
    ]


ALLOWED = cell_of("code", "1 / 0", "raises-exception")
FAULTS = {
    "a cell that may raise stands before": (
        [ALLOWED, cell_of("code", "days = [1]\ndays[5]")],
        "cell 4, line 2: days[5]\nIndexError: list index out of range",
    ),
    "a cell that may raise is alone": (
        [ALLOWED, cell_of("code", "print('after')")],
        "cell 3, line 1: 1 / 0\nZeroDivisionError: division by zero",
    ),
    "a magic that is not known": (
        [cell_of("code", "%nosuchmagic 3"), cell_of("code", "print('after')")],
        "cell 3\nUsageError: Line magic function `%nosuchmagic` not found.",
    ),
    "a cell that is no code": (
        [cell_of("code", "killed ="), ALLOWED],
        "cell 3, line 1: killed =\nSyntaxError: invalid syntax",
    ),
}
"""Cells behind a heading and parameters, and how their failure is told."""


@pytest.fixture(scope="module")
def faults(tmp_path_factory):
    """What is said of each notebook of `FAULTS`, run together."""
    folder = tmp_path_factory.mktemp("faults")
    jobs = {}
    for name, (cells, _) in FAULTS.items():
        head = [cell_of("markdown", "# A title"), cell_of("code", "n: int = 1", "parameters")]
        path = folder / f"{name.replace(' ', '_')}.ipynb"
        ids = [cell | {"id": f"c{n}"} for n, cell in enumerate([*head, *cells])]
        told = {"cells": ids, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}
        path.write_text(json.dumps(told), encoding="utf-8")
        jobs[path.stem] = Job(path, {"n": 1})
    outcomes = run_stream(list(jobs.values()), text_of)
    return {outcome.job.name: str(outcome.failure) for outcome in outcomes}


@pytest.mark.parametrize("name", FAULTS)
def test_the_cell_that_is_named_is_the_one_that_failed(faults, name):
    """With what it said: of a magic, which has no error, what it wrote."""
    stem = name.replace(" ", "_")

    # Where there is no code yet, IPython adds a file of its own.
    assert faults[stem].partition(" (")[0] == f"{stem}.ipynb, {FAULTS[name][1]}"


def test_a_failed_notebook_is_kept_up_to_the_failing_cell(failures):
    """What ran has its output, what failed its traceback, what follows nothing."""
    cells = json.loads((failures[1] / "failing_cell.ipynb").read_text())["cells"]

    assert [
        [output["output_type"] for output in cell["outputs"]]
        for cell in cells
        if cell["cell_type"] == "code"
    ] == [[], [], ["stream"], ["error"], []]


def test_one_failure_does_not_reach_another_report(failures):
    """The third notebook had run to its end."""
    assert failures[2] == ["no_parameters"]


def test_a_name_with_braces_and_spaces_is_a_name(tmp_path):
    """Papermill would fill braces in a path with parameters."""
    source = tmp_path / "{days} of March.ipynb"
    shutil.copy(NOTEBOOKS / "parameters.ipynb", source)
    values = check_values(read_parameters(source), {"days": "3"})

    assert printed_in(run_all([Job(source, values)], text_of)[0]) == ["2023-03-18 3 0.1 False\n"]


def test_a_reader_s_own_start_up_files_are_not_run(tmp_path, monkeypatch):
    """IPython would run them before the first cell, on one machine and not on another."""
    start = tmp_path / "profile_default" / "startup"
    start.mkdir(parents=True)
    (start / "mine.py").write_text("import builtins\n\nbuiltins.sorted = lambda names: 'mine'\n")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))

    assert printed_in(run_all([job_of("own_folder")], text_of)[0]) == ["[]\n"]


def test_progress_counts_the_cells(tmp_path):
    """Each cell is told before it runs, with how many there are."""
    told = []
    source = NOTEBOOKS / "no_parameters.ipynb"
    run_all([Job(source, tell=lambda *count: told.append(count))], text_of)

    assert told == [(0, 2), (1, 2)]


def test_refreshed_notebooks_hold_outputs_counted_from_one(tmp_path):
    """As the tests want them; sources, tags and ids are as they were; again changes nothing."""
    sources = copied(tmp_path, "parameters", "no_parameters")
    before = json.loads(sources[0].read_text())["cells"]

    assert set(refresh(sources).values()) == {"new outputs"}
    cells = json.loads(sources[0].read_text())["cells"]
    assert [cell.get("execution_count") for cell in cells] == [None, 1, 2]
    assert printed_in(sources[0].read_text()) == ["2023-03-18 30 0.1 False\n"]
    for key in ("id", "source", "metadata", "cell_type"):
        assert [cell[key] for cell in cells] == [cell[key] for cell in before]
    assert set(refresh(sources).values()) == {"unchanged"}
    spoilt = json.loads(sources[0].read_text()) | {"metadata": {"widgets": {}}}
    sources[0].write_text(json.dumps(spoilt))
    assert refresh(sources)[sources[0]] == "tidied"


def test_a_refresh_that_fails_changes_no_notebook(tmp_path):
    """The one that went well is not stored either."""
    sources = copied(tmp_path, "parameters", "failing_cell")
    before = [source.read_bytes() for source in sources]

    with pytest.raises(AnalysisError, match="failing_cell"):
        refresh(sources)
    assert [source.read_bytes() for source in sources] == before
    assert len(list(tmp_path.iterdir())) == 2


def test_workplaces_are_short_and_go_away(tmp_path, monkeypatch):
    """The address of a kernel's socket has room for some hundred characters."""
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    with workplaces(2) as places:
        lengths = [len(str(place)) for place in places]
        assert [list(place.iterdir()) for place in places] == [[], []]

    assert max(lengths) < 80
    assert not any(place.exists() for place in places)


def loaded_by(code: str) -> set[str]:
    """Name the packages that a fresh Python has loaded after some code."""
    words = [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"]
    found = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    return {name.partition(".")[0] for name in found}


def test_a_command_starts_its_server_before_it_loads_what_reports_need():
    """Whatever it imported first, the server would wait for; nor does a watcher need a site."""
    code = (
        "import analysis.cli, analysis.execute.parameters, analysis.publish.runner\n"
        "from analysis.publish.console import watching\n"
        "with watching(): pass"
    )
    heavy = {"numpy", "pandas", "matplotlib", "jupyter_client", "papermill", "nbconvert"}

    assert heavy & loaded_by(code) == set()


def test_whoever_makes_a_page_loads_nothing_that_draws_or_computes():
    """A page is made of what the cells showed."""
    code = "import analysis.publish.report, analysis.publish.page.exporter"

    assert {"matplotlib", "scipy", "seaborn"} & loaded_by(code) == set()


def test_workers_load_no_grammar_of_addresses():
    """JupyterLab brings one that jsonschema would compile, for longer than all else takes."""
    code = (
        "from analysis.engine.forkserver import load\n"
        "from analysis.publish.runner import PAGES\n"
        "load(PAGES)"
    )

    assert {"papermill", "nbconvert"} <= (found := loaded_by(code))
    assert "lark" not in found
