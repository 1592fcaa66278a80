"""One report: a notebook, the values that it runs with, its run, and the files that come of it.

The values of all reports are checked before any runs. A report of one's own begins as a copy of a
template, with a test beside it that asks what is wrong with it.

What reports say is written into the project's own files, too: between `<!-- name -->` and
`<!-- /name -->` stands what code put there, so that no result is typed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.collection.choices import check_choices, check_fixed
from analysis.collection.collection import collection_of
from analysis.data.places import collection_homes
from analysis.data.raw import read_origin
from analysis.errors import AnalysisError, ParameterError
from analysis.execute.execution import Job, as_text, errors_printed, idle, settled
from analysis.execute.parameters import (
    Report,
    check_values,
    find_notebook,
    following,
    read_notebook,
    read_parameters,
    spell,
    suite,
)
from analysis.paths import MINE, NOTEBOOKS, RAW, ROOT
from analysis.publish.runner import run_all, text_of
from analysis.store.files import inside, plainly, write_bytes, write_text
from analysis.terms import AT_ONCE, STATUSES

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from analysis.collection.comparison import Briefing
    from analysis.figures.figure import Figure
    from analysis.publish.page.exporter import Page

LONGEST_NAME = 120
"""Bytes of a file name we make up; file systems end at 255."""
UNSAFE = re.compile(r"\W+")
"""What does not stand in such a name; letters of any script do."""
TEMPLATE = Path(__file__).with_name("own_report.json")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,60}")
TEST = '''\
"""The report {name}: it runs, its numbers have receipts, its figures have words."""

from pathlib import Path

from analysis.publish.report import faults_of

REPORT = Path(__file__).with_name("{name}.ipynb")


def test_the_report_holds():
    """Also after the collection has moved; name values to run it with others."""
    assert faults_of(REPORT) == []
'''


def default_output(report: Report, folder: Path) -> Path:
    """Name the file of a report by the values that differ from their defaults.

    What a file name cannot hold becomes a hyphen, so no value leads out of the folder.

    Examples
    --------
    >>> from analysis.execute.parameters import Parameter
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


def prepare(source: Path, given: Mapping[str, object]) -> Report:
    """Check everything about a report that can be known before it runs.

    Parameters
    ----------
    given : mapping
        Values by name; text as typed, or of the declared type. The others keep their default.

    Raises
    ------
    ParameterError
        If a name, a type or a meaning is wrong.
    RawDataError
        If the collection it names is refused.
    """
    declared = tuple(read_parameters(source))
    values = check_values(declared, following(declared, given))
    if not values:
        return Report(source, declared, values)
    check_fixed(values)
    collection = collection_of(values)
    if collection is None:
        return Report(source, declared, values)
    chosen = check_choices(collection, **values)
    empty = {parameter.name for parameter in declared if parameter.default == ""}
    filled = frozenset(name for name in empty if chosen[name] and not values[name])
    return Report(source, declared, chosen, collection.data_version, filled)


