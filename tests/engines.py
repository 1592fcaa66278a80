"""Running notebooks on either engine, and looking at what came of it."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.publish.runner import CHOICE, Job, run_stream, text_of

NOTEBOOKS = Path(__file__).parent / "notebooks"
RANDOM = re.compile(r"ipykernel_\d+|[0-9a-f]{32}")
"""What differs between two runs of one engine: a process in a path, the name of a widget."""


def run_on(engine: str, names: list[str], folder: Path) -> dict[str, tuple[dict, str]]:
    """Run test notebooks on `stock` or `warm`; return each as far as it came, and its failure."""
    sources = [NOTEBOOKS / f"{name}.ipynb" for name in names]
    jobs = [Job(source, partial=folder / engine / source.name) for source in sources]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CHOICE, engine)
        # With it Jupyter's kernel leaves out what goes past Python.
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)
        outcomes = list(run_stream(jobs, text_of))
    return {
        outcome.job.name: (
            json.loads(outcome.result or outcome.job.partial.read_text(encoding="utf-8")),
            str(outcome.failure or "").replace(str(folder / engine), "FOLDER"),
        )
        for outcome in outcomes
    }


def differing(one: dict, other: dict) -> list[str]:
    """Return the sources of the cells that differ in anything but what is random."""
    pairs = zip(one["cells"], other["cells"], strict=True)
    return ["".join(a["source"]) for a, b in pairs if masked(a) != masked(b)]


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
