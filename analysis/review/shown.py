"""Drafts as a terminal shows them: a table with what is unsure marked, and one draft in full."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from analysis.review.drafts import (
    GROUNDS,
    OPEN,
    Draft,
    ground_in_words,
    plain_words,
    unsure_of,
)
from analysis.review.rows import Labels

WIDTH = 170
"""Columns of a table that no terminal limits."""
SHOWN = {
    "draft_id": "draft",
    "words": "on the page",
    "reported": "read as",
    "measure": "counts",
    "subject": "about",
    "speaker": "speaker",
    "scope": "area",
    "period": "period",
    "stated_on": "day",
}
MARK = "bold yellow"
AROUND = 160
"""Signs of the text that are shown before and after a figure."""


def console() -> Console:
    """Return a console for standard output, wide where nothing limits it."""
    return Console(width=None if sys.stdout.isatty() else WIDTH, soft_wrap=False)


def plain(text: object) -> str:
    """Write words of others so that they steer no terminal."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in plain_words(str(text)))


def drafts_table(
    drafts: Iterable[Draft], title: str, more: Mapping[str, str] | None = None
) -> Table:
    """Lay drafts out as a table; a field that is unsure has a mark that needs no colour.

    Parameters
    ----------
    drafts : iterable of dict
    title : str
    more : mapping, optional
        From draft to what became of it.
    """
    table = Table(title=Text(plain(title)), title_justify="left", box=SIMPLE, pad_edge=False)
    table.add_column("#", justify="right")
    for heading in SHOWN.values():
        table.add_column(heading, overflow="fold", no_wrap=heading in ("draft", "day"))
    if more is not None:
        table.add_column("decided")
    for place, draft in enumerate(drafts, start=1):
        unsure = unsure_of(draft)
        cells = [Text(str(place)), *(_cell(name, draft, unsure) for name in SHOWN)]
        if more is not None:
            cells.append(Text(plain(more.get(draft["draft_id"], ""))))
        table.add_row(*cells)
    return table


def in_full(draft: Draft, labels: Labels) -> list[Text]:
    """Say all of a draft, a line each: field, value, and where it comes from."""
    unsure = unsure_of(draft)
    lines = [Text(f"draft {plain(draft['draft_id'])}", style="bold")]
    lines.append(Text(f"  on the page    {plain(draft['words'])}"))
    lines.append(Text(f"  read as        {plain(draft['reported'])} {plain(draft['unit'])}"))
    for field in GROUNDS:
        value = draft[field]
        said = plain(labels.get(field, {}).get(value) or value) or "(empty)"
        line = Text(f"  {field.replace('_', ' '):<15}{said}")
        line.append(f"   ({plain(ground_in_words(draft[f'{field}_from']))})", style="dim")
        if field in unsure:
            line.append("   unsure", style=MARK)
        lines.append(line)
    for field in ("date_basis", "party", "organisation", "scope_wording", "note"):
        if draft.get(field):
            lines.append(Text(f"  {field.replace('_', ' '):<15}{plain(draft[field])}"))
    if _is_proposed(draft):
        lines.append(Text("  proposed by a tool, and found in the text", style=MARK))
    return lines


def around(text: str, draft: Draft) -> Text:
    """Show the words around a figure, the figure marked."""
    start, end = int(draft["start"]), int(draft["end"])
    shown = Text("… " if start > AROUND else "")
    shown.append(plain(text[max(0, start - AROUND) : start]) + " ")
    shown.append(f"[{plain(text[start:end])}]", style="bold reverse")
    shown.append(" " + plain(text[end : end + AROUND]))
    return shown.append(" …" if end + AROUND < len(text) else "")


def _cell(name: str, draft: Draft, unsure: list[str]) -> Text:
    value = plain(draft.get(name, "")) or ("–" if name not in unsure else OPEN)
    written = plain(draft.get(f"{name}_words", ""))
    if value == OPEN and written:
        value = f"{OPEN} ({written})"
    if name == "draft_id" and _is_proposed(draft):
        return Text(f"{value} proposed", style=MARK)
    if name not in unsure:
        return Text(value)
    return Text(value if value.startswith(OPEN) else f"{value} {OPEN}", style=MARK)


def _is_proposed(draft: Draft) -> bool:
    return draft.get("proposed", "").casefold() in ("true", "1", "yes")
