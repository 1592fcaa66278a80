"""A draft as rows of a collection: of claims.csv and sources.csv, and what keeps it from that.

One reason is that the figure is there already: on the same page, or as an echo of a statement.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from analysis.claims.cleaning import clean_claims
from analysis.claims.duplicates import group_origins
from analysis.data.checks import claim_rules, hint
from analysis.data.dates import read_days
from analysis.data.doors import misleading_signs
from analysis.data.names import fold, key_from, nearest
from analysis.data.vocabulary import Vocabulary
from analysis.review.drafts import OPEN, RULE, Draft, SourcePage, ground_in_words, plain_words
from analysis.terms import CLAIM_FIELDS
from analysis.wording.reading import read_wording

NEEDED = ("date_basis", "period", "speaker", "party", "stance", "measure", "subject", "scope")
NEEDED += ("reported", "unit")
"""Fields without which a draft is no claim."""
MENDABLE = ("stated_on", "date_basis", *NEEDED[1:], "organisation", "scope_wording", "note")
"""Fields that a person may mend."""
TABLES = {
    "speaker": "speakers",
    "scope": "scopes",
    "measure": "measures",
    "subject": "forces",
    "party": "parties",
}
"""Fields whose keys a person may add to the vocabulary, and the table of each."""
INFERRED = ("scope", "period")
"""Fields that a claim says of that they were inferred, where a rule gave them."""
NOT_GIVEN = "publisher not given"


def settled(draft: Draft, words: Vocabulary) -> Draft:
    """Return a draft with what follows from its speaker and measure: party and unit."""
    speaker = words.speaker_aliases.get(fold(draft["speaker"]))
    party = words.speakers.at[speaker, "party"] if speaker else draft["party"]
    unit = draft["unit"]
    if draft["measure"] in words.measures.index and unit not in _units(draft["measure"], words):
        unit = _units(draft["measure"], words)[0]
    return {**draft, "party": party, "unit": unit}


Labels = dict[str, dict[str, str]]
"""For a field, from key to the words that a reader sees."""


def labels_of(words: Vocabulary) -> Labels:
    """Return the readers' words for the keys of each field."""
    tables = {"speaker": words.speakers, "measure": words.measures, "subject": words.forces}
    tables |= {"scope": words.scopes, "party": words.parties}
    return {field: table["label"].to_dict() for field, table in tables.items()}


class Demands:
    """What a vocabulary demands of a draft before it is a claim; each value is held once.

    Parameters
    ----------
    words : Vocabulary
    """

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self._rules = claim_rules(words)
        self._told: dict[tuple[str, str], str] = {}

    def refuses(self, field: str, value: str) -> str:
        """Say what a value is that a field cannot have, with what is nearest; empty if it can."""
        if (field, value) not in self._told:
            broken = [
                f"{rule.says}{hint(value, rule)}"
                for rule in self._rules
                if rule.column == field and not rule.holds_for(pd.Series([value])).iloc[0]
            ]
            self._told[field, value] = next(iter(broken), "")
        return self._told[field, value]


def faults_of(draft: Draft, demands: Demands) -> list[str]:
    """Say what keeps a draft from being a claim: each field with its value and what is nearest.

    Parameters
    ----------
    draft : dict
        As it is settled.
    demands : Demands
    """
    words, faults = demands.words, []
    for field in dict.fromkeys(["stated_on", *NEEDED]):
        value = draft.get(field, "")
        if field in NEEDED and value in (OPEN, ""):
            faults.append(f"{field} is open{_nearest_to_words(field, draft, words)}")
        elif refusal := demands.refuses(field, value):
            faults.append(f"{field}: {value!r} {refusal}")
    faults += _faults_of_figure(draft, words)
    faults += [
        f"{field} holds {what}"
        for field in CLAIM_FIELDS
        for _, what in misleading_signs(draft.get(field, ""))
    ]
    return [f"draft {draft['draft_id']}: {fault}" for fault in faults]


def _faults_of_figure(draft: Draft, words: Vocabulary) -> list[str]:
    faults = []
    measure, unit = draft["measure"], draft["unit"]
    if draft["reported"] not in ("", OPEN):
        read = read_wording(draft["reported"], unit if unit != OPEN else "")
        faults += [f"reported: {draft['reported']!r}: {read.reason}"] if read.reason else []
    if measure in words.measures.index and unit not in ("", OPEN, *_units(measure, words)):
        allowed = ", ".join(_units(measure, words))
        faults.append(f"unit: {unit!r} is not a unit of {measure}; nearest: {allowed}")
    return faults


