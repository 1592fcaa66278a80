"""What sentences about an invented war must say, counted from the rows as they were written.

Nothing here reads the tables of the suite: a sentence is held against the table of the war alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bs4 import BeautifulSoup
from invented_wars import War

NO_FIGURE = ("", "-", "no figure", "fewer than 0", "nearly 0")
"""Words without a figure, and those of which no count is: nothing counted lies below nought."""
Rows = Sequence[dict[str, str]]


def known(war: War) -> list[dict[str, str]]:
    """Rows that hold a figure and were known by the day as of which the page is made."""
    return [
        row
        for row in war.rows
        if row["figure"] not in NO_FIGURE and (not war.as_of or row["day"] <= war.as_of)
    ]


def sentences_of(html: str) -> list[str]:
    """The paragraphs that were said by code, as text."""
    soup = BeautifulSoup(html, "html.parser")
    for behind in soup.select(".receipts, .register, [popover], header, nav, a[data-n]"):
        behind.decompose()
    return [" ".join(p.get_text().split()) for p in soup.select("p")]


def _paired_days(rows: Rows, **key: str) -> set[str]:
    """Days on which killed and wounded were both claimed or assessed by one speaker."""
    mine = [
        row
        for row in rows
        if row["period"] == "day"
        and row["stance"] != "denial"
        and all(row[name] == value for name, value in key.items())
    ]
    days = [{r["day"] for r in mine if r["what"] == what} for what in ("killed", "wounded")]
    return days[0] & days[1]


def wrong_sentences(name: str, html: str, war: War, values: dict[str, str]) -> list[str]:
    """Sentences of a report that the rows of the war do not bear out."""
    rows, said = known(war), sentences_of(html)
    return [
        f"{oracle.__name__}: {fault}"
        for oracle in ORACLES.get(name, ())
        for fault in oracle(rows, said, values, war)
    ]


def holdings(rows: Rows, said: Sequence[str], values: dict, war: War) -> list[str]:
    """The first sentence of the claims counts rows and speakers."""
    found = next((text for text in said if " stated " in text and "read on" in text), "")
    figures = re.search(r"figures? in ([\d,]+) rows?, by ([\d,]+) speakers?", found)
    if not figures:
        return [f"no count of figures in {found!r}"]
    told = tuple(int(part.replace(",", "")) for part in figures.groups())
    counted = (len(rows), len({row["who"] for row in rows}))
    return [] if told == counted else [f"{told} told, {counted} counted: {found}"]


def other_statements(rows: Rows, said: Sequence[str], values: dict, war: War) -> list[str]:
    """That no other statement was located is said if, and only if, there is none."""
    speakers = {key: label for key, label, *_ in war.words["speakers"]}
    if not values["speaker"]:
        return []
    who, where = speakers[values["speaker"]], values["scope"]
    subject = values.get("subject") or None
    key = {"who": who, "where": where} | ({"about": subject} if subject else {})
    others = _paired_days(rows, **key) - {values["stated_on"]}
    none_told = any(text.startswith("No other located statement") for text in said)
    today = values["stated_on"] in _paired_days(rows, **key)
    if none_told and others and today:
        return [f"no other statement told, with {sorted(others)}"]
    return []


def one_of_many(rows: Rows, said: Sequence[str], values: dict, war: War) -> list[str]:
    """One of a kind is told in the singular, and a sentence begins with a capital."""
    plural = re.compile(
        r"\b1 (figures|speakers|pages|languages|days|rows|places|steps|statements|points|pairs"
        r"|disagreements|totals|combinations|wars|others|further pages)\b"
    )
    faults = [text for text in said if plural.search(text)]
    faults += [text for text in said if re.search(r", ,|,\s*\.|\(\)|  |\bnan\b|\binf\b", text)]
    own = [text for text in said if not text.startswith("reportedly ")]
    faults += [text for text in own if re.match(r"[a-z]", text) and text[-1:] == "."]
    return [text[:200] for text in faults]


def day_counts(rows: Rows, said: Sequence[str], values: dict, war: War) -> list[str]:
    """Coverage counts the days on which both figures were located."""
    speakers = {key: label for key, label, *_ in war.words["speakers"]}
    found = [re.match(r"Both figures were located for ([\d,]+) of", text) for text in said]
    told = [int(match[1].replace(",", "")) for match in found if match]
    if not told or not values.get("speaker"):
        return []
    key = {"who": speakers[values["speaker"]], "where": values["scope"]}
    if values.get("subject"):
        key["about"] = values["subject"]
    counted = len(_paired_days(rows, **key))
    return [] if told[0] == counted else [f"{told[0]} days told, {counted} counted"]


Oracle = Callable[[Rows, Sequence[str], dict, War], list[str]]
ORACLES: dict[str, tuple[Oracle, ...]] = {
    "01_claims": (holdings, day_counts, one_of_many),
    "02_ratios": (day_counts, one_of_many),
    "04_comparison": (one_of_many,),
    "05_totals": (one_of_many,),
    "06_sensitivity": (one_of_many,),
    "briefing": (other_statements, one_of_many),
    "explore": (one_of_many,),
}
