"""What one report does to its process reaches neither the next report nor the server."""

from pathlib import Path

import pytest
from engines import NOTEBOOKS, printed, run_on

from analysis.publish.runner import warm_up


@pytest.fixture(scope="module")
def marks(tmp_path_factory):
    """What a report sees before and after one that leaves marks, on one server."""
    folder = tmp_path_factory.mktemp("marks")
    server = warm_up().process.pid
    before, _ = run_on("warm", ["shows_marks"], folder)["shows_marks"]
    polluted, failure = run_on("warm", ["pollutes"], folder)["pollutes"]
    after, _ = run_on("warm", ["shows_marks"], folder)["shows_marks"]
    assert warm_up().process.pid == server
    return before, polluted, after, failure


def test_no_mark_reaches_the_next_report(marks):
    """Matplotlib, pandas, environment, folder, files, imports, patches, warnings, signals."""
    before, _, after, _ = marks

    assert after == before
    assert printed(after) == (
        "[] False\n"
        "None True 0o22 [] True\n"
        "[1, 2] 1000 True\n"
        "[]\n"
        "10.0 white [] 8\n"
        # A library has one such filter of its own, also in a kernel that Jupyter starts.
        "6 {'a': 3} ['error']\n"
    )


def test_the_marks_were_made(marks):
    """The polluting report ran to its end, so the test before saw something."""
    _, polluted, _, failure = marks
    counts = [cell.get("execution_count") for cell in polluted["cells"]]

    assert (failure, counts) == ("", [None, 1, 2, 3, 4])


def test_chance_is_each_report_s_own(tmp_path):
    """Python's and numpy's random numbers differ in two reports forked from one template."""
    drawn = [
        printed(run_on("warm", ["draws_chance"], tmp_path)["draws_chance"][0]) for _ in range(2)
    ]
    first, second = (text.split() for text in drawn)

    assert len(first) == len(second) == 4
    assert all(a != b for a, b in zip(first, second, strict=True))


def test_a_crash_takes_one_report_and_names_it(tmp_path):
    """The reports beside it and after it run to their end."""
    names = ["dying_kernel", "streams", "no_parameters", "own_folder"]
    failed = {name: failure for name, (_, failure) in run_on("warm", names, tmp_path).items()}

    assert failed.pop("dying_kernel").startswith("dying_kernel.ipynb, cell 3\n")
    assert failed == {"streams": "", "no_parameters": "", "own_folder": ""}


def test_nothing_is_left_beside_the_notebooks():
    """What a report writes goes to a folder of its own, which is gone."""
    assert not [path for path in Path(NOTEBOOKS).iterdir() if path.suffix != ".ipynb"]