def choices_of(field: str, words: Vocabulary) -> list[str]:
    """Return the values that a field may have; none where any words will do."""
    if field == "speaker":
        return list(words.speakers.index)
    found = [rule.choices for rule in claim_rules(words) if rule.column == field and rule.choices]
    return list(found[0]) if found else []


def _nearest_to_words(field: str, draft: Draft, words: Vocabulary) -> str:
    """Name the choices that are spelt most like what stands on the page."""
    written = draft.get(f"{field}_words", "")
    said = f"; the page says {plain_words(written)!r}" if written else ""
    choices = choices_of(field, words)
    labels = getattr(words, TABLES[field])["label"].to_dict() if field in TABLES else {}
    keys = {label: key for key, label in labels.items()} | {key: key for key in choices}
    found = [keys[name] for name in nearest(written, keys)] if written else []
    close = list(dict.fromkeys(found)) or choices[:4]
    return f"{said}; nearest: {', '.join(close)}" if close else said


def claim_of(draft: Draft, claim_id: str, source_id: str) -> dict[str, str]:
    """Return the row of claims.csv that a draft becomes."""
    row = {column: draft.get(column, "") for column in CLAIM_FIELDS}
    return {**row, "claim_id": claim_id, "source_id": source_id}


def readings_of(draft: Draft, claim_id: str) -> list[dict[str, str]]:
    """Return what readings.csv says of a claim whose place or period a rule gave."""
    found = [field for field in INFERRED if draft.get(f"{field}_from", "").startswith(RULE)]
    if not found:
        return []
    grounds = "; ".join(f"{name} {ground_in_words(draft[f'{name}_from'])}" for name in found)
    reason = f"the page does not say it beside the figure: {grounds}"
    row = {"claim_id": claim_id, "column": "inferred", "reading": ";".join(found)}
    return [{**row, "reason": reason}]


def source_of(page: SourcePage, source_id: str) -> dict[str, str]:
    """Return the row of sources.csv for a page."""
    host = urlsplit(page.url).netloc.removeprefix("www.") if page.url else ""
    return {
        "source_id": source_id,
        "url": page.url,
        "publisher": page.publisher or host or NOT_GIVEN,
        "title": page.title,
        "published": page.published,
        "language": page.language,
        "read_on": page.read_on,
        "text_sha256": page.text_sha256,
        "archived": page.archived,
    }


def source_id_of(page: SourcePage, taken: Iterable[str]) -> str:
    """Name a page by its publisher and day, as no other page is named.

    >>> page = SourcePage("ab12", url="https://www.pravda.com.ua/x", published="2023-03-19")
    >>> source_id_of(page, [])
    'pravda-com-ua-20230319'
    """
    where = source_of(page, "")["publisher"]
    stem = slug(where) if where != NOT_GIVEN else ""
    parts = [stem or "text", page.published.replace("-", "") or page.text_sha256[:8]]
    return _free("-".join(parts), set(taken))


def next_claim_id(taken: list[str]) -> str:
    """Return an id after the last one that ends in a number, in its form.

    >>> next_claim_id(["a0214", "b0009"]), next_claim_id([])
    ('b0010', 'c0001')
    """
    numbered = [found for name in reversed(taken) if (found := re.fullmatch(r"(.*?)(\d+)", name))]
    stem, number = numbered[0].groups() if numbered else ("c", "0000")
    known, place = set(taken), int(number) + 1
    while (name := f"{stem}{place:0{len(number)}d}") in known:
        place += 1
    return name


def key_column(field: str) -> str:
    """The column of a vocabulary table that holds the keys of a field."""
    return {"subject": "force"}.get(field, field)


