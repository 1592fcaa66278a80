"""The commands for whoever reads texts: `read` and `review`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.errors import AnalysisError, ParameterError
from analysis.paths import RAW
from analysis.publish.console import shown as shown_path
from analysis.publish.console import tell

if TYPE_CHECKING:
    from analysis.review.texts import Read

SOME_FAILED, NOT_DONE = 3, 1
MOST_TABLES = 5
"""Texts whose drafts are printed one by one; of more, a line each."""

Texts = Annotated[list[str], typer.Argument(help="Files, folders, or - for standard input.")]


def read(  # noqa: PLR0913 - an argument for each option of the command
    texts: Texts,
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
    from analysis.review.texts import jobs_of, proposed, read_all

    given = {"title": title, "publisher": publisher, "url": url, "archived": archived}
    given |= {"published": _day(published, "--published"), "read_on": _day(read_on, "--read-on")}
    jobs, offered = jobs_of(texts, given), proposed(proposals)
    home, begun = begin_or_find(into, RAW)
    if begun:
        typer.echo(f"{shown_path(home)}: a new collection")
    options = {"folder": RAW, "proposals": offered, "cores": cores}
    done = list(_watched(read_all(jobs, home, **options), len(jobs)))
    _print(done)
    failed = [one for one in done if one.fault]
    drafts = sum(len(one.drafts) for one in done)
    refused = sum(len(one.refusals) for one in done)
    counts = f"{len(done) - len(failed)} of {len(done)} texts read, {drafts} drafts"
    tell([f"{counts}, {refused} refusals; then: reportedly review {into}"])
    if failed:
        tell([f"{one.name} could not be read: {one.fault}" for one in failed], err=True)
        raise typer.Exit(SOME_FAILED if len(failed) < len(done) else NOT_DONE)


def review(  # noqa: PLR0913 - an argument for each option of the command
    collection: Annotated[str, typer.Argument(help="A collection that texts were read into.")],
    accept: Annotated[
        list[str] | None, typer.Option("--accept", metavar="DRAFT", help="May be repeated.")
    ] = None,
    accept_sure: Annotated[
        bool, typer.Option("--accept-sure", help="Accept all that is sure.")
    ] = False,
    reject: Annotated[
        list[str] | None, typer.Option("--reject", metavar="DRAFT", help="May be repeated.")
    ] = None,
    mend: Annotated[
        list[str] | None, typer.Option("--mend", metavar="DRAFT:FIELD=VALUE", help="First of all.")
    ] = None,
    note: Annotated[
        list[str] | None, typer.Option("--note", metavar="DRAFT=WORDS", help="A remark.")
    ] = None,
    new: Annotated[
        list[str] | None,
        typer.Option("--new", metavar="DRAFT:FIELD NAME=VALUE ...", help="A new key."),
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
    from analysis.review.review import Review
    from analysis.review.terminal import Terminal, console, drafts_table, outcomes_of

    begun = Review(collection, folder=RAW, by=by)
    if list_all:
        title = f"{collection}: {len(begun.drafts)} drafts, {len(begun.open_ids)} open"
        console().print(drafts_table(begun.drafts, title, outcomes_of(begun)))
        return
    script = list(_scripted(undo, new, mend, note, reject, accept, accept_sure))
    desk = Terminal(begun, texts_by_digest(text or []), console())
    if script:
        desk.follow(script)
    else:
        desk.run()
    if desk.failed and (script or not sys.stdin.isatty()):
        raise typer.Exit(NOT_DONE)


def texts_by_digest(places: list[str]) -> dict[str, str]:
    """Return texts by their digests, to show words around figures; say which are unreadable."""
    from hashlib import sha256

    from analysis.review.texts import jobs_of, load

    texts = []
    for job in jobs_of(places, {}):
        try:
            texts.append(load(job).text)
        except AnalysisError as error:
            tell([f"{job.name} could not be read: {error}"], err=True)
    return {sha256(text.encode("utf-8", "surrogatepass")).hexdigest(): text for text in texts}


def _scripted(undo: bool, *options: list[str] | bool | None) -> Iterator[tuple[str, str]]:
    """Give the options as commands, each with the draft it is about."""
    new, mend, note, reject, accept, sure = options
    if undo:
        yield "", "undo"
    for given in new or []:
        draft_id, _, rest = given.partition(":")
        yield draft_id, f"new {rest}"
    for given in mend or []:
        draft_id, _, rest = given.partition(":")
        yield draft_id, f"mend {rest}"
    for given in note or []:
        draft_id, _, rest = given.partition("=")
        yield draft_id, f"note {rest}"
    for draft_id in reject or []:
        yield draft_id, "reject"
    for draft_id in accept or []:
        yield draft_id, "accept"
    if sure:
        yield "", "sure"


def _day(given: str, option: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(given).isoformat() if given else ""
    except ValueError:
        raise ParameterError(f"{option} {given!r} is not a day written YYYY-MM-DD") from None


def _watched(done: Iterable[Read], count: int) -> Iterator[Read]:
    """Show how far the reading is: a bar on a terminal, else a line now and then."""
    if sys.stderr.isatty() and count > 1:
        from rich.console import Console
        from rich.progress import track

        yield from track(done, "reading", count, console=Console(stderr=True), transient=True)
        return
    for place, one in enumerate(done, start=1):
        if count > 1 and (place % 100 == 0 or place == count):
            typer.echo(f"read {place} of {count}", err=True)
        yield one


def _print(done: list[Read]) -> None:
    """Print the drafts of a few texts, or a line for each of many."""
    from analysis.review.terminal import console, drafts_table

    read = [one for one in done if one.page]
    if len(done) > MOST_TABLES:
        tell(f"{one.name}: {len(one.drafts)} drafts, {len(one.refusals)} refusals" for one in read)
        return
    for one in read:
        told = " · ".join(filter(None, [one.name, one.page.title, one.page.published]))
        if one.drafts:
            console().print(drafts_table(one.drafts, told))
        else:
            tell([f"{told}: no figure was drafted"])
        for row in one.refusals:
            tell([f"  refused {row['words']!r}: {row['reason']}"])
