"""The command `reportedly`.

Exit codes: 0 all went well; 1 a report failed or could not be written, `verify` or `diff` found a
difference, or `check` a fault; 2 the input is wrong, and nothing ran; 130 stopped from the
keyboard. What stood before stands after any but 0.
"""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from analysis.errors import AnalysisError, ParameterError
from analysis.paths import ROOT, SITE
from analysis.press import checking, desk
from analysis.press.console import plainly_told, watching

NEWS_OFF = '{"fetchNews": "false", "checkForUpdates": false}\n'

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
    reportedly verify site
    reportedly lab

    [bold]Exit codes[/bold]

    0    all went well
    1    a report failed or could not be written; verify or diff found a difference,
         or check a fault
    2    the input is wrong, and nothing ran
    130  stopped from the keyboard

    After any but 0 the last good files stand.
    """,
)

Values = Annotated[
    list[str] | None,
    typer.Option("-p", "--parameter", metavar="NAME=VALUE", help="A value; may be repeated."),
]


@app.command()
@plainly_told
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
    from analysis.press.parameters import parse_assignments
    from analysis.press.report import default_output, find_notebook, prepare, run_report

    report = prepare(find_notebook(notebook), parse_assignments(parameter or []))
    place = output.expanduser() if output else default_output(report, Path("reports"))
    with watching() as watcher:
        tell = functools.partial(watcher.cell, report.name)
        written, notes = run_report(report, place, html=html, tell=tell)
    for note in notes:
        typer.echo(f"{report.source.name}, {note}", err=True)
    for path in written:
        typer.echo(_shown(path))


@app.command()
@plainly_told
def publish(
    collection: Annotated[
        str | None, typer.Option(help="A folder of data/raw; the notebooks name the default.")
    ] = None,
    to: Annotated[Path, typer.Option(help="The folder of the site.", show_default="site")] = SITE,
    parameter: Values = None,
    base_url: Annotated[
        str, typer.Option(help="Where the site will stand, for previews and feed.")
    ] = "",
    pdf: Annotated[bool, typer.Option("--pdf", help="Print each report to PDF as well.")] = False,
) -> None:
    """Run all reports and publish them with an index.

    The tables in data/processed are rebuilt first. The new site takes the
    place of the old one in one step, when all of it is there. If a report
    fails the old site stays; what ran of the notebook is in site.failed/.
    A value goes to every report that declares its name. Links between pages
    are relative with and without --base-url; --pdf needs Chromium and takes
    some seconds a report.

    [bold]Examples[/bold]

    reportedly publish
    reportedly publish -p stated_on=2023-03-12
    reportedly publish --collection bakhmut-2023 --to ~/public/bakhmut
    """
    from analysis.press.parameters import parse_assignments
    from analysis.press.preview import checked_base
    from analysis.press.putting_out import Form
    from analysis.press.site import publish as publish_site

    form = Form(checked_base(base_url), pdf)
    given = parse_assignments(parameter or [])
    if collection is not None:
        given["collection"] = collection
    with watching() as watcher:
        index = publish_site(given, target=to.expanduser(), watcher=watcher, form=form)
    typer.echo(_shown(index))


@app.command()
@plainly_told
def build(
    collection: Annotated[
        str | None, typer.Option(help="A folder of data/raw; needed if there are several.")
    ] = None,
) -> None:
    """Clean the claims and write the tables to data/processed.

    Nothing is written if the raw data break a rule; every fault is listed
    with its file and line.

    [bold]Examples[/bold]

    reportedly build
    reportedly build --collection bakhmut-2023
    """
    from analysis.build import build_processed
    from analysis.collection import collection_names

    names = collection_names()
    if collection is None and len(names) != 1:
        raise ParameterError(f"name one with --collection: {', '.join(names) or 'there is none'}")
    for path in build_processed(collection or names[0]):
        typer.echo(_shown(path))


@app.command()
@plainly_told
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
    from analysis.press.report import find_notebook
    from analysis.press.runner import refresh as refresh_stored
    from analysis.press.site import suite

    sources = [find_notebook(name) for name in notebooks or []] or suite()
    with watching() as watcher:
        changed = refresh_stored(sources, tell=watcher.cell)
    for source in sources:
        typer.echo(f"{_shown(source)}: {'new outputs' if source in changed else 'unchanged'}")
    from analysis.press.readme import refresh_readme

    for written in refresh_readme():
        typer.echo(f"{_shown(written)}: written again")


@app.command()
@plainly_told
def lab(
    port: Annotated[int, typer.Option(help="The next free one is taken.")] = 8888,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open one.")] = True,
) -> None:
    """Open the notebooks in JupyterLab, on this machine only.

    The project is the root of its file list, so that notebooks, data and
    analysis are all there.

    [bold]Examples[/bold]

    reportedly lab
    reportedly lab --no-browser --port 8890
    """
    from importlib.util import find_spec

    from analysis.press.site import suite

    if find_spec("jupyterlab") is None:
        raise AnalysisError("JupyterLab is not installed; `make lab` sets it up and opens it")
    first = suite()[0].relative_to(ROOT).as_posix()
    words = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={ROOT}"]
    words += [f"--LabApp.default_url=/lab/tree/{first}", "--ServerApp.ip=127.0.0.1"]
    words += [f"--port={port}", *([] if browser else ["--no-browser"])]
    words += ["--allow-root"] if os.geteuid() == 0 else []
    os.execve(sys.executable, words, {**os.environ, "JUPYTERLAB_SETTINGS_DIR": _lab_settings()})


def _lab_settings() -> str:
    """Return a settings folder in which JupyterLab neither fetches news nor looks for updates."""
    from analysis.files import write_text

    if chosen := os.environ.get("JUPYTERLAB_SETTINGS_DIR"):
        return chosen
    settings = ROOT / ".lab" / "settings"
    switch = settings / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    if not switch.exists():
        switch.parent.mkdir(parents=True, exist_ok=True)
        write_text(switch, NEWS_OFF)
    return str(settings)


def _shown(path: Path) -> str:
    """Return a path as short as it can be typed from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


for command in (desk.new, desk.check, checking.verify, checking.diff):
    app.command()(plainly_told(command))


def main() -> None:
    """Run the command."""
    app(prog_name="reportedly")