def word_row(field: str, draft: Mapping[str, str]) -> dict[str, str]:
    """Draft a row of the vocabulary for what the page says: what only a person knows is "?".

    Parameters
    ----------
    field : str
        A key of `TABLES`.
    draft : dict
    """
    written = plain_words(draft.get(f"{field}_words", "")) or draft.get(field, "").strip(OPEN)
    label = written if written.isascii() and written else OPEN
    key = key_from(label) or OPEN
    rows = {
        "speaker": {"speaker": key, "label": label, "role": "", "party": OPEN},
        "scope": {"scope": key, "label": label, "level": "point", "parent": "", "note": ""},
        "measure": {
            **{"measure": key, "label": label, "unit": OPEN, "also_in": "", "counts": OPEN},
            **{"role": "subject", "adds_up": "", "note": ""},
        },
        "subject": {"force": OPEN, "label": OPEN, "people": OPEN, "party": ""},
        "party": {"party": OPEN, "label": OPEN, "opponent": "", "interested": OPEN},
    }
    return rows[field]


def word_faults(field: str, row: Mapping[str, str], words: Vocabulary) -> list[str]:
    """Say what keeps a drafted row from the vocabulary."""
    known = getattr(words, TABLES[field])
    named = key_column(field)
    key = row.get(named, "")
    faults = [f"new {field}: {name} is open" for name, value in row.items() if value == OPEN]
    faults += [f"new {field}: {name} is empty" for name in (named, "label") if not row.get(name)]
    if key in known.index:
        faults.append(f"new {field}: {key!r} is there already: {known.at[key, 'label']}")
    elif close := [name for name in nearest(key, known.index, 1) if fold(name) == fold(key)]:
        faults.append(f"new {field}: {key!r} is spelt as {close[0]!r}")
    choices = {"parent": ["", *words.scopes.index], "interested": ["yes", "no"]}
    if field in ("speaker", "subject"):
        choices["party"] = [*[""] * (field == "subject"), *words.parties.index]
    if field == "party":
        choices["opponent"] = ["", *words.forces.index]
    if field == "measure":
        choices |= {name: words.measures[name].unique() for name in ("role", "unit")}
    for name, allowed in choices.items():
        if name in row and row[name] not in (*allowed, OPEN):
            close = ", ".join(nearest(row[name], allowed) or list(allowed)[:6])
            faults.append(f"new {field}: {name} {row[name]!r} is not known; nearest: {close}")
    faults += [
        f"new {field}: {name} holds {what}"
        for name, value in row.items()
        for _, what in misleading_signs(value)
    ]
    return faults


def with_key(field: str, row: dict[str, str]) -> dict[str, str]:
    """Give a drafted speaker, area or measure without a key the one that its label spells.

    >>> with_key("speaker", {"speaker": "?", "label": "Ivan the Clerk"})["speaker"]
    'ivan_the_clerk'
    """
    told = field in ("speaker", "scope", "measure") and row[field] == OPEN and row["label"] != OPEN
    return {**row, field: key_from(row["label"]) or OPEN} if told else row


