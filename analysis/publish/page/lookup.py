"""Every claim of a collection in lists by day, by speaker and by measure, to be found by a link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.compare import deniers_of
from analysis.collection.labels import labelled
from analysis.reports.shared import party_named
from analysis.terms import DENIERS, FIRM_DATE_BASES
from analysis.text.links import web_address, why_no_link
from analysis.text.readable import day as day_words

UNDATED = "undated"
"""Anchor of the claims whose day the pages do not allow."""
MOST_ON_A_PAGE = 5000
"""Claims that one page may list; ours has a few hundred."""
FEW = 3
"""Claims of a day that are listed if there are too many in all."""
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
            "reported": claims["reported"],
            "stance": claims["stance"].map(STANCES).fillna(claims["stance"]),
            "remarks": _remarks(claims, collection),
        }
    ).reset_index(drop=True)
    rows["day_words"] = _day_names(rows["day"])
    notes = pages["url"].map({url: why_no_link(url) for url in pages["url"].unique()})
    named = pages["publisher"].where(notes == "", pages["publisher"] + ", " + notes)
    rows["publisher"], rows["language"] = named, pages["language"]
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
    return [
        replace(group, claims=group.claims[:FEW], more=max(len(group.claims) - FEW, 0))
        for group in days
    ]


def by_speaker(rows: pd.DataFrame, collection: Collection) -> list[Group]:
    """Return a group for each speaker by name, with office and side."""
    speakers, parties = collection.speakers, collection.words.parties["label"]
    found = []
    for key, claims in _groups(rows, "speaker_key"):
        known = speakers.loc[key]
        note = "; ".join(filter(None, [known.get("role", ""), parties.get(known["party"], "")]))
        side = str(parties.get(known["party"], ""))
        found.append(Group(str(key), known["label"], note, claims, kind=side))
    return sorted(found, key=lambda group: group.name)


def by_measure(rows: pd.DataFrame, collection: Collection) -> list[Group]:
    """Return a group for each measure by name, with what it counts."""
    measures = collection.words.measures
    found = []
    for key, claims in _groups(rows, "measure_key"):
        known = measures.loc[key]
        note, unit = known.get("counts", ""), str(known.get("unit", "")).replace("_", " ")
        found.append(Group(str(key), known["label"], note, claims, kind=unit))
    return sorted(found, key=lambda group: group.name)


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
    grouped = rows.groupby(column, sort=False)
    return [(key, list(claims.itertuples(index=False))) for key, claims in grouped]


def _day_names(days: pd.Series) -> pd.Series:
    distinct = {day: _day_name(day) for day in days.unique()}
    return days.map(distinct)


def _day_name(day: str) -> str:
    return "Day not known" if day == UNDATED else day_words(pd.Timestamp(day))
