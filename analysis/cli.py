"""The command `reportedly`.

Exit codes: 0 all went well; 1 a report failed or could not be written, `verify` or `diff` found a
difference, `check` a fault, or `review` refused something; 2 the input is wrong, and nothing ran;
3 some reports of a sweep or some texts failed, and the others are there; 130 stopped from the
keyboard. What stood before stands after any but 0 and 3.
"""

from __future__ import annotations

import functools
import gc
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from analysis.errors import ParameterError
from analysis.paths import MINE, PACKAGE, RAW, SHIPPED, SITE, as_typed, own
from analysis.publish.console import plainly_told, say, shown, tell, watching
from analysis.store.files import new_folder
from analysis.terms import TABLE_KINDS

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Clean, divide and publish reported war figures: claims, never counts.

    [bold]Begin with[/bold]

    reportedly publish
    reportedly run briefing -p stated_on=2023-03-12
    reportedly publish briefing --each stated_on=all
    reportedly verify site
    reportedly lab

    [bold]Exit codes[/bold]

    0    all went well
    1    a report failed or could not be written; verify or diff found a difference,
         or check a fault
    2    the input is wrong, and nothing ran
    3    some reports of a site, or some texts, failed; the others are there
    130  stopped from the keyboard

    After any but 0 and 3 the last good files stand.
    """,
)

DIFFERS = AT_FAULT = FAILED = 1
SOME_FAILED = 3
EXAMPLE = PACKAGE / "example"
"""A small collection about a war that never was."""
MOST = 20
"""Figures of a page told one by one, unless all are asked for."""
Values = Annotated[
    list[str] | None,
    typer.Option("-p", "--parameter", metavar="NAME=VALUE", help="A value; may be repeated."),
]
Drafts = Annotated[list[str] | None, typer.Option(metavar="DRAFT", help="May be repeated.")]


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Make a function a command, whose refusals are told in plain words."""
    return app.command()(plainly_told(function))


def told_version(wanted: bool) -> None:
    """Say which version this is, and end."""
    if wanted:
        from importlib.metadata import version

        typer.echo(f"reportedly {version('reportedly')}")
        raise typer.Exit


@app.callback()
@plainly_told
def whose(
    context: typer.Context,
    allow: Annotated[
        list[Path] | None,
        typer.Option(help="A file or folder that any collection may read; may be repeated."),
    ] = None,
    limit: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=NUMBER", help="Raise a limit of size; may be repeated."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=told_version, is_eager=True, help="Say it.")
    ] = False,
) -> None:
    """Take what holds for the whole command: a collection cannot allow itself any of it."""
    given = {}
    if allow:
        from analysis.data.places import allow as allowed_too

        given["allowed"] = allowed_too(allow)
    if limit:
        from analysis.data.inputs import settings_of

        given["limits"] = settings_of(limit)
    if given:
        from analysis.store.instructions import instructing

        context.with_resource(instructing(**given))


@command
def run(
    notebook: Annotated[str, typer.Argument(help="A name such as briefing, or a path.")],
    parameter: Values = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="FILE.ipynb, or FILE.html for the page alone."),
    ] = None,
    html: Annotated[bool, typer.Option("--html", help="Write the page as well.")] = False,
) -> None:
    """Run one report and keep the executed notebook.

    Names, types and meanings of all values are checked before anything runs.
    Without -o the file goes to reports/ in the working folder and is named
    by the values that differ from their defaults.

    [bold]Examples[/bold]

    reportedly run briefing --html
    reportedly run briefing -p stated_on=2023-03-12 -p scope=bakhmut_direction
    reportedly run 02_ratios -o ~/desk/ratios.html
    """
    from analysis.execute.parameters import find_notebook, parse_assignments
    from analysis.publish.runner import warm_up

    source, typed = find_notebook(notebook), output and as_typed(output)
    warm_up([source], workers=False)
    # Imports make hardly any garbage, and looking for it takes a sixth of their time.
    gc.disable()
    # What reads collections is loaded while the server gets ready.
    from analysis.publish.report import default_output, prepare, run_report

    report = prepare(source, parse_assignments(parameter or []))
    gc.freeze()
    gc.enable()
    place = typed or default_output(report, Path("reports"))
    with watching() as watcher:
        tell = functools.partial(watcher.cell, report.name)
        written, notes = run_report(report, place, html=html, tell=tell)
    for note in notes:
        say(f"{report.source.name}, {note}")
    for path in written:
        typer.echo(shown(path))