def slug(words: str) -> str:
    """Write words with small Latin letters, digits and hyphens.

    >>> slug("Ukrainska Pravda (mirror)"), slug("Черевати")
    ('ukrainska-pravda-mirror', '')
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")


def _units(measure: str, words: Vocabulary) -> list[str]:
    row = words.measures.loc[measure]
    return [row["unit"], *filter(None, row["also_in"].split(";"))]


def _free(stem: str, taken: set[str]) -> str:
    name, place = stem, 2
    while name in taken:
        name, place = f"{stem}-{place}", place + 1
    return name


SAME = ("stance", "measure", "subject", "scope", "unit")
"""What a claim must share with a draft, besides the speaker, to be looked at."""
NEW = "\x00draft"


@dataclass(frozen=True)
class Known:
    """What a collection holds of the statement that a draft belongs to.

    Parameters
    ----------
    same_page, echo : str
        The claim that gives the same figure on the same page, or on another; empty if none.
    other_values : tuple of (str, str)
        Claims of the same statement with another value, each with its words.
    """

    same_page: str = ""
    echo: str = ""
    other_values: tuple[tuple[str, str], ...] = ()

    @property
    def refusal(self) -> str:
        """Why the draft may not be accepted, in words; empty if it may."""
        if self.same_page:
            return f"the figure is there already: claim {self.same_page}, from the same page"
        if self.echo:
            return f"the figure is there already: claim {self.echo}, the same statement on a page"
        return ""

    @property
    def remark(self) -> str:
        """What else the statement says, in words; empty if nothing."""
        told = [f"{claim_id} ({reported})" for claim_id, reported in self.other_values]
        return f"the same statement has another value in {', '.join(told)}" if told else ""


def known_of(
    row: dict[str, str], claims: pd.DataFrame, readings: pd.DataFrame, words: Vocabulary
) -> Known:
    """Look for the statement of a draft among the claims of a collection.

    Parameters
    ----------
    row : dict
        The draft as a row of claims.csv, with the id of its page if that is listed.
    claims, readings : pandas.DataFrame
        As they are read: text.
    words : Vocabulary
    """
    return known_of_each([row], claims, readings, words)[0]


def known_of_each(
    rows: Sequence[dict[str, str]],
    claims: pd.DataFrame,
    readings: pd.DataFrame,
    words: Vocabulary,
) -> list[Known]:
    """Look for the statement of each draft as `known_of` does; all are cleaned at once."""
    if not rows:
        return []
    near = [_like(row, claims, words) & _near(row, claims) for row in rows]
    names = [f"{NEW}{place}" for place in range(len(rows))]
    drafts = [{**row, "claim_id": name} for row, name in zip(rows, names, strict=True)]
    ours = pd.DataFrame(drafts, columns=list(CLAIM_FIELDS)).astype("str")
    looked_at = claims[np.logical_or.reduce(near)]
    raw = pd.concat([looked_at[list(CLAIM_FIELDS)].astype("str"), ours], ignore_index=True)
    cleaned, _ = clean_claims(raw, words, readings)
    return [
        _known(row, name, cleaned[cleaned["claim_id"].isin([*claims["claim_id"][close], name])])
        for row, name, close in zip(rows, names, near, strict=True)
    ]


def _known(row: dict[str, str], name: str, cleaned: pd.DataFrame) -> Known:
    """Hold a draft against the claims near it, cleaned with it; it is called by a name."""
    if len(cleaned) < 2 or name not in set(cleaned["claim_id"]):
        return Known()
    grouped = group_origins(cleaned.reset_index(drop=True))
    draft = grouped[grouped["claim_id"] == name].iloc[0]
    others = grouped[grouped["claim_id"] != name]
    equal = (others[["low", "high"]].fillna(-1) == draft[["low", "high"]].fillna(-1)).all(axis=1)
    statement = others["origin_id"] == draft["origin_id"]
    here = others[equal & _on_page(others, row["source_id"]) & _same_time(others, draft)]
    echo = others[equal & statement]
    differing = others[statement & ~equal]
    return Known(
        same_page=_first(here),
        echo="" if len(here) else _first(echo),
        other_values=tuple(zip(differing["claim_id"], differing["reported"], strict=True)),
    )


def _like(row: dict[str, str], claims: pd.DataFrame, words: Vocabulary) -> pd.Series:
    spelt = words.speaker_aliases
    speaker = spelt.get(fold(row["speaker"]), "")
    names = {name for name in claims["speaker"].unique() if spelt.get(fold(name)) == speaker}
    alike = claims["speaker"].isin(names)
    for column in SAME:
        alike &= claims[column] == row[column]
    return alike


def _near(row: dict[str, str], claims: pd.DataFrame) -> pd.Series:
    """Keep what may be the same statement: a day apart at most, without a day, or on one page."""
    days, day = read_days(claims["stated_on"]), read_days(pd.Series([row["stated_on"]])).iloc[0]
    if pd.isna(day):
        return pd.Series(True, index=claims.index)
    close = (days - day).abs() <= pd.Timedelta(days=1)
    return close | days.isna() | _on_page(claims, row["source_id"])


def _on_page(claims: pd.DataFrame, source_id: str) -> pd.Series:
    pages = claims["source_id"] + ";" + claims["also_in"]
    return pages.str.split(";").map(lambda ids: bool(source_id) and source_id in ids)


def _same_time(claims: pd.DataFrame, draft: pd.Series) -> pd.Series:
    same = claims["period"] == draft["period"]
    apart = claims["stated_on"].notna() & (claims["stated_on"] != draft["stated_on"])
    return same & ~(apart & pd.notna(draft["stated_on"]))


def _first(rows: pd.DataFrame) -> str:
    return str(rows["claim_id"].iloc[0]) if len(rows) else ""