def prepare_suite(sources: list[Path], given: Mapping[str, object]) -> list[Report]:
    """Check the values of all reports before any runs.

    Parameters
    ----------
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


def run_report(
    report: Report,
    output: Path,
    *,
    html: bool = False,
    keep_failed: bool = True,
    tell: Callable[[int, int], None] = lambda done, cells: None,
) -> tuple[list[Path], list[str]]:
    """Run a report and write it.

    Parameters
    ----------
    output : Path
        Ends in `.ipynb`, or in `.html` for the page alone.
    html : bool
        Whether to write the page beside the notebook as well.
    keep_failed : bool
        Whether a notebook that fails is kept up to there, in a file ending in `.failed.ipynb`.
    tell : callable
        As in `execution.Job`.

    Returns
    -------
    list of Path, list of str
        The files written, and what cells wrote to standard error.

    Raises
    ------
    ParameterError
        If the file would replace the notebook itself or one of the suite, or has no such ending.
    AnalysisError
        If it fails or cannot be written; the last good files stand.
    """
    place = output.resolve()
    if place.suffix not in (".ipynb", ".html") or place.is_dir():
        raise ParameterError(f"{output} is not the name of a file ending in .ipynb or .html")
    if place == report.source.resolve() or place.parent == NOTEBOOKS:
        raise ParameterError(f"{output}: a notebook is not replaced by its own run; choose another")
    with plainly(f"{place} was not written"):
        place.parent.mkdir(parents=True, exist_ok=True)
    failed = place.with_suffix(".failed.ipynb")
    failed.unlink(missing_ok=True)
    endings = tuple(dict.fromkeys([place.suffix, *([".html"] if html else [])]))
    ready = _get_ready if ".html" in endings else idle
    job = Job(report.source, report.values, failed if keep_failed else None, tell, ready)
    [(texts, notes)] = run_all([job], partial(_finished, report, endings))
    for ending, text in texts.items():
        write_text(place.with_suffix(ending), text)
    return [place.with_suffix(ending) for ending in texts], notes


def _get_ready() -> None:
    """Load what makes a page."""
    from analysis.publish.page.exporter import get_ready

    get_ready()


def _finished(
    report: Report, endings: tuple[str, ...], job: Job, notebook: NotebookNode
) -> tuple[dict[str, str], list[str]]:
    """Return the files of a report by their endings, and what cells wrote to standard error."""
    texts = {ending: as_text(notebook) for ending in endings if ending == ".ipynb"}
    notes = errors_printed(notebook)
    if ".html" in endings:
        page = page_of(report, notebook)
        texts[".html"], notes = page.html, [*notes, *page.notes]
    return texts, notes


def page_of(report: Report, notebook: NotebookNode) -> Page:
    """Make the page of a report that has run, alone: it stands in no site.

    Raises
    ------
    AnalysisError
        As `exporter.export_page`.
    """
    from analysis.publish.page.exporter import export_page

    held, source = collection_of(report.values), report.source.name
    return export_page(notebook, report.colophon, collection=held, source=source)


def begin_report(name: str, collection: str = "", folder: Path = MINE) -> list[Path]:
    """Write a notebook to begin a report from, and a test of it.

    Parameters
    ----------
    name : str
        Letters, digits and underscores, beginning with a letter.
    collection : str
        That it asks; the first there is if none is named.
    folder : Path
        Outside of the suite's.

    Returns
    -------
    list of Path
        The notebook and its test.

    Raises
    ------
    ParameterError
        If the name is none, or a file of it is there.
    """
    if not NAME.fullmatch(name):
        raise ParameterError(f"{name!r} is no name of a report: letters, digits and underscores")
    known = list(collection_homes())
    collection = collection or next(iter(known), "")
    if collection not in known:
        raise ParameterError(f"no collection {collection!r}; there are {', '.join(known)}")
    notebook, test = folder / f"{name}.ipynb", folder / f"test_{name}.py"
    for path in (notebook, test):
        if path.exists():
            raise ParameterError(f"{path} is there already, and is not touched")
    with plainly(f"{folder} was not made"):
        folder.mkdir(parents=True, exist_ok=True)
    question = f"{name.replace('_', ' ').capitalize()}: what do the figures say?"
    blanks = {"QUESTION": question, "COLLECTION": collection}
    filled = json.loads(TEMPLATE.read_text(encoding="utf-8"))
    for cell in filled["cells"]:
        cell["id"] = f"{name[:40]}-{cell['id']}".replace("_", "-")
        for blank, words in blanks.items():
            cell["source"] = [line.replace(blank, words) for line in cell["source"]]
    write_text(notebook, json.dumps(filled, indent=1, ensure_ascii=False) + "\n")
    write_text(test, TEST.format(name=name))
    return [notebook, test]


def shown_from_root(path: Path) -> str:
    """Name a file as a command of the project takes it."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def faults_of(notebook: str | Path, **values: object) -> list[str]:
    """Run a report and look its page over.

    Parameters
    ----------
    notebook : str or Path
        A name such as briefing, or a path.
    **values
        By parameter; the others keep their default.

    Returns
    -------
    list of str
        What failed, or the numbers without a receipt; empty if it is well. A figure without alt
        text fails.
    """
    import nbformat

    try:
        report = prepare(find_notebook(str(notebook)), values)
        [text] = run_all([Job(report.source, report.values)], text_of)
        return page_of(report, nbformat.reads(text, as_version=4)).notes
    except AnalysisError as fault:
        return str(fault).splitlines()


