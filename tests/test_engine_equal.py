"""What a forked kernel says equals what a kernel says that Jupyter started, cell by cell."""

import copy

import pytest
from engines import differing, printed, run_on

from analysis.publish.report import suite
from analysis.publish.runner import Job, run_all, text_of, warm_up

NAMES = ["torture", "dies_of_memory", "dying_kernel", "failing_cell", "streams", "shows_marks"]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Each notebook on the stock engine and on the warm one."""
    folder = tmp_path_factory.mktemp("engines")
    return {engine: run_on(engine, NAMES, folder) for engine in ("stock", "warm")}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["torture", "failing_cell", "streams", "shows_marks"])
def test_every_cell_is_equal(runs, name):
    """Outputs, their order, metadata, execution counts, and the words of the failure."""
    (stock, stock_failure), (warm, warm_failure) = runs["stock"][name], runs["warm"][name]

    assert differing(stock, warm) == []
    assert stock_failure == warm_failure


def test_the_torture_reached_its_end(runs):
    """It holds what was to be tried, and no cell of it went unrun."""
    cells = runs["warm"]["torture"][0]["cells"]
    counts = [cell["execution_count"] for cell in cells if cell["cell_type"] == "code"]

    assert len(counts) > 60
    assert counts == list(range(1, len(counts) + 1))


def test_the_comparison_can_fail(runs):
    """A changed letter of an output is a difference, and names the cell."""
    notebook, _ = runs["warm"]["streams"]
    other = copy.deepcopy(notebook)
    [changed] = [cell for cell in other["cells"] if printed({"cells": [cell]})][:1]
    changed["outputs"][0]["text"] = ["another word\n"]

    assert differing(notebook, other) == ["".join(changed["source"])]


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("dies_of_memory", "its process was killed by SIGKILL, as Linux does when memory runs out"),
        ("dying_kernel", "its process ended with exit code 1"),
    ],
)
def test_a_kernel_that_dies_fails_at_the_same_cell(runs, name, end):
    """The warm engine adds how it died; what was said before is kept on both."""
    (stock, stock_failure), (warm, warm_failure) = runs["stock"][name], runs["warm"][name]
    words = "DeadKernelError: Kernel died"

    assert warm_failure == stock_failure.replace(words, f"{words}; {end}")
    assert printed(warm).startswith(printed(stock))


@pytest.mark.slow
def test_the_suite_runs_to_its_stored_outputs():
    """Byte for byte; a strict comparison holds the stored ones to kernels that Jupyter starts."""
    sources = suite()

    assert warm_up() is not None
    texts = run_all([Job(source) for source in sources], text_of)
    assert texts == [source.read_text(encoding="utf-8") for source in sources]
