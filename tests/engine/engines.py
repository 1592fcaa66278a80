"""Running notebooks by papermill on either engine, and looking at what came of it."""

import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import papermill
import pytest
from nbformat import v4, write
from traitlets.config import Config

from analysis.engine.client import PatientManager

NOTEBOOKS = Path(__file__).parent / "notebooks"
RANDOM = re.compile(r"ipykernel_\d+|[0-9a-f]{32}")
"""What differs between two runs of one engine: a process in a path, the name of a widget."""
KERNEL = {"name": "python3", "language": "python", "display_name": "Python 3"}
STREAMS = (
    "import sys, time\nfor day in range(3):\n    print('day', day, flush=True); time.sleep(0.05)",
    "print('a warning', file=sys.stderr)",
)
DYING = ("print('before')", "import os; os._exit(1)")
FAILING = ("print('before')", "1 / 0", "print('after')")


def notebook(path: Path, *cells: str, parameters: str = "") -> Path:
    """Write a notebook of some cells of code, behind one with parameters; return where it is."""
    made = [v4.new_code_cell(cell) for cell in cells]
    if parameters:
        made.insert(0, v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    write(v4.new_notebook(cells=made, metadata={"kernelspec": KERNEL}), path)
    return path


def run(source: Path, output: Path, engine: str = "warm", **more: object) -> dict:
    """Run a notebook on `stock` or `warm`; return what papermill wrote.

    Beside the output, which is there if the run fails as well, lies nothing: a notebook works in
    a folder of its own.
    """
    place = output.parent / "0"
    place.mkdir(exist_ok=True)
    options = {"progress_bar": False, "cwd": str(place), **more}
    if engine == "stock":
        # Kernels that start at one time may choose one port, and then a run waits for ever.
        connection = f"{os.environ['XDG_RUNTIME_DIR']}/stock.json"
        manager = {"transport": "ipc", "connection_file": connection}
        patient = {"kernel_manager_class": PatientManager}
        options["config"] = Config({"KernelManager": manager, "NotebookClient": patient})
    else:
        options["engine_name"] = engine
    with pytest.MonkeyPatch.context() as patch:
        # With it Jupyter's kernel leaves out what goes past Python.
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)
        papermill.execute_notebook(str(source), str(output), **options)
    return read(output)


def read(output: Path) -> dict:
    """Read a notebook as JSON."""
    return json.loads(output.read_text(encoding="utf-8"))


def differing(one: dict, other: dict) -> list[str]:
    """Return the sources of the cells that differ in anything but what is random."""
    pairs = zip(one["cells"], other["cells"], strict=True)
    return ["".join(a["source"]) for a, b in pairs if comparable(a) != comparable(b)]


def comparable(cell: dict) -> str:
    """Return what a cell has come to; where its text was cut, and when, is a matter of timing."""
    outputs: list[dict] = []
    for output in cell.get("outputs", []):
        name = output.get("name")
        if name and outputs and outputs[-1].get("name") == name:
            outputs[-1] = {**output, "text": [*outputs[-1]["text"], *output["text"]]}
        else:
            outputs.append(output)
    whole = [
        output | {"text": "".join(output["text"])} if "text" in output else output
        for output in outputs
    ]
    tags = cell["metadata"].get("tags")
    return masked([cell["source"], tags, cell.get("execution_count"), whole])


def masked(value: object) -> str:
    """Return a value as text, what is random in it taken out."""
    return RANDOM.sub("", json.dumps(value))


def printed(notebook: dict) -> str:
    """Return what the cells of a notebook printed."""
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return "".join("".join(output.get("text", "")) for output in outputs)


def gone(pid: int) -> bool:
    """Tell whether a process has ended, or only waits for its parent to take note."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


def wait_until(true: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Wait for something to become so; tell whether it did."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()
