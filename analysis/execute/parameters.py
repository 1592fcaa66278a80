"""What a reader may vary in a notebook: the cell tagged `parameters`, read and checked.

Each parameter is declared once, there: a literal, its type, and a comment that is its help.

    stated_on: str = "2023-03-18"  # day of the announcement, YYYY-MM-DD

Papermill itself ignores unknown names, checks no type and reads `007` as 7; so names and values
are checked here before it is called.

Defaults that follow a collection: a day, speaker or area of another one would say nothing.
"""

from __future__ import annotations

import ast
import io
import json
import math
import re
import shlex
import tokenize
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.data.inputs import misleading_signs
from analysis.errors import ParameterError
from analysis.paths import MINE, NOTEBOOKS, ROOT, as_typed
from analysis.settings import RULES_VERSION
from analysis.terms import MEANINGS

KINDS: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
LONGEST = 1000
"""Characters of a value; the longest real one is a name."""
WRITTEN = {
    int: (r"[+-]?[0-9]{1,18}", "a whole number such as 3"),
    float: (
        r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?",
        "a finite number such as 0.5",
    ),
    bool: (r"true|false", "true or false"),
    str: (r".*", "text"),
}
"""What each type looks like on a command line, and is called."""

Value = str | int | float | bool


@dataclass(frozen=True)
class Parameter:
    """One line of a `parameters` cell.

    Parameters
    ----------
    kind : type
        str, int, float or bool.
    help : str
        The trailing comment.
    """

    name: str
    kind: type
    default: Value
    help: str


@dataclass(frozen=True)
class Colophon:
    """How a page was made.

    Parameters
    ----------
    parameters : str
        The values in a sentence.
    command : str
        What makes the page again.
    data_version : str
        Of the collection; empty if the report names none.
    """

    parameters: str
    command: str
    data_version: str = ""
    rules_version: str = RULES_VERSION


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
        """How it is made.

        >>> Report(NOTEBOOKS / "03_reference.ipynb", (), {}).colophon.command
        'reportedly run 03_reference'
        """
        again = command("run", self.name, values=self.values)
        return Colophon(sentence(self.declared, self.values), again, self.data_version)


def read_notebook(path: Path) -> dict:
    """Read a notebook's JSON as it stands.

    Raises
    ------
    ParameterError
        If there is none, or the file is something else.
    """
    if not path.is_file():
        beside = sorted(other.name for other in path.parent.glob("*.ipynb"))
        hint = ", ".join(_nearest(path.name, beside) or beside) or "no notebook at all"
        raise ParameterError(f"no notebook {path.name} in {path.parent}; there is {hint}")
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise ParameterError(f"{path.name} cannot be read as a notebook: {fault}") from fault
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise ParameterError(f"{path.name} is not a notebook of format 4: it has no list of cells")
    return notebook


def read_parameters(path: Path) -> list[Parameter]:
    """Read what a notebook declares.

    Parameters
    ----------
    path : Path
        A notebook.

    Returns
    -------
    list of Parameter
        In the order of the cell; empty if no cell has the tag.

    Raises
    ------
    ParameterError
        With every line that declares no parameter, and why.
    """
    cells = [cell for cell in read_notebook(path)["cells"] if is_tagged(cell, "parameters")]
    if len(cells) > 1:
        raise ParameterError(f"{path.name}: {len(cells)} cells are tagged `parameters`, not one")
    return declared_in("".join(cells[0]["source"]), path.name) if cells else []


def is_tagged(cell: Mapping, tag: str) -> bool:
    """Say whether a cell carries a tag."""
    return tag in cell.get("metadata", {}).get("tags", [])


