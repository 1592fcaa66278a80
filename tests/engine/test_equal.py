"""What a forked kernel says equals what a kernel says that Jupyter started, cell by cell."""

import copy
from functools import cache

import pytest
from engines import (
    DYING,
    FAILING,
    NOTEBOOKS,
    STREAMS,
    differing,
    masked,
    notebook,
    printed,
    read,
    run,
)
from nbclient.exceptions import DeadKernelError

from analysis.engine.client import Wire
from analysis.engine.server import SharedServer

KILLED = ("print('before', flush=True)", "import os; os.kill(os.getpid(), 9)", "print('never')")
CELLS = {"streams": STREAMS, "failing": FAILING, "dying": DYING, "killed": KILLED}
FAILURES = {
    "torture": "PapermillExecutionError",
    "failing": "PapermillExecutionError",
    "dying": "DeadKernelError: Kernel died",
    "killed": "DeadKernelError: Kernel died",
}


@pytest.fixture(scope="module")
def ran(runtime, tmp_path_factory):
    """Run a notebook on an engine, once; give what it wrote, and its failure."""
    folder = tmp_path_factory.mktemp("engines")

    @cache
    def by(engine: str, name: str) -> tuple[dict, str]:
        source, failure = NOTEBOOKS / f"{name}.ipynb", ""
        if name in CELLS:
            source = notebook(folder / f"{name}.ipynb", *CELLS[name])
        output = folder / engine / "out.ipynb"
        output.parent.mkdir(exist_ok=True)
        try:
            run(source, output, engine)
        except Exception as raised:
            failure = f"{type(raised).__name__}: {raised}"
        return read(output), failure

    return by


@pytest.mark.slow
@pytest.mark.parametrize("name", ["torture", "shows_marks", "streams", "failing"])
def test_every_cell_is_equal(ran, name):
    """Outputs, their order, tags, execution counts, and the words of the failure."""
    (stock, stock_failure), (warm, warm_failure) = ran("stock", name), ran("warm", name)

    assert differing(stock, warm) == []
    assert stock_failure == warm_failure
    assert warm_failure.partition(":")[0] == FAILURES.get(name, "")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dying", "killed"])
def test_a_kernel_that_dies_fails_at_the_same_cell(ran, name):
    """What was said before is kept on both; Jupyter's kernel may be gone before it is heard."""
    (stock, stock_failure), (warm, warm_failure) = ran("stock", name), ran("warm", name)

    assert warm_failure == stock_failure == FAILURES[name]
    assert printed(warm).startswith(printed(stock))


@pytest.mark.slow
def test_widgets_and_metadata_are_stored_alike(ran):
    """The static form of widgets, the language, and a record of the run."""
    stock, warm = (ran(engine, "torture")[0]["metadata"] for engine in ("stock", "warm"))

    [sliders] = {"".join(widgets_of(each)).count("IntSliderModel") for each in (stock, warm)}
    assert sliders == 2
    assert widgets_of(warm) == widgets_of(stock)
    assert warm["language_info"] == stock["language_info"]
    assert warm["papermill"].keys() == stock["papermill"].keys()


def widgets_of(metadata: dict) -> list[str]:
    """Return the state of each widget of a notebook, its random name taken out."""
    [held] = metadata["widgets"].values()
    return sorted(map(masked, held["state"].values()))


def test_the_torture_reached_its_end(ran):
    """It holds what was to be tried, and no cell of it went unrun."""
    cells = ran("warm", "torture")[0]["cells"]
    counts = [cell["execution_count"] for cell in cells if cell["cell_type"] == "code"]

    assert len(counts) > 60
    assert counts == list(range(1, len(counts) + 1))


def test_the_comparison_can_fail(ran):
    """A changed letter of an output is a difference, and names the cell."""
    whole, _ = ran("warm", "streams")
    other = copy.deepcopy(whole)
    [changed] = [cell for cell in other["cells"] if printed({"cells": [cell]})][:1]
    changed["outputs"][0]["text"] = ["another word\n"]

    assert differing(whole, other) == ["".join(changed["source"])]


@pytest.mark.parametrize(
    ("cells", "end"),
    [
        (KILLED, "its process was killed by SIGKILL, as Linux does when memory runs out"),
        (DYING, "its process ended with exit code 1"),
    ],
)
def test_a_kernel_that_dies_says_how(runtime, tmp_path, cells, end):
    """To whoever holds it; what was printed before is kept, and the next run has a kernel."""
    line = Wire(SharedServer(), tmp_path)
    output = tmp_path / "out.ipynb"
    with pytest.raises(DeadKernelError, match=r"^Kernel died$"):
        run(notebook(tmp_path / "in.ipynb", *cells), output, line=line)

    assert (line.alive, line.died) == (False, end)
    line.close()
    assert printed(read(output)) == "before\n"
    assert printed(run(notebook(tmp_path / "in.ipynb", "print(193)"), output)) == "193\n"
