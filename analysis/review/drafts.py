"""Drafts beside a collection: what a reader proposes of a text, until a person decides.

They stand in the folder `drafts` of the collection, three files a text, named by its digest: the
drafts, what was refused, and the page. The text itself stays where its user keeps it. All three
can be made again from the text, so they are put in place by renames alone; the drafts come last,
and a text counts as read once they are there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.data.doors import read_words
from analysis.data.signs import without_misleading
from analysis.errors import AnalysisError
from analysis.review.lines import rows_in, table_of
from analysis.store.files import plainly, write_text
from analysis.terms import CLAIM_FIELDS

if TYPE_CHECKING:
    from analysis.reading import Reading

FOLDER = "drafts"
SHORT = 12
"""Signs of a text's digest that name its files."""
IN_ID = 8
"""Signs of it that stand in the ids of drafts."""
OPEN = "?"
"""What a draft leaves to a person."""
REFUSAL_COLUMNS = ("start", "end", "words", "reason")
GROUNDS = ("stated_on", "period", "speaker", "stance", "measure", "subject", "scope")
"""The fields whose origin a draft tells, as `<field>_from`: a span, a named rule, or nothing."""
RULE = "rule:"

Draft = dict[str, str]
"""One draft: the columns of claims.csv, where it stands in the text, and where fields come from."""


@dataclass(frozen=True)
class Page:
    """What is known of the page a text was read on; empty where it is not.

    Parameters
    ----------
    text_sha256 : str
        Digest of the text, in UTF-8.
    file : str
        Name of the file, without its folder.
    title, publisher, url, language : str
    published, read_on : str
        Days, YYYY-MM-DD.
    archived : str
        Address of a copy that an archive keeps.
    """

    text_sha256: str
    file: str = ""
    title: str = ""
    publisher: str = ""
    url: str = ""
    language: str = ""
    published: str = ""
    read_on: str = ""
    archived: str = ""

    @property
    def short(self) -> str:
        """The name of the text's files."""
        return self.text_sha256[:SHORT]

    def with_more(self, older: Page) -> Page:
        """Return the page with what an older record knew beside it."""
        known = {name: value for name, value in asdict(older).items() if value}
        return replace(self, **{k: v for k, v in known.items() if not getattr(self, k)})


def plain_words(text: str) -> str:
    """Write words on one line, with what cannot be seen or misleads shown as a sign.

    >>> plain_words("two\\nlines \\u202e391")
    'two lines \\ufffd391'
    """
    return " ".join(without_misleading(text).split())


def drafts_of(reading: Reading) -> list[Draft]:
    """Return the drafts of a text, each with an id made of the digest and where it stands."""
    rows = [_as_text(figure.as_row(reading.sha256)) for figure in reading.figures]
    given: dict[str, int] = {}
    named = []
    for row in rows:
        stem = f"{reading.sha256[:IN_ID]}-{row['start']}"
        given[stem] = given.get(stem, 0) + 1
        twin = "" if given[stem] == 1 else chr(ord("a") + given[stem] - 1)
        named.append({"draft_id": stem + twin, **row})
    return named


def refusals_of(reading: Reading) -> list[Draft]:
    """Return what was left out of a text, each with its reason."""
    return [_as_text(refusal._asdict()) for refusal in reading.refused]


def _as_text(row: Mapping[str, object]) -> Draft:
    return {name: str(value) for name, value in row.items()}


def columns_of(drafts: Iterable[Draft]) -> list[str]:
    """Return the columns of a file of drafts: those of claims first."""
    first = next(iter(drafts), {})
    grounds = [f"{field}_from" for field in GROUNDS]
    usual = ["draft_id", *CLAIM_FIELDS, "start", "end", "wording", "words", "text_sha256"]
    usual += [*grounds, "unsure", "proposed"]
    return [*usual, *(column for column in first if column not in usual)]


