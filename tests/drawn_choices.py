"""Combinations of choices, running totals and counts, once more: from the raw tables alone."""

import math
import tomllib
from collections import defaultdict
from itertools import pairwise, product
from pathlib import Path
from statistics import geometric_mean, median

from drawn_numbers import VAGUE, Raw, bounds, rows
from drawn_pairs import BASES, GOOD, Pairs, range_alone, subject_of

WIDE = 0.2
LOSSES = ("killed", "wounded", "casualties", "lost_unspecified", "irrecoverable_losses")
TOGETHER = LOSSES[2:]
OPEN = {"more than ": (0, math.inf), "at least ": (0, math.inf)}
OPEN |= {"up to ": (-math.inf, 0), "less than ": (-math.inf, 0)}
"""How much further out a wording reaches if it is read strictly."""
JOINED = {"sums": None, "median": median, "geometric": geometric_mean}


class Everything(Raw):
    """Every number that a receipt may allow, those of pairs, choices and totals too."""

    def __init__(self, raw: Path, collection: str, entries: Path) -> None:
        super().__init__(raw, collection)
        self.pairs = Pairs(raw, collection, entries)
        self.firm = Pairs(raw, collection, entries, firm=True)
        told = tomllib.loads((raw / collection / "collection.toml").read_text(encoding="utf-8"))
        self.days = [told[f"{end}_day"].toordinal() for end in ("first", "last")]
        pages = rows(raw / collection, "sources.csv")
        self.languages = {row["source_id"]: row["language"] for row in pages}
        self.side = {
            party: told.get("sides", {}).get(party, party)
            for party, row in self.pairs.parties.items()
            if row["interested"] == "yes"
        }

    def _sweep(self, how: list[str], claims: list[str]) -> list[float]:
        """Return the values of all combinations, their ends, and how many there are."""
        rows = self.combinations(how)
        made = [n for row in rows for n in (*row, min(row[1::2]), max(row[2::2]))]
        values = [row[0] for row in rows if row[0] is not None]
        counts = [len(values), 4 * len(values), 4, len({round(value, 12) for value in values})]
        beside = [sum(v > 0.5 for v in values), sum(v < 1 / 13 for v in values)]
        return [n for n in [*made, *counts, *beside, len(values) - sum(beside)] if n is not None]

    def combinations(self, how: list[str]) -> list[list[float]]:
        """Return each combination: its value, and the low and high end of the four readings."""
        ratio, speaker, scope, subject = how
        made = []
        for firm, *picked in product((False, True), *[(False, True)] * 3, range(3), JOINED):
            days = [
                row
                for row in (self.firm if firm else self.pairs).judged
                if row["entry"]["name"] == ratio
                and row["status"] in GOOD
                and (row["n"]["speaker"], row["n"]["scope"]) == (speaker, scope)
                and row["n"]["subject"] == subject
                and row["n"]["kind"] == "day"
                and row["n"]["stated"]
                and self.days[0] <= row["n"]["stated"] <= self.days[1]
            ]
            made.append(joined(days, *picked))
        return made

    def _lines(self) -> dict[tuple, list[dict]]:
        found = defaultdict(dict)
        for row in self.pairs.points:
            if row["kind"] == "cumulative" and row["stated"] and row["stance"] != "denial":
                key = ("", *(row[name] for name in ("speaker", "stance", "measure", "subject")))
                key += (row["scope"], row["unit"], row["period"], row["part"])
                best = found[key].get(row["stated"], row)
                order = [(one["low"], one["reported"], one["claim_id"]) for one in (row, best)]
                found[key][row["stated"]] = row if order[0] <= order[1] else best
        lines = {key: [days[day] for day in sorted(days)] for key, days in found.items()}
        return {key: days for key, days in lines.items() if len(days) > 1}

    def _line(self, how: list[str], claims: list[str]) -> list[float]:
        days = self._lines()[tuple(how)]
        apart = [b["stated"] - a["stated"] for a, b in pairwise(days)]
        gaps = [n - 1 for n in apart if n > 1]
        made = [len(days), len(gaps), sum(gaps), max(gaps, default=0)]
        made += [days[-1]["stated"] - days[0]["stated"] + 1, len(apart), apart.count(1)]
        made += [len(apart) - apart.count(1), max(apart)]
        made.append(sum(b["value"] < a["value"] for a, b in pairwise(days)))
        return [*made, days[0]["value"], days[-1]["value"]]

    def _step(self, how: list[str], claims: list[str]) -> list[float]:
        before, after = (next(r for r in self.pairs.points if r["claim_id"] == i) for i in how)
        days, step = after["stated"] - before["stated"], after["value"] - before["value"]
        made = [days, before["value"], after["value"], step, -step, step / days]
        return [*made, after["low"] - before["high"], after["high"] - before["low"]]

    def _count(self, how: list[str], claims: list[str]) -> list[float]:
        made = getattr(self, "_of_" + how[0].replace(" ", "_"), None)
        return [float(n) for n in made()] if made else super()._count(how, claims)

    def _of_statuses(self) -> list[int]:
        counted = self.pairs.statuses()
        blocked = [n for name, n in counted.items() if name.startswith("blocked")]
        zero = counted["undefined_zero_zero"] + counted["infinite_zero_denominator"]
        pairs = [counted["values"] + counted["ranges"], sum(blocked), zero]
        return [*counted.values(), *pairs, self._derived()]

    def _derived(self) -> int:
        """Count what is worked out from pairs: multiples, implied figures, ranks, coverage."""
        lead = [r for r in self.pairs.judged if r["entry"]["name"] == "killed_per_wounded"]
        lead = [r for r in lead if r["status"] in GOOD]
        ranked = [r for r in lead if r["n"]["kind"] == "day" and r["value"] is not None]
        series = {
            (r["entry"]["name"], r["n"]["speaker"], r["n"]["scope"], subject_of(r["n"]))
            for r in self.pairs.judged
            if r["entry"]["aggregate"] == "ratio_of_sums"
            and r["status"] in (*GOOD, "infinite_zero_denominator")
            and r["n"]["kind"] == "day"
            and r["n"]["stated"]
        }
        return (3 + 6) * len(lead) + len(ranked) + len(series)

    def _of_whose_pairs(self) -> list[int]:
        apart = defaultdict(int)
        for row in self.pairs.points:
            if row["party"] in self.side and row["measure"] in LOSSES:
                kind = "together" if row["measure"] in TOGETHER else row["measure"]
                apart[(row["party"], kind)] += 1
        return [*self.pairs.parties_divided().values(), *apart.values(), 0]

    def _of_speakers_divided(self) -> list[int]:
        lead = [r for r in self.pairs.judged if r["entry"]["name"] == "killed_per_wounded"]
        lead = [r["n"] for r in lead if r["status"] in GOOD]
        daily = [n for n in lead if n["kind"] == "day" and n["stated"]]
        series = {(n["speaker"], n["subject"], n["scope"]) for n in daily}
        parties = [party for _, party in {(n["speaker"], n["party"]) for n in lead}]
        made = [len({n["speaker"] for n in lead}), len(lead), len(series) + len(lead) - len(daily)]
        return [*made, *map(parties.count, parties)]

    def _of_both_sides(self) -> list[int]:
        said = [
            (row, (row["stated"], self.side[row["party"]], self.side.get(force, "")))
            for row in self.pairs.points
            for force in [self.pairs.forces.get(row["subject"], "")]
            if row["kind"] == "day"
            and row["stated"]
            and row["measure"] in LOSSES[:4]
            and row["stance"] == "claim"
            and row["party"] in self.side
        ]
        said = [(row, key) for row, key in said if key[2] and key[1] != key[2]]
        keys = {key for _, key in said}
        both = [row for row, (day, one, other) in said if (day, other, one) in keys]
        parties = [row["party"] for row in both]
        return [len({row["stated"] for row in both}), len(both), *map(parties.count, parties)]

    def _of_holdings(self) -> list[int]:
        pages = {page for row in self.pairs.told for page in row["pages"]}
        languages = {self.languages[page] for page in pages} - {""}
        groups, points = self.pairs.statements, self.pairs.points
        differing = [g for g in groups if len({(row["low"], row["high"]) for row in g}) > 1]
        loose = [row for row in self.pairs.told if row["date_basis"] not in BASES[:2]]
        kept, held = len(self.kept), len(self.claims)
        again = sum(row["n_pages"] for point in points for row in point["group"]) - len(points)
        speakers = {row["speaker"] for row in self.pairs.told}
        made = [held, kept, held - kept, len(speakers), len(pages), len(languages), len(points)]
        made += [len(groups) - len(points), kept - len(groups), again, len(differing), len(loose)]
        return made