@command
def publish(  # noqa: PLR0913 - an argument for each option of the command
    notebooks: Annotated[
        list[str] | None,
        typer.Argument(help="Which to sweep, or notebooks of one's own to publish as well."),
    ] = None,
    each: Annotated[
        list[str] | None,
        typer.Option("--each", metavar="NAME=VALUES", help="A page for each; may be repeated."),
    ] = None,
    collection: Annotated[
        str | None, typer.Option(help="A folder of data/raw; needed if there are several.")
    ] = None,
    to: Annotated[Path, typer.Option(help="The folder of the site.", show_default="site")] = SITE,
    parameter: Values = None,
    base_url: Annotated[
        str, typer.Option(help="Where the site will stand, for previews and feed.")
    ] = "",
    pdf: Annotated[bool, typer.Option("--pdf", help="Print each report to PDF as well.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Run what did not change, too.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Keep the old site if any report fails.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would run, and why; run nothing.")
    ] = False,
    scheduler: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Of a Dask cluster to run a sweep on.")
    ] = "",
) -> None:
    """Publish all reports with an index; those that changed run.

    Notebooks of one's own, named by their path, are published with the suite.
    Where several collections stand, --collection says whose site it is.
    The tables in data/processed are rebuilt first. A report runs if what it
    is made of changed since it was last made; --dry-run says what and why,
    and --force runs all. The new site takes the place of the old one in one
    step, when all of it is there. A report that fails is named at the end,
    its page says which cell failed and why, the others are published, and the
    exit code is 3; with --strict the old site stays. What ran of the notebook
    is in site.failed/. A value goes to every report that declares its name.
    Links between pages are relative with and without
    --base-url; --pdf needs Chromium and takes some seconds a page.

    [bold]Sweeps[/bold]

    With --each a notebook has a page for each combination of values besides:
    values with commas between them, a range a..b of days or whole numbers,
    or all that the collection holds given the other values. Combinations
    that no claim has are counted and named.
    After Ctrl-C the old site stands, and the same command goes on from there.

    [bold]Examples[/bold]

    reportedly publish
    reportedly publish -p stated_on=2023-03-12
    reportedly publish mine/losses_by_week.ipynb
    reportedly publish --collection bakhmut-2023 --to ~/public/bakhmut
    reportedly publish briefing --each stated_on=2023-03-10..2023-03-20
    reportedly publish briefing --each stated_on=all --each scope=all
    reportedly publish --each scope=bakhmut_city,bakhmut_direction --dry-run
    """
    from analysis.collection.collection import collection_names
    from analysis.execute.parameters import find_notebook, parse_assignments
    from analysis.publish.plan import Order, parse_each
    from analysis.publish.report import SiteForm, checked_base
    from analysis.publish.site import carry_out

    given = parse_assignments(parameter or [])
    if collection is not None:
        given["collection"] = collection
    if "collection" not in given and len(names := collection_names()) > 1:
        raise unnamed(names)
    form = SiteForm(checked_base(base_url), pdf)
    named = tuple(find_notebook(name) for name in dict.fromkeys(notebooks or []))
    order = Order(given, parse_each(each or []), named, form, force, strict)
    carry_out(order, as_typed(to), dry_run=dry_run, scheduler=scheduler)


def unnamed(names: Sequence[str]) -> ParameterError:
    """Refuse to choose a collection for a user who named none: a site is about one war."""
    return ParameterError(f"name one with --collection: {', '.join(names) or 'there is none'}")


@command
def build(
    collection: Annotated[
        str | None, typer.Option(help="A folder of data/raw; needed if there are several.")
    ] = None,
    scheduler: Annotated[
        str, typer.Option(help="Address of a Dask cluster, for claims in parts.")
    ] = "",
) -> None:
    """Clean the claims and write the tables to data/processed.

    Nothing is written if the raw data break a rule; every fault is listed
    with its file and line. A collection whose claims lie in Parquet parts
    is cleaned part by part, into a folder of its own.

    [bold]Examples[/bold]

    reportedly build
    reportedly build --collection bakhmut-2023
    """
    from analysis.collection.build import build_parts, build_processed, part_collections
    from analysis.collection.collection import collection_names

    names = [*collection_names(), *part_collections()]
    if collection is None and len(names) != 1:
        raise unnamed(names)
    name = collection or names[0]
    in_parts = name in part_collections()
    for path in build_parts(name, scheduler) if in_parts else build_processed(name):
        typer.echo(shown(path))


