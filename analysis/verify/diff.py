"""Two sites, or two pages, the published numbers that moved between them, and what moved them.

Nothing is run: pages are read for what they print, their run records for why it moved, and the
tables of claims that they offer for the claims that differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pandas as pd

from analysis.data.inputs import shown
from analysis.data.raw import read_raw
from analysis.data.vocabulary import COLUMNS
from analysis.errors import ParameterError
from analysis.publish.reader import Move, moves, read_page, together, words_of_group
from analysis.publish.record import ENDING, NAME, last_of, read_record
from analysis.terms import CLAIM_FIELDS, READING_COLUMNS
from analysis.text import several

NEW, CORRECTED, GONE = CLAIM_KINDS = ("new claim", "correction of a claim", "claim gone")
"""Causes that lie in single claims; a figure that names its claims can be held against them."""
READ_OTHERWISE = "claim read otherwise"
"""Its words are the same and what they allow is not: an effect of rules, code or mapping."""
GROUPS = {
    "data": (*CLAIM_KINDS, "table", "collection"),
    "rules": ("rules version", READ_OTHERWISE),
    "code": ("code", "page template"),
    "notebook": ("notebook",),
    "environment": ("environment",),
    "parameters": ("parameters",),
}
MADE_WITH = ("code", "templates")
LAST = ("publish/", "execute/", "cli")
"""Modules that only print and publish."""
SHOWN = 6
"""Names of one cause that fit a line."""


@dataclass(frozen=True)
class Cause:
    """One kind of difference.

    Parameters
    ----------
    kind : str
        As listed in `GROUPS`.
    names : tuple of str
        The claims, files, libraries or parameters it lies in.
    became : tuple of str
        What became of each of them; empty if that is not known.
    """

    kind: str
    names: tuple[str, ...]
    became: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """Data, rules, code, notebook, environment or parameters."""
        return next(group for group, kinds in GROUPS.items() if self.kind in kinds)

    @property
    def words(self) -> str:
        """The kind, its group if that says more, and the first few names."""
        group = f"{self.group}: " if self.group == "data" else ""
        more = len(self.names) - SHOWN
        rest = f" and {more} more" if more > 0 else ""
        pairs = zip_longest(self.names[:SHOWN], self.became[:SHOWN], fillvalue="")
        told = ", ".join(" ".join(filter(None, pair)) for pair in pairs)
        return f"{group}{self.kind} ({told}{rest})"

    def among(self, names: Iterable[str]) -> Cause:
        """Keep of it what lies in some names alone."""
        kept = [n for n, name in enumerate(self.names) if name in names]
        of = (tuple(told[n] for n in kept) if told else () for told in (self.names, self.became))
        return Cause(self.kind, *of)


def causes_between(old: Mapping, new: Mapping) -> list[Cause]:
    """Compare what two pages were made of and with.

    Parameters
    ----------
    old, new : mapping
        Records, or states (`record.state_of`).

    Returns
    -------
    list of Cause
        In the order of `GROUPS`; empty if nothing differs.

    Examples
    --------
    >>> of = {"parameters": {}, "data": {"collection": "c"}, "rules_version": "1"}
    >>> [cause.words for cause in causes_between(of, of | {"rules_version": "2"})]
    ['rules version (1 → 2)']
    """

    def both(name: str) -> list[Mapping]:
        return [side.get(name, {}) for side in (old, new)]

    code, templates = ([side.get("files", {}) for side in both(kind)] for kind in MADE_WITH)
    modules = [name.removeprefix("analysis/") for name in _differing(*code)]
    was, now = map(dict, both("notebook"))
    found = [
        *_of_data(*both("data")),
        Cause(
            "rules version", _moved(*({"": side.get("rules_version", "")} for side in (old, new)))
        ),
        Cause("code", tuple(sorted(modules, key=lambda name: (name.startswith(LAST), name)))),
        Cause("page template", _differing(*templates)),
        Cause("notebook", (str(now.get("name", "none")),) if was != now else ()),
        Cause("environment", _moved(*both("environment"))),
        Cause("parameters", _moved(*both("parameters"))),
    ]
    return [cause for cause in found if cause.names]


def why(claims: Iterable[str], causes: Iterable[Cause]) -> list[Cause]:
    """Return the causes that can have moved a figure.

    Parameters
    ----------
    claims : iterable of str
        Ids of the claims behind it, then and now; empty if the page does not say.

    Returns
    -------
    list of Cause
        Those of its own claims, if any of them moved. Else all: a figure may rest on more than
        it names, such as the other days that it is ranked among.
    """
    behind, causes = set(claims), list(causes)
    own = [cause.among(behind) for cause in causes if cause.kind in CLAIM_KINDS]
    return [cause for cause in own if cause.names] or causes


def _of_data(old: Mapping, new: Mapping) -> list[Cause]:
    was, now = old.get("collection", ""), new.get("collection", "")
    if was != now:
        return [Cause("collection", (f"{was or 'none'} → {now or 'none'}",))]
    before, after = old.get("claims", {}), new.get("claims", {})
    both = [claim_id for claim_id in after if claim_id in before]
    corrected = tuple(claim_id for claim_id in both if before[claim_id] != after[claim_id])
    claims = [
        Cause(NEW, tuple(sorted(set(after) - set(before)))),
        Cause(CORRECTED, corrected),
        Cause(GONE, tuple(sorted(set(before) - set(after)))),
    ]
    tables = _differing(old.get("tables", {}), new.get("tables", {}))
    # A claim's own row and readings are told by the claim, and a checksum follows its table.
    told = (f"{now}/claims.", f"{now}/readings.") if any(cause.names for cause in claims) else ()
    return [*claims, Cause("table", tuple(name for name in tables if not name.startswith(told)))]


def _differing(old: Mapping, new: Mapping) -> tuple[str, ...]:
    return tuple(name for name in sorted({*old, *new}) if old.get(name) != new.get(name))


def _moved(old: Mapping, new: Mapping) -> tuple[str, ...]:
    return tuple(
        f"{name} {_short(old.get(name))} → {_short(new.get(name))}".strip()
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    )


def _short(value: object) -> str:
    text = "none" if value is None else str(value)
    return text if len(text) <= 40 else text[:12] + "…"


NO_RECORD = "what is not known: a page has no run record"
OF_CLAIMS = (*CLAIM_KINDS, READ_OTHERWISE)
NO_CAUSE = "what no record holds: they agree in everything"
ID = "claim_id"
READ_AS = ("value", "low", "high")
STATED = ("reported", *(name for name in CLAIM_FIELDS if name != ID), *READING_COLUMNS)
"""What is collected of a claim, its words first."""


@dataclass(frozen=True)
class PageDiff:
    """What moved on one page.

    Parameters
    ----------
    figures : int
        Figures on either page, together.
    moved : dict
        From each figure that moved to the causes, any of which may have moved it.
    causes : tuple of Cause
        All that the records differ in.
    only : str
        `old` or `new` if one site alone has the page.
    are_claims_known : bool
        Whether causes name every claim that is another one now.
    """

    name: str
    figures: int
    moved: Mapping[Move, str]
    causes: tuple[Cause, ...]
    only: str = ""
    are_claims_known: bool = False

    def lines(self, most: int | None = None) -> list[str]:
        """Tell what moved on the page, at most so many figures one by one.

        Returns
        -------
        list of str
            A line for the page, and one each for figures and causes; empty if nothing moved.
        """
        if self.only:
            return [f"{self.name}: in the {self.only} site alone, {self.figures} figures"]
        if not self.moved:
            return []
        head = f"{self.name}: {len(self.moved)} of {self.figures} figures moved"
        usual = Counter(self.moved.values()).most_common(1)[0][0]
        told = []
        for group in together(self.moved):
            words = words_of_group(group) if group[1:] else group[0].words
            why_it = self.moved[group[0]]
            words += self._behind(group)
            told.append(f"  {words}" + (f"\n    because of {why_it}" if why_it != usual else ""))
        return [head, *first_of(told, most), f"  because of {usual}"]

    def _behind(self, group: Sequence[Move]) -> str:
        """Say which claims behind what moved are others now; empty if the page names none."""
        ids = set().union(*(move.claims for move in group))
        changed = [cause.among(ids) for cause in self.causes if cause.kind in OF_CLAIMS]
        told = "; ".join(f"{cause.kind}: {_few(cause.names)}" for cause in changed if cause.names)
        if told or not ids:
            return f" ({told})" if told else ""
        if self.are_claims_known:
            return " (no claim behind it changed)"
        return f" (claims behind it: {_few(sorted(ids))})"


def first_of(lines: Sequence[str], most: int | None, noun: str = "line") -> list[str]:
    """Return at most so many lines, and one that says how many more there are; all for None."""
    more = len(lines[most:]) if most else 0
    rest = [f"  and {several(more, noun)} more; --all shows them"] if more else []
    return [*lines[:most], *rest]


def diff(old: Path, new: Path) -> list[PageDiff]:
    """Compare two sites, or two pages.

    Parameters
    ----------
    old, new : Path
        Two folders of pages, or two pages.

    Returns
    -------
    list of PageDiff
        One for each page that either has, by name.

    Raises
    ------
    ParameterError
        If one is neither a page nor a folder with pages, or a record cannot be read.
    """
    if old.is_dir() != new.is_dir():
        raise ParameterError(f"{old} and {new} are not both folders, nor both pages")
    before, after = _pages(old), _pages(new)
    claims = claims_between(old, new)
    if not old.is_dir():
        return [_page_diff(new.name, old, new, _causes(old, new, claims), claims is not None)]
    both = sorted(before.keys() & after.keys())
    causes = {name: _causes(before[name], after[name], claims) for name in both}
    told = [found for found in causes.values() if found is not None]
    everywhere = list(dict.fromkeys(cause for found in told for cause in found)) if told else None
    found = []
    for name in sorted(before.keys() | after.keys()):
        of = causes.get(name)
        # An index has no record: its figures come from the pages.
        given = before.get(name), after.get(name), everywhere if of is None else of
        found.append(_page_diff(name, *given, claims is not None))
    return found


def for_changelog(found: Sequence[PageDiff]) -> list[str]:
    """Write what moved as lines for a list of numbers that moved, each number once.

    Returns
    -------
    list of str
        A line for each number, sentence or row, with all pages that print it and what may have
        moved it; drawings, which repeat the numbers of their tables, have none.
    """
    told: dict[tuple, tuple[str, str, list[str]]] = {}
    for page in found:
        for group in together(move for move in page.moved if not move.is_drawing):
            words = words_of_group(group) if group[1:] else group[0].words
            alike = tuple((move.key[1:], *move.values) for move in group)
            told.setdefault(alike, (words, page.moved[group[0]], []))[2].append(page.name)
    return [
        f"- {words} ({', '.join(dict.fromkeys(pages))}; {cause})"
        for words, cause, pages in told.values()
    ]


def _few(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
    return f"{', '.join(ids[:SHOWN])}{more}"


def sites_to_compare(paths: Sequence[Path], site: Path) -> tuple[Path, Path]:
    """Return the older and the newer of two sites or pages.

    Parameters
    ----------
    paths : sequence of Path
        Both; or one, which is then set beside the site before it; or none, for the usual site.

    Raises
    ------
    ParameterError
        If there are more than two, or no site before the one.
    """
    if len(paths) > 2:
        raise ParameterError(f"{len(paths)} sites were named; two are compared")
    if len(paths) == 2:
        return paths[0], paths[1]
    new = paths[0] if paths else site
    old = last_of(new)
    if not old.is_dir():
        raise ParameterError(
            f"there is no {old}; publishing keeps the site before there once one has changed"
        )
    return old, new


def summary(found: Sequence[PageDiff]) -> str:
    """Say in a line how many figures moved."""
    moved = sum(len(page.moved) for page in found)
    figures = sum(page.figures for page in found)
    alone = sum(bool(page.only) for page in found)
    pages = f"; {alone} of {len(found)} pages stand in one site alone" if alone else ""
    return f"{moved or 'none'} of {figures} figures moved{pages}"


def _pages(path: Path) -> Mapping[str, Path]:
    found = sorted(path.rglob("*.html")) if path.is_dir() else [path]
    if not found or not all(page.is_file() and page.suffix == ".html" for page in found):
        raise ParameterError(f"{path} is neither a page nor a folder with pages (*.html)")
    return {
        page.relative_to(path).as_posix() if path.is_dir() else page.name: page for page in found
    }


def _causes(old: Path, new: Path, claims: Sequence[Cause] | None) -> list[Cause] | None:
    """Compare the records of two pages, and claims; None if one of the pages has no record."""
    records = [page.with_suffix(ENDING) for page in (old, new)]
    # That of an index tells of the whole site.
    if not all(record.is_file() and record.name != NAME for record in records):
        return None
    made = [read_record(record) for record in records]
    recorded = causes_between(*made)
    if any(cause.kind == "collection" for cause in recorded):
        return recorded
    # Claims of tables with a mapping have no digests in records.
    both = {cause.kind: cause for cause in recorded}
    for cause in claims or ():
        known = both.get(cause.kind, cause).names
        became = dict.fromkeys(known, "") | dict(zip(cause.names, cause.became, strict=True))
        both[cause.kind] = Cause(cause.kind, tuple(became), tuple(became.values()))
    if "table" in both and both.keys() & {*CLAIM_KINDS}:
        # Of the collection's own, its claims are made of all but these.
        home = f"{made[1]['data']['collection']}/"
        others = (f"{home}collection.toml", *(f"{home}{table}." for table in COLUMNS))
        names = both["table"].names
        kept = [n for n in names if n.startswith(others) or not n.startswith(home)]
        both["table"] = both["table"].among(kept)
    kinds = (kind for kinds in GROUPS.values() for kind in kinds)
    return [both[kind] for kind in kinds if kind in both and both[kind].names]


def _page_diff(
    name: str,
    old: Path | None,
    new: Path | None,
    causes: list[Cause] | None,
    are_claims_known: bool,
) -> PageDiff:
    before, after = (
        read_page(page.read_text(encoding="utf-8", errors="replace")).figures if page else ()
        for page in (old, new)
    )
    total = len({figure.key for figure in (*before, *after)})
    if old is None or new is None:
        return PageDiff(name, total, {}, (), "new" if old is None else "old")
    note = NO_RECORD if causes is None else NO_CAUSE
    moved = {
        move: " or ".join(cause.words for cause in why(move.claims, causes or [])) or note
        for move in moves(before, after)
    }
    return PageDiff(name, total, moved, tuple(causes or []), "", are_claims_known)


def claims_between(old: Path, new: Path) -> list[Cause] | None:
    """Compare the claims of two sites, or of two pages.

    Parameters
    ----------
    old, new : Path
        Two folders of pages, or two pages.

    Returns
    -------
    list of Cause, or None
        New, corrected, gone and otherwise read claims, with what became of each; None if one of
        the two offers no table of claims. Where a table holds the claims of its page alone, one
        that it lacks is neither new nor gone.

    Raises
    ------
    RawDataError
        If a table is damaged.
    """
    of_all = [site / "data" / "claims.csv" for site in (old, new)]
    # Where there is none of all claims, those of single pages.
    paths = [
        [table]
        if table.is_file()
        else sorted((site if site.is_dir() else site.with_suffix("")).rglob("claims.csv"))
        for site, table in zip((old, new), of_all, strict=True)
    ]
    if not all(paths):
        return None
    # Each claim once, in the order of their ids.
    tables = (pd.concat([read_raw(path, (ID,)) for path in each]) for each in paths)
    before, after = (
        table.drop_duplicates(ID).set_index(ID).sort_index().fillna("") for table in tables
    )
    both = before.index.intersection(after.index)
    was, now = before.loc[both], after.loc[both]
    corrected = _differing_cells(was, now, STATED)
    told = {
        CORRECTED: corrected,
        READ_OTHERWISE: _differing_cells(was.drop([*corrected]), now.drop([*corrected]), READ_AS),
    }
    if all(table.is_file() for table in of_all):
        told |= {NEW: _words(after.drop(both)), GONE: _words(before.drop(both))}
    return [
        Cause(kind, tuple(told[kind]), tuple(told[kind].values()))
        for kind in (*CLAIM_KINDS, READ_OTHERWISE)
        if told.get(kind)
    ]


def _differing_cells(
    was: pd.DataFrame, now: pd.DataFrame, columns: tuple[str, ...]
) -> Mapping[str, str]:
    """Tell the first column in which each claim differs; claims that do not are left out."""
    known = [name for name in columns if name in was.columns and name in now.columns]
    differs = was[known].ne(now[known])
    first = differs[differs.any(axis=1)].idxmax(axis=1)
    return {
        claim_id: f"{'' if column == 'reported' else f'{column} '}"
        f"{shown(was.at[claim_id, column])} → {shown(now.at[claim_id, column])}"
        for claim_id, column in first.items()
    }


def _words(claims: pd.DataFrame) -> Mapping[str, str]:
    return {claim_id: shown(words) for claim_id, words in claims.get("reported", {}).items()}