def write_drafts(home: Path, page: Page, drafts: list[Draft], refusals: list[Draft]) -> Path:
    """Write what was read of one text beside a collection, never into its claims.

    Parameters
    ----------
    home : Path
        The collection's folder.
    page : Page
    drafts, refusals : list of dict

    Returns
    -------
    Path
        The file of drafts.

    Raises
    ------
    AnalysisError
        If a file cannot be written.
    """
    folder = home / FOLDER
    known = read_page(home, page.short) if (folder / f"{page.short}.toml").is_file() else page
    texts = {
        f"{page.short}.refused.csv": table_of(REFUSAL_COLUMNS, refusals),
        f"{page.short}.toml": _page_text(page.with_more(known)),
        f"{page.short}.csv": table_of(columns_of(drafts), drafts),
    }
    with plainly(f"the drafts of {page.file or page.short} were not written"):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            write_text(folder / name, text)
    return folder / f"{page.short}.csv"


def read_drafts(home: Path, short: str = "") -> list[Draft]:
    """Return the drafts beside a collection, of all its texts or of one, in order."""
    found = sorted((home / FOLDER).glob("*.csv"))
    names = [path for path in found if re.fullmatch(r"[0-9a-f]+", path.stem)]
    chosen = [path for path in names if not short or path.stem == short]
    pages = {path.stem: read_page(home, path.stem) for path in chosen}
    chosen.sort(key=lambda path: (pages[path.stem].published, pages[path.stem].file, path.stem))
    needed = columns_of(())
    return [row for path in chosen for row in rows_in(path, needed)]


def read_page(home: Path, short: str) -> Page:
    """Return the record of the page a text was read on.

    Raises
    ------
    AnalysisError
        If it is damaged.
    """
    path = home / FOLDER / f"{short}.toml"
    if not path.is_file():
        raise AnalysisError(f"{path.name}: there is no such file in {FOLDER}/; read the text again")
    try:
        told = tomllib.loads(read_words(path))
    except tomllib.TOMLDecodeError as error:
        raise AnalysisError(f"{path.name}: {error}; read the text again") from error
    known = {field.name for field in fields(Page)}
    if "text_sha256" not in told:
        raise AnalysisError(f"{path.name}: text_sha256 is missing; read the text again")
    return Page(**{name: str(value) for name, value in told.items() if name in known})


def from_span(ground: str) -> tuple[int, int] | None:
    """Return the span that a field was read from; None if it is a rule or nothing.

    >>> from_span("1203-1226"), from_span("rule:usual_place")
    ((1203, 1226), None)
    """
    found = re.fullmatch(r"(\d+)-(\d+)", ground)
    return (int(found[1]), int(found[2])) if found else None


def ground_in_words(ground: str) -> str:
    """Say where a field comes from.

    >>> ground_in_words("rule:usual_place"), ground_in_words("")
    ('by the rule "usual place"', 'nothing in the text')
    """
    if ground.startswith(RULE):
        return f'by the rule "{ground.removeprefix(RULE).replace("_", " ")}"'
    if span := from_span(ground):
        return f"signs {span[0]} to {span[1]} of the text"
    return ground or "nothing in the text"


def unsure_of(draft: Mapping[str, str]) -> list[str]:
    """Return the fields of a draft that its reader marks, and those it leaves open."""
    marked = [field for field in draft.get("unsure", "").split(";") if field]
    left = [field for field in CLAIM_FIELDS if draft.get(field) == OPEN]
    return list(dict.fromkeys([*marked, *left]))


def _page_text(page: Page) -> str:
    lines = [f"{name} = {_quoted(value)}\n" for name, value in asdict(page).items() if value]
    return "".join(lines)


def _quoted(value: str) -> str:
    """Write a text as TOML does; JSON's escapes are among those of TOML."""
    import json

    return json.dumps(plain_words(value), ensure_ascii=False).replace("\x7f", "\\u007f")