@command
def refresh(
    notebooks: Annotated[
        list[str] | None, typer.Argument(help="Names or paths; all of the suite if none.")
    ] = None,
) -> None:
    """Run notebooks as they stand and store their outputs in them.

    For whoever changes a notebook: the tests compare stored outputs with
    fresh ones. Times, paths and random ids are left out, so an unchanged
    notebook keeps its bytes. If one fails, none is changed.

    [bold]Examples[/bold]

    reportedly refresh
    reportedly refresh 02_ratios briefing
    """
    from analysis.execute.parameters import find_notebook, suite
    from analysis.publish.runner import refresh as refresh_stored

    sources = [own(path) for path in [find_notebook(name) for name in notebooks or []] or suite()]
    with watching() as watcher:
        told = refresh_stored(sources, tell=watcher.cell)
    for source in sources:
        typer.echo(f"{shown(source)}: {told[source]}")
    from analysis.publish.report import refresh_readme

    for written in refresh_readme():
        typer.echo(f"{shown(written)}: written again")


@command
def lab(
    port: Annotated[
        int, typer.Option(min=1, max=65_535, help="The next free one is taken.")
    ] = 8888,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open one.")] = True,
) -> None:
    """Open the notebooks in JupyterLab, on this machine only.

    The index and the explorer stand side by side, and the project is the
    root of the file list, so that notebooks, data and analysis are all there.

    [bold]Examples[/bold]

    reportedly lab
    reportedly lab --no-browser --port 8890
    """
    from analysis.explorer.lab import lab_command

    words, environment = lab_command(port, browser=browser)
    os.execve(words[0], words, environment)


@command
def init(
    folder: Annotated[Path, typer.Argument(help="Where it is made.")],
) -> None:
    """Make a project folder: notebooks, vocabulary, and a small collection.

    In it every command works as in a checkout, and what is published goes
    there. Its notebooks and tables are yours to change. A folder that holds
    anything is not touched.

    [bold]Examples[/bold]

    reportedly init desk
    """
    typer.echo(make_project(as_typed(folder)))


