"""Who takes part: each a name, a command line and the environment it runs in.

A command that does not exist here is not an error: its entrant says so and stands aside.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analysis.paths import ROOT
from benchmarks.contest import Entrant

CORE, PLOOMBER, DEV = ".venv-bench", ".venv-bench-ploomber", ".venv"
"""Environments: the product alone, the same with ploomber-engine, and with what develops it."""
AT_ONCE = 2
"""Reports at one time, for whoever can run several."""


@dataclass(frozen=True)
class Bench:
    """Where commands run, and on what.

    Parameters
    ----------
    notebooks : dict
        From `workloads.write_workloads`.
    """

    notebooks: Mapping[str, Path]

    def shell(
        self, name: str, environment: str, command: str, *, missing: str = "", once: bool = False
    ) -> Entrant:
        """Return an entrant that is a command of the shell, in a folder of its own.

        In the command stand {light}, {full}, {heavy}, {one} for the notebooks, {out} for the
        folder.
        """
        missing = missing or ("" if folder_of(environment).is_dir() else f"no {environment}")

        def run() -> float:
            with tempfile.TemporaryDirectory(prefix="bench-") as out:
                return seconds_of(filled(command, out=out, **self.notebooks), environment, out)

        return Entrant(name, run, missing, once)

    def ours(
        self,
        notebook: str,
        values: Sequence[Mapping[str, object]],
        at_once: int = AT_ONCE,
        read: Callable[[float, dict], float] = lambda whole, said: whole,
    ) -> float:
        """Run our runner as a process; return what `read` makes of its seconds and its words."""
        with tempfile.TemporaryDirectory(prefix="bench-") as out:
            words = [str(self.notebooks[notebook]), out, "--at-once", str(at_once)]
            began = time.perf_counter()
            said = asked("benchmarks.ours", *words, "--values", json.dumps(list(values)))
            return read(time.perf_counter() - began, said)


def filled(command: str, **places: object) -> str:
    """Put the places into a command; what xargs is to fill stays.

    >>> filled("papermill {light} {out}/{}.ipynb", light="a b.ipynb", out="/x")
    "papermill 'a b.ipynb' /x/{}.ipynb"
    """
    for name, place in places.items():
        command = command.replace(f"{{{name}}}", shlex.quote(str(place)))
    return command


def each(words: Sequence[str], command: str, at_once: int = AT_ONCE) -> str:
    """Return a command for each of some words, so many at once, as a shell user writes it.

    >>> each(["a", "b"], "echo {}")
    "printf '%s\\\\n' a b | xargs -P 2 -I{} sh -c 'echo {}'"
    """
    listed = " ".join(map(shlex.quote, words))
    return f"printf '%s\\n' {listed} | xargs -P {at_once} -I{{}} sh -c {shlex.quote(command)}"


def folder_of(environment: str) -> Path:
    """Return where the commands of an environment lie."""
    return ROOT / environment / "bin"


def variables(environment: str) -> dict[str, str]:
    """Return the variables of a shell in which an environment is active, and no other."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    path = f"{folder_of(environment)}:{kept.get('PATH', '')}"
    return kept | {"PATH": path, "JUPYTER_PREFER_ENV_PATH": "1", "PYTHONPATH": str(ROOT)}


def seconds_of(command: str, environment: str, folder: str) -> float:
    """Run a command of the shell to its end and return the seconds it took.

    Raises
    ------
    subprocess.CalledProcessError
        If it fails: what does no work is not compared.
    """
    began = time.perf_counter()
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder,
        env=variables(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.perf_counter() - began
    _refuse_failed(done)
    return took


def asked(module: str, *words: str, environment: str = CORE) -> dict:
    """Run a module of ours as a process and return the JSON that it prints last."""
    command = [str(folder_of(environment) / "python"), "-m", module, *words]
    done = subprocess.run(
        command, cwd=ROOT, env=variables(environment), capture_output=True, text=True, check=False
    )
    _refuse_failed(done)
    return json.loads(done.stdout.splitlines()[-1])


def _refuse_failed(done: subprocess.CompletedProcess[str]) -> None:
    try:
        done.check_returncode()
    except subprocess.CalledProcessError as failure:
        failure.add_note(done.stderr[-2000:])
        raise


@cache
def missing_option(option: str, environment: str = CORE) -> str:
    """Say that `reportedly publish` has no such option here; nothing, if it has."""
    command = [str(folder_of(environment) / "python"), "-m", "analysis", "publish", "--help"]
    wide = variables(environment) | {"COLUMNS": "200"}
    told = subprocess.run(command, cwd=ROOT, env=wide, capture_output=True, text=True, check=False)
    return "" if option in told.stdout else f"`reportedly publish` has no {option} here"


@cache
def missing_engine(name: str = "warm") -> str:
    """Say that papermill knows no such engine here; nothing, if it does."""
    code = (
        "from importlib.metadata import entry_points as e; "
        "print([p.name for p in e(group='papermill.engine')])"
    )
    command = [str(folder_of(CORE) / "python"), "-c", code]
    told = subprocess.run(command, env=variables(CORE), capture_output=True, text=True, check=False)
    return "" if f"'{name}'" in told.stdout else f"papermill has no engine {name} here"