@dataclass(frozen=True)
class SiteForm:
    """How a site is put out.

    Parameters
    ----------
    base_url : str
        Where it will stand on the web (`checked_base`). Links between pages stay relative
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


def checked_base(address: str) -> str:
    """Return the address of a site, ending in a slash; empty stays empty.

    Raises
    ------
    ParameterError
        If it is not the address of a folder on the web.

    Examples
    --------
    >>> checked_base("https://example.org/bakhmut")
    'https://example.org/bakhmut/'
    """
    if not address:
        return ""
    if not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[\w.~/%-]*)?", address, flags=re.ASCII):
        raise ParameterError(
            f"base-url is {address[:60]!r}, not an address such as https://example.org/bakhmut/"
        )
    return address.rstrip("/") + "/"


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
    from analysis.data.intake.declaration import schema_text
    from analysis.data.intake.mapping import SCHEMA

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
    from analysis import reports

    day, briefing = _default_day(), reports.briefing
    said = (
        *(briefing.heading, briefing.headline, briefing.beside_reviews),
        reports.series.place_of_day,
    )
    folders = {sidecar.parent for sidecar in RAW.rglob("*.origin.yml")}
    # Collections and their company come before our own words.
    sources = map(_source_line, sorted(folders, key=lambda folder: (folder == RAW, folder)))
    links = ((path, path.relative_to(ROOT).as_posix()) for path in suite())
    parts = {
        "figure": f"![{_plain(picture().alt)}]({PICTURE_LINK})",
        "answer": _by_line(" ".join(say_of(day).text for say_of in said)),
        "map": "\n".join(f"- [{p.stem}]({link}): {_plain(title_of(p))}" for p, link in links),
        "data": "\n".join([_holdings(), "", *sources]),
    }
    return fill(text, parts)


def render_method(text: str) -> str:
    """Return the method page with the catalogue and the statuses as of now."""
    from analysis.ratios.gate import read_catalogue

    head = "name | read as | must agree | over days |\n|---|---|---|---|---|"
    rows: dict[bool, list[str]] = {True: [], False: []}
    for entry in read_catalogue().values():
        days = "" if entry.aggregate == "none" else "ratio of sums"
        agree = ", ".join(entry.must_agree) or "read off ratios already computed"
        number = str(entry.number or "")
        cells = (number, f"`{entry.name}`", _plain(entry.read_as), agree, days)
        rows[bool(number)].append(f"| {' | '.join(cells)} |")
    tempting = ["", "Pairings that tempt, and may not be divided:", "", f"| | {head}"]
    statuses = [f"| `{status}` | {_plain(meaning)} |" for status, meaning in STATUSES.items()]
    parts = {
        "catalogue": "\n".join([f"| no. | {head}", *rows[True], *tempting, *rows[False]]),
        "statuses": "\n".join(["| status | when |\n|---|---|", *statuses]),
    }
    return fill(text, parts)


def render_index(notebook: Path) -> str:
    """Return the notebook that leads to the others, its marked parts as of now."""
    from nbformat import from_dict

    # The explorer, which needs no other, is read first.
    ordered = sorted(suite(), key=lambda path: path.stem != "explore")
    lines = (f"- [{path.stem}]({path.name}): {_plain(title_of(path))}" for path in ordered)
    read, parts = read_notebook(notebook), {"holdings": _holdings(), "reading": "\n".join(lines)}
    for cell in read["cells"]:
        source = "".join(cell["source"])
        own = {name: said for name, said in parts.items() if f"<!-- {name} -->" in source}
        cell["source"] = fill(source, own)
    return as_text(settled(from_dict(read), [cell.get("id") for cell in read["cells"]]))


def picture() -> Figure:
    """Draw the figure that the briefing leads with, for its default day."""
    from analysis import reports

    return reports.briefing.wars_figure(_default_day())


def fill(text: str, parts: Mapping[str, str]) -> str:
    """Put each part between its two markers; all between them is replaced.

    Raises
    ------
    AnalysisError
        If a part does not have exactly one pair of markers.

    Examples
    --------
    >>> fill("<!-- answer -->\\nold\\n<!-- /answer -->", {"answer": "new"})
    '<!-- answer -->\\nnew\\n<!-- /answer -->'
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


def _default_day() -> Briefing:
    """Return the day, area and speaker that the briefing's parameters name."""
    from analysis.collection.comparison import brief

    values = prepare(NOTEBOOKS / "briefing.ipynb", {}).values
    asked = {name: str(value) for name, value in values.items() if name in AT_ONCE}
    return brief(collection_of(values), **asked)


def _holdings() -> str:
    from analysis import reports

    held = _default_day().collection
    return _by_line((reports.holdings.in_words(held) + reports.holdings.left_out(held)).text)


def _source_line(folder: Path) -> str:
    sidecars = {path.name.removesuffix(".origin.yml") for path in folder.glob("*.origin.yml")}
    tables = (path for path in sorted(folder.iterdir()) if path.stem in sidecars)
    origins = [read_origin(path) for path in tables]
    titles = _plain("; ".join(origin.title for origin in origins))
    makers = _plain(", ".join(sorted({f"{o.producer}, {o.licence}" for o in origins})))
    place = folder.relative_to(ROOT).as_posix()
    return f"- [{place}]({place}): {titles} ({makers})."


def _by_line(text: str) -> str:
    """Write one sentence a line, so that a change of one figure is a change of one line."""
    return re.sub(r"(?<=[.?!]) (?=[A-Z0-9])", "\n", _plain(text))


def _plain(text: str) -> str:
    r"""Escape what Markdown would take for markup.

    >>> _plain("a|b [1] *")
    'a\\|b \\[1\\] \\*'
    """
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", text)