def make_project(folder: Path) -> str:
    """Make a project folder of what this version brings along, and say what to do next.

    Parameters
    ----------
    folder : Path
        Must not be there, or be empty.

    Returns
    -------
    str
        The commands to go on with, a line each.

    Raises
    ------
    ParameterError
        If the folder holds anything.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ParameterError(f"{folder} is there already; choose another name")
    if folder.is_dir():
        folder.rmdir()
    leave = shutil.ignore_patterns("__pycache__", ".*")
    with new_folder(folder) as made:
        for name in ("notebooks", "data/raw"):
            shutil.copytree(SHIPPED / name, made / name, ignore=leave)
        shutil.copytree(EXAMPLE, made / "data/raw/example", ignore=leave)
    lines = (f"cd {folder}", "reportedly check example", "reportedly publish --collection example")
    return "\n".join(lines)


@command
def new(  # noqa: PLR0913 - an argument for each option of the command
    collection: Annotated[str, typer.Argument(help="Name of the new folder.")],
    files: Annotated[
        list[Path], typer.Argument(help=f"Tables, also gzipped: {', '.join(TABLE_KINDS)}.")
    ],
    to: Annotated[
        Path | None,
        typer.Option(
            help="Where the folder is made.", show_default="REPORTEDLY_COLLECTIONS, or data/raw"
        ),
    ] = None,
    sheet: Annotated[str, typer.Option(help="XLSX: the name of its sheet.")] = "",
    encoding: Annotated[str, typer.Option(help="CSV: such as cp1252.", show_default="told")] = "",
    delimiter: Annotated[str, typer.Option(help="CSV: between cells.", show_default="told")] = "",
    days: Annotated[str, typer.Option(help="Such as %d.%m.%Y.", show_default="told")] = "",
    decimal: Annotated[str, typer.Option(help="Comma or point.", show_default="told")] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WHAT=HEADING", help="What a column holds: speaker, killed and so on."
        ),
    ] = None,
) -> None:
    """Begin a collection from tables: copy them and draft all that they need.

    A known feed is recognised by its columns and mapped by its recipe. Any
    other table gets a mapping in which guesses are marked UNSURE, and a row
    for each name of a speaker, side, area or measure that nobody knows. What
    only you can know stands as "?", and `reportedly check` names each place
    until it is settled. Nothing is asked; a folder that is there is not
    touched.

    [bold]Examples[/bold]

    reportedly new losses ~/desk/losses.xlsx --sheet 2024
    reportedly new losses ~/desk/losses.csv --encoding cp1252
    reportedly new totals equipment.json personnel.json
    reportedly new bay siaran.csv --column speaker=Juru --column killed=Tewas
    """
    from analysis.data.intake.cells import Form
    from analysis.data.intake.new_collection import make_collection
    from analysis.data.places import new_home

    said = {"sheet": sheet, "encoding": encoding, "delimiter": delimiter}
    said |= {"days": days, "decimal": decimal}
    form = Form(**{name: value for name, value in said.items() if value})
    place = as_typed(to) if to else own(new_home())
    columns = {}
    for words in column or []:
        kind, sign, heading = words.partition("=")
        if not (kind and sign and heading):
            raise ParameterError(f"column {words!r}: write it as speaker=HEADING or killed=HEADING")
        columns[kind] = heading
    made = make_collection(collection, [as_typed(file) for file in files], place, form, columns)
    for path in made.written:
        typer.echo(str(path))
    for feed in made.feeds:
        typer.echo(f"recognised by its columns: {feed}")
    guesses = "1 line is a guess" if made.unsure == 1 else f"{made.unsure} lines are guesses"
    left = f"{guesses}, marked UNSURE, and {made.open} places stand as ?"
    typer.echo(f"{left}; then: reportedly check {collection}")


@command
def new_report(
    name: Annotated[str, typer.Argument(help="Letters, digits and underscores.")],
    collection: Annotated[
        str, typer.Option(help="That it asks.", show_default="the first there is")
    ] = "",
    to: Annotated[
        Path, typer.Option(help="The folder it is written to.", show_default="mine")
    ] = MINE,
) -> None:
    """Begin a report of one's own: a notebook with parameters, and a test.

    It may import what is installed, such as pandas and seaborn. Numbers made
    with number_of keep their receipt; a number without one is marked so on
    the page. What is there is not touched.

    [bold]Examples[/bold]

    reportedly new-report losses_by_week
    reportedly run mine/losses_by_week.ipynb --html
    reportedly publish mine/losses_by_week.ipynb
    """
    from analysis.publish.report import begin_report, shown_from_root

    for path in begin_report(name, collection, as_typed(to)):
        typer.echo(shown_from_root(path))


@command
def read(  # noqa: PLR0913 - an argument for each option of the command
    texts: Annotated[list[str], typer.Argument(help="Files, folders, or - for standard input.")],
    into: Annotated[str, typer.Option(help="The collection; begun if it is not there.")],
    published: Annotated[str, typer.Option(metavar="DAY", help="When the page came out.")] = "",
    title: Annotated[str, typer.Option(help="Of the page.")] = "",
    publisher: Annotated[str, typer.Option(help="Whose page it is.")] = "",
    url: Annotated[str, typer.Option(help="The page's address.")] = "",
    archived: Annotated[str, typer.Option(metavar="URL", help="A copy that stays.")] = "",
    read_on: Annotated[str, typer.Option(metavar="DAY", help="When you read the page.")] = "",
    proposals: Annotated[
        Path | None, typer.Option(help="CSV or JSON: quote, occurrence, wording, measure.")
    ] = None,
    cores: Annotated[int, typer.Option(help="Processes; 0 for all cores.")] = 0,
) -> None:
    """Read figures out of texts and write drafts of claims beside a collection.

    Text, HTML and folders of them are read; of a page the text, title, day and
    address are taken, what you say comes first, and a day in a file's name is
    the last resort. A folder may hold pages.csv, with a row for each file and
    the columns url, published, title, publisher, archived, read_on.

    Drafts go to the folder drafts/ of the collection, what was refused beside
    them; claims are added by `reportedly review` alone. Texts stay where they
    are. Proposals of any tool count only where the text says so.

    [bold]Exit codes[/bold]

    0  all texts were read
    2  the input is wrong, and nothing was read
    3  some texts could not be read; they are listed, the others were

    [bold]Examples[/bold]

    reportedly read briefing.txt --published 2023-03-19 --into losses
    reportedly read page.html --into losses
    reportedly read march/ --into losses
    """
    from analysis.review.review import begin_or_find
    from analysis.review.terminal import print_read, watched
    from analysis.review.texts import jobs_of, proposed, read_all

    given = {"title": title, "publisher": publisher, "url": url, "archived": archived}
    given |= {"published": _day(published, "--published"), "read_on": _day(read_on, "--read-on")}
    jobs, offered = jobs_of(texts, given), proposed(proposals)
    home, begun = begin_or_find(into, RAW)
    options = {"folder": RAW, "proposals": offered, "cores": cores}
    done = list(watched(read_all(jobs, home, **options), len(jobs)))
    failed = [one for one in done if one.fault]
    some = len(failed) < len(done)
    if begun and some:
        typer.echo(f"{shown(home)}: a new collection")
    elif begun:  # nothing came of it
        shutil.rmtree(home)
    print_read(done)
    drafts = sum(len(one.drafts) for one in done)
    refused = sum(len(one.refusals) for one in done)
    counts = f"{len(done) - len(failed)} of {len(done)} texts read, {drafts} drafts"
    advice = f"; then: reportedly review {into}" if some else ""
    tell([f"{counts}, {refused} refusals{advice}"])
    if failed:
        tell([f"{one.name} could not be read: {one.fault}" for one in failed], err=True)
        raise typer.Exit(SOME_FAILED if some else FAILED)


def _day(given: str, option: str) -> str:
    try:
        return date.fromisoformat(given).isoformat() if given else ""
    except ValueError:
        raise ParameterError(f"{option} {given!r} is not a day written YYYY-MM-DD") from None


@command
def review(  # noqa: PLR0913 - an argument for each option of the command
    collection: Annotated[str, typer.Argument(help="A collection that texts were read into.")],
    accept: Drafts = None,
    accept_sure: Annotated[
        bool, typer.Option("--accept-sure", help="Accept all that is sure.")
    ] = False,
    reject: Drafts = None,
    mend: Annotated[
        list[str] | None, typer.Option(metavar="DRAFT:FIELD=VALUE", help="First of all.")
    ] = None,
    note: Annotated[list[str] | None, typer.Option(metavar="DRAFT=WORDS", help="A remark.")] = None,
    new: Annotated[
        list[str] | None,
        typer.Option(metavar="DRAFT:FIELD NAME=VALUE ...", help="A new key."),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last decision back.")] = False,
    list_all: Annotated[bool, typer.Option("--list", help="List the drafts and end.")] = False,
    text: Annotated[
        list[str] | None, typer.Option("--text", help="Files or folders, to show the words.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who decides, for the log.")] = "",
) -> None:
    """Decide about drafts: each becomes a claim, or does not, and the log says so.

    Without an option it lists the drafts and takes commands from the keyboard;
    "help" names them. With options it does what they say, in the order undo,
    new, mend, note, reject, accept, and ends. An accepted draft is a row of
    claims.csv, its page one of sources.csv; a figure that is there already,
    and a draft with an open field, are refused in words.

    [bold]Exit codes[/bold]

    0  all was done
    1  something was refused; the rest is done
    2  there is no such collection

    [bold]Examples[/bold]

    reportedly review losses
    reportedly review losses --list
    reportedly review losses --accept-sure --by "A. Clerk"
    reportedly review losses --mend 3fa9c1d2-1203:scope=bakhmut_city --accept 3fa9c1d2-1203
    """
    from analysis.review import terminal
    from analysis.review.review import Review

    begun = Review(collection, folder=RAW, by=by)
    console = terminal.console()
    if list_all:
        terminal.Terminal(begun, {}, console).list_all()
        return
    given = {"new": new, "mend": mend, "note": note, "reject": reject, "accept": accept}
    script = list(terminal.scripted(given, undo=undo, sure=accept_sure))
    taken = terminal.Terminal(begun, terminal.texts_by_digest(text or []), console)
    if script:
        taken.follow(script)
    else:
        taken.run()
    if taken.failed and (script or not sys.stdin.isatty()):
        raise typer.Exit(FAILED)


@command
def check(
    collection: Annotated[str, typer.Argument(help="A folder of data/raw with collection.toml.")],
) -> None:
    """Say what is wrong with a collection, all of it at once.

    Each line names the file, the line, the column, the value and the nearest
    that is known. While there is a fault nothing can be published. Remarks are
    about cells that cannot be read or contradict each other: the collection
    is built without them.

    [bold]Exit codes[/bold]

    0  it can be published, with or without remarks
    1  there is a fault
    2  there is no such collection

    [bold]Examples[/bold]

    reportedly check bakhmut-2023
    """
    from analysis.collection.overview import check_up

    found = check_up(collection)
    tell(found.lines())
    raise typer.Exit(AT_FAULT if found.faults else 0)


@command
def verify(
    pages: Annotated[
        list[Path], typer.Argument(help="Folders, pages or run records; copies will do.")
    ],
    every: Annotated[bool, typer.Option("--all", help="Tell each figure that differs.")] = False,
) -> None:
    """Make published pages again and compare them byte by byte.

    Each page is run from the record beside it, NAME.run.json, with the
    project as it stands here. The pages are read and never written, so a
    copy that somebody sent you can be checked. What differs is told as
    page -> new run, with what changed since: data, rules, code, notebook
    or environment. If nothing did, the page is not what its record makes.
    Files that other versions write with other bytes are compared by what
    they hold, and named; so is what was not compared.

    [bold]Exit codes[/bold]

    0  reproduced: every byte is the same or, with other versions, every part
    1  something differs, or a page cannot be made again
    2  no page, no record, or a record that is not ours

    [bold]Examples[/bold]

    reportedly verify site
    reportedly verify ~/mail/briefing.html --all
    """
    from analysis.verify.verdict import summary
    from analysis.verify.verification import verify as verify_pages

    with watching() as watcher:
        verdicts = verify_pages([as_typed(page) for page in pages], tell=watcher.cell)
    tell(line for verdict in verdicts for line in verdict.lines(None if every else MOST))
    tell([summary(verdicts)])
    raise typer.Exit(0 if all(verdict.reproduced for verdict in verdicts) else DIFFERS)


@command
def diff(
    sites: Annotated[
        list[Path] | None,
        typer.Argument(
            help="An older and a newer site or page; or one site, or none.", show_default=False
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Tell each figure that moved.")] = False,
    changelog: Annotated[
        bool, typer.Option("--changelog", help="Tell each once, as a line for a changelog.")
    ] = False,
) -> None:
    """Tell which published numbers moved between two sites, and why.

    Nothing is run. Figures are read off the pages; the run records beside
    them say what can have moved each: a new claim, the correction of a
    claim, another table, the rules version, code, notebook, parameters or
    environment. A figure that names its claims is held against those, and
    claims that changed are told from the tables that both sites offer.
    Without names the site is set beside the one before it, which publishing
    keeps as site.last; with one name, that site beside the one before it.

    [bold]Exit codes[/bold]

    0  no figure moved
    1  figures moved, or a page stands in one site alone
    2  no site and no page, or a record that is not ours

    [bold]Examples[/bold]

    reportedly diff
    reportedly diff site.last site
    reportedly diff old/briefing.html site/briefing.html --all
    reportedly diff --changelog
    """
    from analysis.verify.diff import diff as diff_pages
    from analysis.verify.diff import for_changelog, sites_to_compare, summary

    found = diff_pages(*sites_to_compare([as_typed(path) for path in sites or []], SITE))
    by_page = (line for page in found for line in page.lines(None if every else MOST))
    tell(for_changelog(found) if changelog else by_page)
    tell([summary(found)])
    raise typer.Exit(DIFFERS if any(page.moved or page.only for page in found) else 0)


def main() -> None:
    """Run the command."""
    app(prog_name="reportedly")
