"""What a reader looks up in lists: every claim by day, speaker and measure; what was corrected.

Corrected are published numbers that moved, and rows that we read otherwise than printed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.comparison import deniers_of
from analysis.collection.labels import labelled, party_named
from analysis.data.names import isolated
from analysis.data.sources import read_raw
from analysis.paths import SHIPPED
from analysis.publish.page.markup import web_address, why_no_link
from analysis.terms import DENIERS, FIRM_DATE_BASES
from analysis.text.say import day as day_words
from analysis.text.say import over_time

UNDATED = "undated"
"""Anchor of the claims whose day the pages do not allow."""
MOST_ON_A_PAGE = 5000
"""Claims that one page may list; ours has a few hundred."""
MOST_LINKS = 10_000
"""Links to days in the list of speakers, or of measures."""
FEW = 3
"""Claims of a day that are listed if there are too many in all; fewer of very many days."""
MOST_CORRECTED = 1000
"""Rows set aside that the page of corrections lists, and readings."""
STANCES = {"claim": "", "assessment": "assessment", "denial": "quoted to be denied"}

ROLES = {"retold": "as some page changed it", "version": "another value for the same figure"}


@dataclass(frozen=True)
class Group:
    """The claims of one day, one speaker or one measure.

    Parameters
    ----------
    anchor : str
        Within its page.
    name : str
    note : str
        What the name alone does not say.
    claims : list
        Rows of `listed_claims`.
    more : int
        Claims that are not listed, only counted.
    kind : str
        What a list may be cut down to: a side, a unit, a month.
    """

    anchor: str
    name: str
    note: str
    claims: list
    more: int = 0
    kind: str = ""

    @property
    def days(self) -> list[tuple[str, str, int]]:
        """The days of the claims: anchor, name and number of claims, in order."""
        counts: dict[tuple[str, str], int] = {}
        for claim in self.claims:
            key = (claim.day, claim.day_words)
            counts[key] = counts.get(key, 0) + 1
        return [(anchor, words, n) for (anchor, words), n in counts.items()]


def listed_claims(collection: Collection) -> pd.DataFrame:
    """Return every claim in readers' words, with the page it was read on.

    Returns
    -------
    pandas.DataFrame
        By day, then in the order of the table; those without a day last. Text is as it was found:
        whoever prints it escapes it.
    """
    claims = collection.claims
    words = labelled(claims, collection)
    pages = collection.sources.reindex(claims["source_id"]).fillna("").reset_index(drop=True)
    rows = pd.DataFrame(
        {
            "claim_id": claims["claim_id"],
            "day": claims["stated_on"].dt.strftime("%Y-%m-%d").fillna(UNDATED),
            "firm": claims["date_basis"].isin(FIRM_DATE_BASES),
            "speaker_key": claims["speaker"],
            "speaker": words["speaker"],
            "party": words["party"],
            "measure_key": claims["measure"],
            "measure": words["measure"],
            "subject": words["subject"].where(claims["subject"] != "none", ""),
            "scope": words["scope"],
            "time": claims["period"].map(over_time),
            "reported": claims["reported"].map(isolated),
            "stance": claims["stance"].map(STANCES).fillna(claims["stance"]),
            "remarks": _remarks(claims, collection),
        }
    ).reset_index(drop=True)
    rows["day_words"] = _day_names(rows["day"])
    notes = pages["url"].map({url: why_no_link(url) for url in pages["url"].unique()})
    named = pages["publisher"].where(notes == "", pages["publisher"] + ", " + notes)
    rows["publisher"], rows["language"] = named.map(isolated), pages["language"]
    for name in ("url", "archived"):
        written = pages[name] if name in pages else pd.Series("", index=rows.index)
        rows[name] = written.map({url: web_address(url) for url in written.unique()})
    return rows.sort_values("day", kind="stable", ignore_index=True)


def _remarks(claims: pd.DataFrame, collection: Collection) -> pd.Series:
    """Say of each claim what others found, that it is doubted, and that a page changed it."""
    denied = deniers_of(claims, collection.words).map({**DENIERS, "": ""})
    parts = [
        denied,
        claims["verification"].where(claims["verification"] == "uncorroborated", ""),
        (claims["doubted_by"] != "").map({True: "doubted", False: ""}),
        claims["role"].map(ROLES).fillna(""),
    ]
    joined = pd.concat([part.astype("str") for part in parts], axis=1).agg("; ".join, axis=1)
    return joined.str.replace(r"(?:; )+", "; ", regex=True).str.strip("; ")


def by_day(rows: pd.DataFrame) -> list[Group]:
    """Return a group for each day, those without a day last."""
    return [
        Group(str(day), claims[0].day_words, "", claims) for day, claims in _groups(rows, "day")
    ]


def shortened(days: Sequence[Group]) -> list[Group]:
    """Cut the days of a large collection down to a few claims each; the tables have all.

    A page of tens of thousands of claims is none that a reader can open.
    """
    if sum(len(group.claims) for group in days) <= MOST_ON_A_PAGE:
        return list(days)
    few = min(FEW, MOST_ON_A_PAGE // len(days))
    return [
        replace(group, claims=group.claims[:few], more=max(len(group.claims) - few, 0))
        for group in days
    ]


def days_shown(groups: Sequence[Group]) -> int:
    """Return how many days of each group are listed: all, or as many as a page has room for."""
    found = [len(group.days) for group in groups]
    return max(found, default=0) if sum(found) <= MOST_LINKS else MOST_LINKS // len(groups)


def by_speaker(rows: pd.DataFrame, collection: Collection) -> list[Group]:
    """Return a group for each speaker by name, with office and side."""
    speakers, parties = collection.speakers, collection.words.parties["label"]
    found = []
    for key, claims in _groups(rows, "speaker_key"):
        known = speakers.loc[key]
        note = "; ".join(filter(None, [known.get("role", ""), parties.get(known["party"], "")]))
        side = str(parties.get(known["party"], ""))
        found.append(Group(str(key), known["label"], note, claims, kind=side))
    return sorted(found, key=lambda group: group.name.casefold())


def by_measure(rows: pd.DataFrame, collection: Collection) -> list[Group]:
    """Return a group for each measure by name, with what it counts."""
    measures = collection.words.measures
    found = []
    for key, claims in _groups(rows, "measure_key"):
        known = measures.loc[key]
        note, unit = known.get("counts", ""), str(known.get("unit", "")).replace("_", " ")
        found.append(Group(str(key), known["label"], note, claims, kind=unit))
    return sorted(found, key=lambda group: group.name.casefold())


def kinds_of(groups: Sequence[Group]) -> list[tuple[str, int]]:
    """Return the kinds that a list may be cut down to, with the groups of each, by name."""
    counts = Counter(group.kind for group in groups if group.kind)
    return sorted(counts.items()) if len(counts) > 1 else []


def by_month(days: Sequence[Group]) -> list[tuple[str, list[Group]]]:
    """Put dated groups under the name of their month, such as "March 2023"."""
    months: dict[str, list[Group]] = {}
    for group in days:
        if group.anchor != UNDATED:
            months.setdefault(group.name.partition(" ")[2], []).append(group)
    return list(months.items())


def party_shares(collection: Collection) -> list[tuple[str, int, str]]:
    """Return the claims of each party: name, number, share of all in whole per cent."""
    counts = collection.claims["party"].value_counts().sort_index()
    total = max(int(counts.sum()), 1)
    shares = [
        (party_named(collection, party), int(n), f"{100 * n / total:.0f} %")
        for party, n in counts.items()
    ]
    return sorted(shares, key=lambda share: -share[1])


def _groups(rows: pd.DataFrame, column: str) -> list[tuple[object, list]]:
    found: dict[object, list] = {}
    for key, claim in zip(rows[column], rows.itertuples(index=False), strict=True):
        found.setdefault(key, []).append(claim)
    return list(found.items())


def _day_names(days: pd.Series) -> pd.Series:
    distinct = {day: _day_name(day) for day in days.unique()}
    return days.map(distinct)


def _day_name(day: str) -> str:
    return "Day not known" if day == UNDATED else day_words(pd.Timestamp(day))


CHANGELOG = SHIPPED / "CHANGELOG.md"
RELEASE = re.compile(r"^## \[([^\]]+)\](?: - (\S+))?$", re.MULTILINE)
MOVED = re.compile(r"^### Numbers that moved\n+(.*?)(?=^#|\Z)", re.MULTILINE | re.DOTALL)


HEADINGS = {
    "verification": "What did others find of a claim?",
    "checked_by": "Who looked into a claim?",
    "doubted_by": "Who doubts a figure?",
    "own_word": "What did the speaker call those counted?",
    "in_words": "What did the speaker say around the figure?",
    "part": "Which part of a statement is a figure?",
    "directness": "Which pages changed a figure, or carry it as it was stated?",
    "set_aside": "What errors does a page show?",
    "inferred": "Which places or periods are inferred?",
}
"""Over our readings, by the column that they fill: each of `terms.READING_COLUMNS`."""


@dataclass(frozen=True)
class Release:
    """What a release says of published numbers.

    Parameters
    ----------
    version, day : str
        As the changelog writes them; the day is empty for what is not released yet.
    moved : list of str
        A line for each number, or the sentence that there are none.
    """

    version: str
    day: str
    moved: list[str]


def releases(text: str) -> list[Release]:
    """Read the "Numbers that moved" of each release in a changelog, and of the time since then.

    The time since the last release is left out if nothing moved in it.

    >>> releases("## [0.2.0] - 2027-01-05\\n\\n### Numbers that moved\\n\\n- 0.97 to 0.98.\\n")
    [Release(version='0.2.0', day='2027-01-05', moved=['0.97 to 0.98.'])]
    """
    parts = RELEASE.split(text)[1:]
    found = [
        Release(version, day or "", _lines(section))
        for version, day, section in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]
    return [release for release in found if release.day or release.moved]


def changelog(path: Path = CHANGELOG) -> list[Release]:
    """Return the releases of the project; none if it has no changelog."""
    return releases(path.read_text(encoding="utf-8")) if path.is_file() else []


def readings(collection: Collection) -> pd.DataFrame:
    """Return our readings of single rows: claim_id, column, reading, reason, reported, speaker.

    Parameters
    ----------
    collection : Collection
        As of a day, readings of claims that were not known by then are left out.
    """
    path = collection.home / "readings.csv"
    if not path.is_file():
        return pd.DataFrame(columns=["claim_id", "column", "reading", "reason"])
    columns = ["claim_id", "reported", "speaker"]
    known = pd.concat([collection.claims[columns], collection.set_aside[columns]])
    labels = collection.words.speakers["label"]
    known["speaker"] = known["speaker"].map(labels).fillna(known["speaker"])
    how = "inner" if collection.as_of else "left"
    rows = read_raw(path).merge(known, on="claim_id", how=how).fillna("")
    named = rows["reading"].map(labels).fillna(rows["reading"])
    return rows.assign(reading=rows["reading"].mask(rows["column"] == "checked_by", named))


def _lines(section: str) -> list[str]:
    found = MOVED.search(section)
    items = re.split(r"^- ", found[1], flags=re.MULTILINE) if found else []
    return [" ".join(item.split()) for item in items if item.strip()]
