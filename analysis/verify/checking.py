"""The commands that look at pages already made: `verify` and `diff`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.paths import SITE, as_typed
from analysis.publish.console import tell, watching

DIFFERS = 1
MOST = 20
"""Figures of a page told one by one, unless all are asked for."""


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
    environment. A figure that names its claims is held against those.
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