def joined(days: list[dict], doubted: bool, areas: bool, pairs: bool, which: int, how: str) -> list:
    """Join days under one combination: the value, then the ends of the four readings."""
    kept = []
    for row in days:
        both = [row["n"], row["d"]]
        left = doubted and any(one["doubted"] for one in both)
        left |= areas and any("scope" in one["inferred"] for one in both)
        left |= pairs and row["status"] in ("qualified", "conditional")
        spoken = [version(one, which) for one in both]
        if not left and not range_alone(*spoken):
            kept.append(spoken)
    if not kept:
        return [None] * 9
    value = over([(n["value"], d["value"]) for n, d in kept], how)
    made = []
    read = [(four(n), four(d)) for n, d in kept]
    for place in range(4):
        both = [(n[place], d[place]) for n, d in read]
        made.append(over([(n[0], d[1]) for n, d in both], how))
        made.append(over([(n[1], d[0]) for n, d in both], how))
    return [value, *made]


def over(days: list[tuple[float, float]], how: str) -> float:
    """Join pairs of figures as a ratio of sums, a median or a geometric mean of days."""
    if how == "sums":
        under = sum(d for _, d in days)
        return sum(n for n, _ in days) / under if under else math.inf
    return JOINED[how]([n / d if d else math.inf for n, d in days])


def version(row: dict, which: int) -> dict:
    """The row that speaks: by the rule, the least or the greatest of its statement."""
    named = [one for one in row["group"] if one["value"] is not None]
    if which == 0 or not named:
        return row
    return (min, max)[which - 1](named, key=lambda one: one["value"])


def four(row: dict) -> list[tuple[float, float]]:
    """What the words allow: as drawn, strictly, as rounded, and with wider hedges."""
    words, unit = row["reported"], row["unit"]
    low, high = bounds(words, unit)[1:]
    hedge = next((known for known in OPEN if words.startswith(known)), "")
    down, up = OPEN.get(hedge, (0, 0))
    rounded = (low, high)
    if words in VAGUE:
        rounded = VAGUE[words][-1]
    elif words.isdigit() and (words.endswith("0") or (words.endswith("5") and int(words) > 20)):
        zeros = len(words) - len(words.rstrip("0"))
        half = min(10**zeros / 2 if zeros else 2.5, int(words) / 10)
        rounded = (int(words) - half, int(words) + half)
    return [(low, high), (max(low + down, 0), high + up), rounded, bounds(words, unit, WIDE)[1:]]