def declared_in(source: str, where: str) -> list[Parameter]:
    """Read the declarations of one cell.

    Parameters
    ----------
    where : str
        Name of the notebook, for the message.

    Raises
    ------
    ParameterError
        As `read_parameters`.

    Examples
    --------
    >>> declared_in("cap: float = 0.1  # largest half-width, a share", "02_ratios.ipynb")
    [Parameter(name='cap', kind=<class 'float'>, default=0.1, help='largest half-width, a share')]
    """
    try:
        statements = ast.parse(source).body
    except SyntaxError as fault:
        raise ParameterError(f"{where}, `parameters` cell, line {fault.lineno}: {fault.msg}") from (
            fault
        )
    lines = source.splitlines()
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    helps = {t.start[0]: t.string.lstrip("# ") for t in tokens if t.type == tokenize.COMMENT}
    on_line = Counter(statement.lineno for statement in statements)
    found: dict[str, Parameter] = {}
    faults: list[str] = []
    for statement in statements:
        line = statement.lineno
        try:
            if on_line[line] > 1 or statement.end_lineno != line:
                raise ParameterError("a parameter has one line, and that to itself")
            declared = _declared(statement, lines[line - 1], helps.get(line, ""))
            if declared.name in found:
                raise ParameterError(f"{declared.name} is declared twice")
            found[declared.name] = declared
        except ParameterError as fault:
            faults.append(f"{where}, `parameters` cell, line {line}: {fault}")
    if faults:
        raise ParameterError("\n".join(faults))
    return list(found.values())


def parse_assignments(assignments: Iterable[str]) -> dict[str, str]:
    """Split `name=value` as typed on a command line; the value stays text.

    Raises
    ------
    ParameterError
        If a name is missing or given twice.

    Examples
    --------
    >>> parse_assignments(["stated_on=2023-03-12", "note=a=b"])
    {'stated_on': '2023-03-12', 'note': 'a=b'}
    """
    given: dict[str, str] = {}
    faults = []
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals or not name.isidentifier():
            faults.append(f"{assignment!r} is not of the form name=value")
        elif name in given:
            faults.append(f"{name} is given twice")
        given[name] = value
    if faults:
        raise ParameterError("\n".join(faults))
    return given


def check_values(declared: Iterable[Parameter], given: Mapping[str, object]) -> dict[str, Value]:
    """Set given values beside the declared defaults, each of its declared type.

    Parameters
    ----------
    given : mapping
        From name to a value of the declared type, or to text as typed on a command line. Text
        is taken as it stands for a str, and must spell a value of any other type.

    Returns
    -------
    dict
        A value for every declared name, in the order declared.

    Raises
    ------
    ParameterError
        With every fault: a name that is not declared, with the nearest that is; text that does
        not spell the type; a float that is not finite; a character that cannot be shown.

    Examples
    --------
    >>> days = Parameter("days", int, 30, "length of the series")
    >>> check_values([days], {"days": "7"})
    {'days': 7}
    """
    known = {parameter.name: parameter for parameter in declared}
    values = {name: parameter.default for name, parameter in known.items()}
    faults = []
    for name, value in given.items():
        try:
            if name not in known:
                close = "".join(f"; the nearest is {near}" for near in _nearest(name, known))
                there = ", ".join(f"{p.name} ({p.kind.__name__})" for p in known.values())
                raise ParameterError(
                    f"there is no parameter {name!r}{close}. Declared: {there or 'none'}"
                )
            values[name] = _coerced(known[name], value)
        except ParameterError as fault:
            faults.append(str(fault))
    if faults:
        raise ParameterError("\n".join(faults))
    return values


def _declared(statement: ast.stmt, line: str, comment: str) -> Parameter:
    if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
        raise ParameterError(f"{line.strip()!r} is not of the form name: type = literal  # help")
    name = statement.target.id
    kind = KINDS.get(getattr(statement.annotation, "id", ""))
    if kind is None:
        raise ParameterError(f"the type of {name} is not one of {', '.join(KINDS)}")
    try:
        default = ast.literal_eval(statement.value)
    except (ValueError, TypeError):
        raise ParameterError(
            f"{name} is not a literal; a value derived here would not follow an override"
        ) from None
    if type(default) is not kind or default in (math.inf, -math.inf):
        raise ParameterError(f"the literal of {name} is not {WRITTEN[kind][1]}")
    if not comment:
        raise ParameterError(f"{name} has no comment to say what it is")
    # papermill's own help skips a line with a second equals sign.
    if line.count("=") > 1:
        raise ParameterError(f"a second = stands in the line of {name}")
    return Parameter(name, kind, default, comment)


