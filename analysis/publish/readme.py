"""What code writes into the project's own files: figure, answer, map, sources, catalogue, schema.

A part stands between `<!-- name -->` and `<!-- /name -->`; all between the two is replaced, so that
no result is typed.

>>> fill("<!-- answer -->\\nold\\n<!-- /answer -->", {"answer": "new"})
'<!-- answer -->\\nnew\\n<!-- /answer -->'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from analysis import reports
from analysis.collection.collection import collection_of
from analysis.collection.comparison import Briefing, brief
from analysis.data.intake.declaration import schema_text
from analysis.data.intake.mapping import SCHEMA
from analysis.data.raw import read_origin
from analysis.errors import AnalysisError
from analysis.execute.execution import as_text, settled
from analysis.execute.parameters import read_notebook, suite
from analysis.figures.figure import Figure
from analysis.paths import NOTEBOOKS, RAW, ROOT
from analysis.publish.report import prepare
from analysis.ratios.catalogue import Entry, read_catalogue
from analysis.store.files import write_bytes
from analysis.terms import AT_ONCE, STATUSES

README = ROOT / "README.md"
METHOD = ROOT / "docs" / "method.md"
INDEX = NOTEBOOKS / "index.ipynb"
PICTURE = ROOT / "docs" / "figures" / "briefing.svg"
PICTURE_LINK = PICTURE.relative_to(ROOT).as_posix()


def refresh_readme() -> list[Path]:
    """Write the marked parts of README, method page and index of notebooks, picture and schema.

    A desk has no README, so in a desk there is nothing to write.

    Returns
    -------
    list of Path
        The files that changed.

    Raises
    ------
    AnalysisError
        If a marker is missing or a file cannot be written; each file is whole either way.
    """
    if not README.is_file():
        return []
    wanted = {
        PICTURE: picture().svg(),
        README: render_readme(README.read_text(encoding="utf-8")).encode(),
        METHOD: render_method(METHOD.read_text(encoding="utf-8")).encode(),
        INDEX: render_index(INDEX).encode(),
        SCHEMA: schema_text().encode(),
    }
    stale = [path for path in wanted if not path.is_file() or path.read_bytes() != wanted[path]]
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    for path in stale:
        write_bytes(path, wanted[path])
    return stale


def render_readme(text: str) -> str:
    """Return the README with figure, answer, map of notebooks and sources as of now."""
    links = ((path, path.relative_to(ROOT).as_posix()) for path in suite())
    parts = {
        "figure": f"![{_plain(picture().alt)}]({PICTURE_LINK})",
        "answer": _answer(),
        "map": "\n".join(f"- [{p.stem}]({link}): {_plain(title_of(p))}" for p, link in links),
        "data": "\n".join([_holdings(), "", *map(_source_line, _folders())]),
    }
    return fill(text, parts)


def render_method(text: str) -> str:
    """Return the method page with the catalogue and the statuses as of now."""
    return fill(text, {"catalogue": _catalogue(), "statuses": _statuses()})


def render_index(notebook: Path) -> str:
    """Return the notebook that leads to the others, its marked parts as of now."""
    from nbformat import from_dict

    read = read_notebook(notebook)
    parts = {"holdings": _holdings(), "reading": _reading()}
    for cell in read["cells"]:
        source = "".join(cell["source"])
        own = {name: said for name, said in parts.items() if f"<!-- {name} -->" in source}
        cell["source"] = fill(source, own)
    return as_text(settled(from_dict(read), [cell.get("id") for cell in read["cells"]]))


def picture() -> Figure:
    """Draw the figure that the briefing leads with, for its default day."""
    return reports.briefing.wars_figure(default_day())


def default_day() -> Briefing:
    """Return the day, area and speaker that the briefing's parameters name."""
    report = prepare(NOTEBOOKS / "briefing.ipynb", {})
    asked = {name: str(value) for name, value in report.values.items() if name in AT_ONCE}
    return brief(collection_of(report.values), **asked)


