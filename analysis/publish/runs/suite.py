"""The suite: the reports of a folder, and their values checked before any runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from analysis.errors import ParameterError
from analysis.execute.parameters import read_parameters
from analysis.paths import NOTEBOOKS
from analysis.publish.runs.report import Report, prepare


def suite(folder: Path = NOTEBOOKS) -> list[Path]:
    """Return the reports: the notebooks of a folder with a `parameters` cell, by name.

    Raises
    ------
    ParameterError
        If there is none, or one declares its parameters wrongly.
    """
    found = [path for path in sorted(folder.glob("*.ipynb")) if read_parameters(path)]
    if not found:
        raise ParameterError(f"no notebook in {folder} has a `parameters` cell")
    return found


def prepare_suite(sources: list[Path], given: Mapping[str, object]) -> list[Report]:
    """Check the values of all reports before any runs.

    Parameters
    ----------
    sources : list of Path
    given : mapping
        Each value goes to the reports that declare its name.

    Raises
    ------
    ParameterError
        With every fault; one is a name that no report declares.
    """
    names = {source: [p.name for p in read_parameters(source)] for source in sources}
    known = sorted({name for declared in names.values() for name in declared})
    faults: dict[str, list[str]] = {
        f"no report has a parameter {name!r}; there are {', '.join(known)}": []
        for name in sorted(set(given) - set(known))
    }
    reports = []
    for source in sources:
        own = {name: value for name, value in given.items() if name in names[source]}
        try:
            reports.append(prepare(source, own))
        except ParameterError as refusal:
            for fault in str(refusal).splitlines():
                faults.setdefault(fault, []).append(source.name)
    if faults:
        lines = [
            f"{', '.join(where)}: {fault}" if where else fault for fault, where in faults.items()
        ]
        raise ParameterError("\n".join(lines))
    return reports