def _nearest(name: str, choices: Iterable[str]) -> list[str]:
    # Imported only for a refusal: it brings pandas, which a run without faults need not load.
    from analysis.data.names import nearest

    return nearest(name, choices, most=1)


def _coerced(parameter: Parameter, value: object) -> Value:
    name, kind = parameter.name, parameter.kind
    spelling, wanted = WRITTEN[kind]
    if isinstance(value, str):
        shown = value if len(value) <= 60 else value[:57] + "…"
        if len(value) > LONGEST:
            raise ParameterError(f"{name} is {shown!r}: longer than {LONGEST} characters")
        if not value.isprintable():
            raise ParameterError(f"{name} is {shown!r}: a character in it cannot be shown")
        if misled := next(misleading_signs(value), None):
            raise ParameterError(f"{name} is {shown!r}: {misled[1]}")
        if not re.fullmatch(spelling, value):
            raise ParameterError(f"{name} is {shown!r}, not {wanted}")
        value = value == "true" if kind is bool else kind(value)
    elif kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind or (kind is float and not math.isfinite(value)):
        raise ParameterError(f"{name} is {value!r}, not {wanted}")
    return value


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


def heading_of(source: Path) -> str:
    """Return the first heading of a notebook's prose; its name if it has none."""
    cells = read_notebook(source)["cells"]
    prose = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    lines = (line for text in prose for line in text.splitlines() if line.startswith("#"))
    return next(lines, source.stem).lstrip("#").strip() or source.stem


def following(declared: Iterable[Parameter], given: Mapping[str, object]) -> dict[str, object]:
    """Leave empty what is not given if another collection is; `default_values` then chooses.

    >>> collection = Parameter("collection", str, "bakhmut-2023", "folder")
    >>> speaker = Parameter("speaker", str, "serhii_cherevatyi", "who")
    >>> following([collection, speaker], {"collection": "desk"})
    {'speaker': '', 'collection': 'desk'}
    """
    defaults = {parameter.name: parameter.default for parameter in declared}
    if given.get("collection", defaults.get("collection")) == defaults.get("collection"):
        return dict(given)
    others = [name for name in defaults if name in MEANINGS and MEANINGS[name].follows]
    return dict.fromkeys(others, "") | dict(given)


def sentence(declared: Iterable[Parameter], values: Mapping[str, Value]) -> str:
    """Say with which values a page was made, each with its help.

    >>> sentence([Parameter("days", int, 30, "length of the series")], {"days": 7})
    'Made with days 7 (length of the series).'
    """
    told = [f"{p.name} {spell(values[p.name]) or 'empty'} ({p.help})" for p in declared]
    return f"Made with {'; '.join(told)}." if told else "Made without parameters."


def command(*words: str, values: Mapping[str, Value]) -> str:
    """Return a command of ours, quoted for a shell.

    >>> command("run", "briefing", values={"stated_on": "2023-03-12", "speaker": "Eastern Group"})
    "reportedly run briefing -p stated_on=2023-03-12 -p 'speaker=Eastern Group'"
    """
    given = [word for name, value in values.items() for word in ("-p", f"{name}={spell(value)}")]
    return shlex.join(["reportedly", *words, *given])


def spell(value: Value) -> str:
    """Write a value as it is typed on a command line.

    >>> spell(True), spell(0.5), spell("007")
    ('true', '0.5', '007')
    """
    return str(value).lower() if isinstance(value, bool) else str(value)