def fill(text: str, parts: Mapping[str, str]) -> str:
    """Put each part between its two markers.

    Raises
    ------
    AnalysisError
        If a part does not have exactly one pair of markers.
    """
    for name, content in parts.items():
        start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        if text.count(start) != 1 or text.count(end) != 1 or text.index(start) > text.index(end):
            raise AnalysisError(f"the text needs one pair of {start} and {end}, in this order")
        before, rest = text.split(start)
        text = f"{before}{start}\n{content}\n{end}{rest.split(end)[1]}"
    return text


def title_of(notebook: Path) -> str:
    """Return the title of a notebook: its first heading."""
    prose = (c["source"] for c in read_notebook(notebook)["cells"] if c["cell_type"] == "markdown")
    lines = (line for source in prose for line in "".join(source).splitlines())
    return next(line.removeprefix("# ") for line in lines if line.startswith("# "))


def _answer() -> str:
    day = default_day()
    parts = (
        reports.briefing.heading,
        reports.briefing.headline,
        reports.briefing.beside_reviews,
        reports.history.place_of_day,
    )
    return _by_line(" ".join(say_of(day).text for say_of in parts))


def _reading() -> str:
    """List the notebooks in reading order: the explorer, which needs no other, comes first."""
    ordered = sorted(suite(), key=lambda path: path.stem != "explore")
    lines = (f"[{path.stem}]({path.name}): {_plain(title_of(path))}" for path in ordered)
    return "\n".join(f"- {line}" for line in lines)


def _holdings() -> str:
    held = default_day().collection
    return _by_line((reports.holdings.in_words(held) + reports.holdings.left_out(held)).text)


def _folders() -> list[Path]:
    """Return the folders with raw tables, collections and their company before our own words."""
    folders = {sidecar.parent for sidecar in RAW.rglob("*.origin.yml")}
    return sorted(folders, key=lambda folder: (folder == RAW, folder))


def _source_line(folder: Path) -> str:
    sidecars = {path.name.removesuffix(".origin.yml") for path in folder.glob("*.origin.yml")}
    tables = (path for path in sorted(folder.iterdir()) if path.stem in sidecars)
    origins = [read_origin(path) for path in tables]
    titles_told = _plain("; ".join(origin.title for origin in origins))
    makers = _plain(", ".join(sorted({f"{o.producer}, {o.licence}" for o in origins})))
    place = folder.relative_to(ROOT).as_posix()
    return f"- [{place}]({place}): {titles_told} ({makers})."


def _catalogue() -> str:
    entries = read_catalogue().values()
    head = "| no. | name | read as | must agree | over days |\n|---|---|---|---|---|"
    tempting = "| | name | read as | must agree | over days |\n|---|---|---|---|---|"
    return "\n".join(
        [
            head,
            *(_entry_row(entry, str(entry.number)) for entry in entries if entry.number),
            "",
            "Pairings that tempt, and may not be divided:",
            "",
            tempting,
            *(_entry_row(entry, "") for entry in entries if not entry.number),
        ]
    )


def _entry_row(entry: Entry, number: str) -> str:
    days = "" if entry.aggregate == "none" else "ratio of sums"
    agree = ", ".join(entry.must_agree) or "read off ratios already computed"
    cells = (number, f"`{entry.name}`", _plain(entry.read_as), agree, days)
    return f"| {' | '.join(cells)} |"


def _statuses() -> str:
    rows = [f"| `{status}` | {_plain(meaning)} |" for status, meaning in STATUSES.items()]
    return "\n".join(["| status | when |\n|---|---|", *rows])


def _by_line(text: str) -> str:
    """Write one sentence a line, so that a change of one figure is a change of one line."""
    return re.sub(r"(?<=[.?!]) (?=[A-Z0-9])", "\n", _plain(text))


def _plain(text: str) -> str:
    r"""Escape what Markdown would take for markup.

    >>> _plain("a|b [1] *")
    'a\\|b \\[1\\] \\*'
    """
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)
