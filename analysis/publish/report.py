"""One report: a notebook, the values it is run with, and the files that come of it.

The suite: the reports of a folder, and their values checked before any runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import ParameterError
from analysis.execute.execution import Job
from analysis.execute.parameters import (
    Parameter,
    Value,
    read_notebook,
    read_parameters,
)
from analysis.paths import MINE, NOTEBOOKS, ROOT, as_typed
from analysis.publish.page.colophon import Colophon, colophon_of, spell
from analysis.store.files import inside

if TYPE_CHECKING:
    from analysis.collection.collection import Collection

LONGEST_NAME = 120
"""Bytes of a file name we make up; file systems end at 255."""
UNSAFE = re.compile(r"\W+")
"""What does not stand in such a name; letters of any script do."""


@dataclass(frozen=True)
class Report:
    """A notebook and the values for it, all checked.

    Parameters
    ----------
    values : dict
        One for each declared name.
    data_version : str
        Of the collection among the values; empty if there is none.
    filled : frozenset of str
        Values that were left empty, as they are by default, and chosen by the collection.
    """

    source: Path
    declared: tuple[Parameter, ...]
    values: dict[str, Value]
    data_version: str = ""
    filled: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """What the command calls it: the bare name in the notebook folder, else the file's.

        In the project's own folder with the way from there, where the command is typed.
        """
        if self.source.parent == NOTEBOOKS:
            return self.source.stem
        own = self.source.parent == MINE
        return f"{MINE.name}/{self.source.name}" if own else self.source.name

    @property
    def colophon(self) -> Colophon:
        """What the foot of its page says."""
        return colophon_of(self.name, self.declared, self.values, data_version=self.data_version)

    def collection(self) -> Collection | None:
        """Return the collection as its values ask for it; None if they name none."""
        return collection_of(self.values)


def name_of(notebook: Path) -> str:
    """Name a notebook as a command does: by its bare name, or by its place in the project."""
    if notebook.parent == NOTEBOOKS:
        return notebook.stem
    return notebook.relative_to(ROOT).as_posix() if notebook.is_relative_to(ROOT) else notebook.name


def find_notebook(name: str, folder: Path = NOTEBOOKS) -> Path:
    """Return the notebook of a name such as `briefing`, or of a path.

    Raises
    ------
    ParameterError
        If there is none, with the nearest name.
    """
    path = as_typed(name if name.endswith(".ipynb") else folder / f"{name}.ipynb")
    if path.parent == Path() and not path.is_file():
        path = folder / path
    read_notebook(path)
    return path.resolve()


def default_output(report: Report, folder: Path) -> Path:
    """Name the file of a report by the values that differ from their defaults.

    What a file name cannot hold becomes a hyphen, so no value leads out of the folder.

    Examples
    --------
    >>> days = Parameter("days", int, 30, "length")
    >>> default_output(Report(Path("x.ipynb"), (days,), {"days": 7}), Path("/reports")).name
    'x--days-7.ipynb'
    """
    changed = [
        f"--{parameter.name}-{UNSAFE.sub('-', spell(report.values[parameter.name]))}"
        for parameter in report.declared
        if report.values[parameter.name] != parameter.default
        and parameter.name not in report.filled
    ]
    name = "".join([report.source.stem, *changed]).encode()[:LONGEST_NAME].decode(errors="ignore")
    return inside(folder, f"{name}.ipynb")


def collection_of(values: Mapping[str, Value]) -> Collection | None:
    """Return the collection as values ask for it; None if they name none."""
    if "collection" not in values:
        return None
    from analysis.collection.collection import OPTIONS, load_collection

    options = {name: values[name] for name in OPTIONS if name in values}
    return load_collection(str(values["collection"]), **options)


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


@dataclass(frozen=True)
class Task(Job):
    """A notebook to run, and the place of its page.

    Parameters
    ----------
    address : str
        Of the page within the site; also that of `partial`, with another ending.
    """

    address: str = field(default="", kw_only=True)


def as_of_all(tasks: Iterable[Task]) -> str:
    """Return the day as of which all reports of a site are made; empty for none."""
    return max((str(task.values.get("as_of", "")) for task in tasks), default="")


@dataclass(frozen=True)
class SiteForm:
    """How a site is put out.

    Parameters
    ----------
    base_url : str
        Where it will stand on the web (`colophon.checked_base`). Links between pages stay relative
        either way; previews and feed are absolute only with it.
    pdf : bool
        Whether each report is printed to a PDF as well, which needs Chromium.
    """

    base_url: str = ""
    pdf: bool = False

    @property
    def options(self) -> list[str]:
        """What of it is typed on the command line."""
        base = ["--base-url", self.base_url] if self.base_url else []
        return [*base, *(["--pdf"] if self.pdf else [])]
