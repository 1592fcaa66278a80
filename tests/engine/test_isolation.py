"""What one run does to its process reaches neither the next run nor the server."""

import os
import subprocess
import sys

import psutil
import pytest
from engines import NOTEBOOKS, notebook, printed, run

from analysis.engine.client import Wire
from analysis.engine.server import SharedServer

CHANCE = (
    "import random, uuid; import numpy as np\n"
    "print(random.random(), np.random.rand(), np.random.default_rng().random(), uuid.uuid4())"
)


def server_of(folder) -> int:
    """Return the process of the server that is reached."""
    line = Wire(SharedServer(), folder)
    pid = psutil.Process(line.process.pid).parents()[1].pid
    line.close()
    return pid


@pytest.fixture(scope="module")
def marks(runtime, tmp_path_factory):
    """What a notebook sees before and after one that leaves marks, on one server."""
    runs = []
    for name in ("shows_marks", "pollutes", "shows_marks"):
        folder = tmp_path_factory.mktemp(name)
        if not runs:
            server = server_of(folder)
        runs.append(run(NOTEBOOKS / f"{name}.ipynb", folder / "out.ipynb"))
    assert server_of(folder) == server
    return runs


def test_no_mark_reaches_the_next_run(marks):
    """Matplotlib, pandas, environment, folder, files, imports, patches, warnings, signals."""
    before, _, after = marks

    assert [cell.get("outputs") for cell in after["cells"]] == [
        cell.get("outputs") for cell in before["cells"]
    ]
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
    """The polluting notebook ran to its end, so the test before saw something."""
    counts = [cell.get("execution_count") for cell in marks[1]["cells"]]

    assert counts == [None, 1, 2, 3, 4]


def test_chance_is_each_run_s_own(runtime, tmp_path):
    """Python's and numpy's random numbers differ in two kernels forked from one server."""
    source = notebook(tmp_path / "chance.ipynb", CHANCE)
    first, second = (printed(run(source, tmp_path / "out.ipynb")).split() for _ in range(2))

    assert len(first) == len(second) == 4
    assert all(a != b for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize("named", [False, True])
def test_a_kernel_leaves_the_folder_of_ipython_and_its_name_alone(tmp_path, named):
    """It is made in a folder that lives for a moment, whether the environment names one or not."""
    home, before = tmp_path / "home", str(tmp_path / "mine") if named else None
    home.mkdir()
    environment = {name: os.environ[name] for name in os.environ if name != "IPYTHONDIR"}
    environment |= {"HOME": str(home)} | ({"IPYTHONDIR": before} if before else {})
    words = [
        *(sys.executable, "-c"),
        "import os; from analysis.engine.forkserver import load\n"
        "load(()); print(os.environ.get('IPYTHONDIR'))",
    ]
    said = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)

    assert said.stdout == f"{before}\n"
    assert not (home / ".ipython").exists() and not (tmp_path / "mine").exists()
