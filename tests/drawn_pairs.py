"""Statements, pairs and what became of them, once more: from the raw tables, by lists alone.

Nothing of the package is used but the catalogue, which is data. The rules are those that the
method page prints; pages, days and areas are compared row by row.
"""

import math
import tomllib
from collections import Counter, defaultdict
from datetime import date
from itertools import combinations, product
from pathlib import Path

from drawn_numbers import Raw, bounds, rows

BASES = ("stated", "announced", "inferred", "unknown")
SPANS = {"week": 7, "month": 30, "two days": 2, "three days": 3, "two weeks": 14, "several days": 0}
KINDS = {"day_average": "average"}
EXCLUDING = ("more than ", "less than ", "almost ")
BOUNDS = ("more than ", "less than ", "at least ", "up to ", "almost ")
SAME = ("day", "speaker", "subject", "actor", "scope", "part", "period_key")
GOOD = ("ok", "conditional", "qualified", "no_point")
FORMS = ("ratio", "part", "share", "odds", "gap", "change", "days")


def catalogue(path: Path) -> list[dict]:
    """The pairings of the catalogue, what is left out filled in."""
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    usual = {"speaker": "same", "subject": "any", "actor": "any", "scope": "same", "assumption": ""}
    usual |= {"number": 0, "aggregate": "ratio_of_sums", "part": "", "whole": ""}
    usual |= {f"{side}_{end}": "" for side in ("numerator", "denominator") for end in ENTRY_ENDS}
    return [usual | e for e in found["entry"] + found["tempting"] if e["form"] in FORMS]


ENTRY_ENDS = ("less", "stance", "side")


class Pairs:
    """The statements of a collection, and every pair of them that a ratio could be made of."""

    def __init__(self, raw: Path, collection: str, entries: Path, firm: bool = False) -> None:
        self.raw = Raw(raw, collection)
        self.parties = {row["party"]: row for row in rows(raw, "parties.csv")}
        self.forces = {row["force"]: row["party"] for row in rows(raw, "forces.csv")}
        self.role = {row["measure"]: row["role"] for row in rows(raw, "measures.csv")}
        self.scopes = {row["scope"]: row for row in rows(raw, "scopes.csv")}
        told = tomllib.loads((raw / collection / "collection.toml").read_text(encoding="utf-8"))
        self.supports = set(told.get("supports", {}))
        self.readings = defaultdict(dict)
        for row in rows(raw / collection, "readings.csv"):
            self.readings[row["claim_id"]][row["column"]] = row["reading"]
        self.entries = catalogue(entries)
        kept = [r for r in self.raw.kept if not firm or r["date_basis"] in BASES[:2]]
        self.told = [self._read(row) for row in kept]
        self.statements = self._statements()
        leading = [self._point(group) | {"group": group} for group in self.statements]
        self.points = [row for row in leading if not row["retold"]]
        self.judged = [row for entry in self.entries for row in self._of_entry(entry)]

    def statuses(self) -> Counter:
        """Count the pairs by what became of them, and those with a value and with a range."""
        counted = Counter(row["status"] for row in self.judged)
        counted["missing"] = sum(len(self._missing(entry)) for entry in self.entries)
        good = [row for row in self.judged if row["status"] in GOOD]
        counted["values"] = sum(row["value"] is not None for row in good)
        counted["ranges"] = len(good) - counted["values"]
        return counted

    def parties_divided(self) -> Counter:
        """Count the pairs that may be divided by the party of the speaker."""
        return Counter(row["n"]["party"] for row in self.judged if row["status"] in GOOD)

    def _read(self, row: dict) -> dict:
        """Lay out what a row says: who, where, when, and what its words allow."""
        read, words = self.readings[row["claim_id"]], row["reported"]
        named, low, high = bounds(words, row["unit"])
        hedge = next((h for h in BOUNDS if words.startswith(h)), "")
        stance, party = row["stance"], row["party"]
        if stance == "assessment" and self.parties[party]["interested"] == "yes":
            stance = "claim"
        if stance != "denial" and party in self.supports:
            stance = "estimate"
        stated = date.fromisoformat(row["stated_on"]).toordinal() if row["stated_on"] else None
        kind, start, end = period_of(row["period"], stated)
        return row | {
            "speaker": self.raw.aliases.get(row["speaker"], row["speaker"]),
            "stance": stance,
            "part": read.get("part", ""),
            "retold": read.get("directness") == "retold",
            "inferred": read.get("inferred", ""),
            "doubted": bool(read.get("doubted_by")),
            "value": None if math.isnan(named) or hedge in EXCLUDING else named,
            "low": low,
            "high": high,
            "bound": bool(hedge),
            "hedged": not words.replace(".", "").isdigit() or row["unit"] == "percent",
            "stated": stated,
            "day": row["stated_on"] or f"undated {row['source_id']}",
            "kind": kind,
            "start": start,
            "period_key": (kind, start, end),
            "pages": {row["source_id"], *filter(None, row["also_in"].split(";"))},
            "n_pages": 1 + len([*filter(None, row["also_in"].split(";"))]),
            "actor": self._actor(row),
            "ids": row["claim_id"],
        }

    def _actor(self, row: dict) -> str:
        named = row["subject"] if row["subject"] != "none" else ""
        role = self.role[row["measure"]]
        opponent = self.parties[row["party"]]["opponent"]
        return {"both": "both_sides", "own": named, "opponent": named or opponent}.get(role, "")

    def _statements(self) -> list[list[dict]]:
        """Group the rows of one statement: by group, else by day; days apart where they may be."""
        keys = ("speaker", "stance", "measure", "subject", "scope", "unit", "period", "part")
        found = defaultdict(list)
        for row in self.told:
            figure = tuple(row[key] for key in keys)
            own = ("group", row["claim_group"]) if row["claim_group"] else ("day", row["day"])
            row["figure"] = figure
            found[(figure, own)].append(row)
        for key, group in found.items():
            for row in group:
                row["of"] = key
        for before, after in self._neighbours():
            one, other = before["of"], after["of"]
            first = min(row["stated"] for row in found[one] if row["stated"])
            last = max(row["stated"] for row in found[other] if row["stated"])
            if one != other and last - first <= 1:
                found[one] += found.pop(other)
                for row in found[one]:
                    row["of"] = one
        return list(found.values())

    def _neighbours(self) -> list[tuple[dict, dict]]:
        """Pairs of rows of one figure and value, a day apart, that may be one statement."""
        alike = defaultdict(list)
        for row in self.told:
            if row["stated"]:
                alike[(row["figure"], row["low"], row["high"])].append(row)
        found = []
        for group in alike.values():
            firm = {
                (row["stated"], row["claim_group"])
                for row in group
                if row["date_basis"] in BASES[:2]
            }
            for a, b in combinations(sorted(group, key=lambda row: row["stated"]), 2):
                keys = [(row["stated"], row["claim_group"]) for row in (a, b)]
                apart = all(key[1] for key in keys) and keys[0][1] != keys[1][1]
                loose = not all(key in firm for key in keys) or a["pages"] & b["pages"]
                if b["stated"] - a["stated"] == 1 and loose and not apart:
                    found.append((a, b))
        return sorted(found, key=lambda pair: pair[0]["stated"])

    @staticmethod
    def _point(group: list[dict]) -> dict:
        content = ("hedged", "low", "high", "reported", "source_id", "claim_id")
        return min(
            group,
            key=lambda row: (
                row["retold"],
                -row["n_pages"],
                BASES.index(row["date_basis"]),
                *(row[name] for name in content),
            ),
        )

    def _operands(self, entry: dict, side: str) -> list[dict]:
        stance, own, less = (entry[f"{side}_{end}"] for end in ("stance", "side", "less"))
        usable = [
            row
            for row in self.points
            if row["stance"] != "denial"
            and stance in ("", row["stance"])
            and (not own or (self.forces.get(row["subject"]) == row["party"]) == (own == "own"))
        ]
        first, *further = (
            [row for row in usable if row["measure"] == measure] for measure in entry[side]
        )
        for more in further:
            first = [added(a, b) for a, b in product(first, more) if agree(a, b, SAME)]
        if less:
            taken = [row for row in usable if row["measure"] == less]
            keys = [key for key in SAME if key != "scope"]
            first = [
                taken_off(a, b)
                for a, b in product(first, taken)
                if agree(a, b, keys) and a["scope"] in self._whole(b["scope"])
            ]
        return first

    def _whole(self, scope: str) -> list[str]:
        found = []
        while scope := self.scopes.get(scope, {}).get("parent", ""):
            found.append(scope)
        return found

    def _of_entry(self, entry: dict) -> list[dict]:
        left, right = (self._operands(entry, side) for side in ("numerator", "denominator"))
        if entry["form"] == "change" or entry["denominator_stance"]:
            pairs = [(n, d, False) for n, d in self._last(entry, left, right)]
        else:
            pairs = self._of_a_day(entry, left, right)
        if entry["scope"] == "within":
            pairs = [
                pair
                for pair in pairs
                if self.scopes.get(pair[0]["scope"], {}).get("level") == entry["part"]
                and self.scopes.get(pair[1]["scope"], {}).get("level") == entry["whole"]
            ]
        return [self._judged(entry, *pair) for pair in pairs]

    @staticmethod
    def _of_a_day(entry: dict, left: list[dict], right: list[dict]) -> list[tuple]:
        must = {"speaker": entry["speaker"] == "same", "scope": entry["scope"] == "same"}
        must |= {"subject": entry["subject"] == "same", "actor": entry["actor"] == "same"}
        fields = ["period_key", "part", *(field for field, demanded in must.items() if demanded)]
        pairs = [
            (n, d, False)
            for n, d in product(left, right)
            if n["day"] == d["day"]
            and n["ids"] != d["ids"]
            and sum(n[field] != d[field] for field in fields) <= 1
        ]
        paired = [{id(pair[place]) for pair in pairs} for place in (0, 1)]
        keys = ["kind", *fields[1:]]
        return pairs + [
            (n, d, True)
            for n, d in product(left, right)
            if id(n) not in paired[0]
            and id(d) not in paired[1]
            and agree(n, d, keys)
            and n["pages"] & d["pages"]
            and n["stated"]
            and d["stated"]
            and abs(n["stated"] - d["stated"]) == 1
        ]

    @staticmethod
    def _last(entry: dict, left: list[dict], right: list[dict]) -> list[tuple]:
        found = []
        for n in left:
            if not n["stated"]:
                continue
            before = [
                d
                for d in right
                if d["stated"]
                and d["scope"] == n["scope"]
                and (d["stated"] < n["stated"] + (entry["form"] != "change"))
            ]
            same = [d for d in before if d["subject"] == n["subject"]]
            if chosen := same or before:
                found.append((n, max(chosen, key=lambda d: (d["stated"], d["ids"]))))
        return found

    def _judged(self, entry: dict, n: dict, d: dict, day_apart: bool) -> dict:
        status = self._status(entry, n, d, day_apart)
        value, form = None, entry["form"]
        if status in GOOD:
            low, high = ends(n, d, form)
            value, status = valued(n, d, form, status)
            if form in ("share", "odds") and (
                (None not in (n["value"], d["value"]) and n["value"] > d["value"])
                or n["low"] > d["high"]
            ):
                value, status = None, "blocked_scope"
            elif value is not None and form != "days" and not math.isinf(value):
                assert low - 1e-9 <= value <= high + 1e-9
        return {"entry": entry, "n": n, "d": d, "status": status, "value": value}

    def _status(self, entry: dict, n: dict, d: dict, day_apart: bool) -> str:
        if entry["form"] in FORMS[1:6] and n["unit"] != d["unit"]:
            return "blocked_unit"
        if (n["speaker"] == d["speaker"]) == (entry["speaker"] == "different"):
            return "blocked_speaker"
        wrong = entry["subject"] == "same" and n["subject"] != d["subject"]
        wrong |= entry["subject"] == "not_actor" and n["subject"] == d["actor"]
        if wrong or (entry["actor"] == "same" and n["actor"] != d["actor"]):
            return "blocked_subject"
        scopes = (n["scope"], d["scope"])
        nested = entry["scope"] == "within"
        differ = d["scope"] not in self._whole(n["scope"]) if nested else scopes[0] != scopes[1]
        if differ or "unclear" in scopes or n["part"] != d["part"]:
            return "blocked_scope"
        across = entry["form"] == "change" or entry["denominator_stance"]
        other = n["kind"] != d["kind"] if across else n["period_key"] != d["period_key"]
        if n["kind"] == "unclear" or not n["stated"] or (other and not day_apart):
            return "blocked_period"
        open_start = n["kind"] in ("to_date", "average") or (n["kind"] == "span" and not n["start"])
        if day_apart or open_start or "period" in n["inferred"] + d["inferred"]:
            return "qualified"
        if entry["assumption"]:
            return "conditional"
        return "no_point" if entry["form"] != "days" and range_alone(n, d) else "ok"

    def _missing(self, entry: dict) -> set[tuple]:
        """Figures that stand alone on a day, though their speaker gives both elsewhere."""
        if not entry["number"] or entry["aggregate"] == "none" or entry["scope"] != "same":
            return set()
        good = [
            row
            for row in self.judged
            if row["entry"] is entry and not row["status"].startswith("blocked")
        ]
        series = {
            (*(row["n"][key] for key in ("speaker", "scope", "kind")), subject_of(row["n"]))
            for row in good
        }
        found = set()
        for side, name in (("numerator", "n"), ("denominator", "d")):
            paired = {row[name]["ids"] for row in good}
            for row in self._operands(entry, side):
                if row["ids"] in paired or not row["stated"] or row["part"]:
                    continue
                for speaker, scope, kind, subject in series:
                    if (row["speaker"], row["scope"], row["kind"]) == (speaker, scope, kind):
                        own = subject if row["subject"] == "none" else row["subject"]
                        found.add((side, row["ids"], own))
        return found


def subject_of(row: dict) -> str:
    """Whom a row of ratios is about: the counted, or those who acted."""
    return row["subject"] if row["subject"] != "none" else row["actor"]


def period_of(words: str, stated: int | None) -> tuple:
    """Kind, first and last day of what a figure covers."""
    if words.startswith("since "):
        start = date.fromisoformat((words[6:] + "-01")[:10]).toordinal()
        return "cumulative", start, stated
    if "April" in words:
        first, last = words.split()[0].split("-")
        year = date.fromordinal(stated).year
        return "span", date(year, 4, int(first)).toordinal(), date(year, 4, int(last)).toordinal()
    if words in SPANS:
        length = SPANS[words]
        return "span", stated - length if stated and length else None, stated
    kind = KINDS.get(words, words)
    start = {"day": stated - 1, "moment": stated}.get(kind) if stated else None
    return kind, start, None if kind in ("unclear", "average") else stated


def agree(a: dict, b: dict, keys) -> bool:
    """Whether two figures have the same in all of some columns."""
    return all(a[key] == b[key] for key in keys)


def added(a: dict, b: dict) -> dict:
    """Add up two figures of one statement."""
    both = a | {"low": a["low"] + b["low"], "high": a["high"] + b["high"]}
    both["value"] = None if None in (a["value"], b["value"]) else a["value"] + b["value"]
    return joined(both, a, b)


def taken_off(a: dict, b: dict) -> dict:
    """Take the figure of a part off that of its whole."""
    both = a | {"low": a["low"] - b["high"], "high": a["high"] - b["low"]}
    both["value"] = None if None in (a["value"], b["value"]) else a["value"] - b["value"]
    both["scope"] = f"{a['scope']} less {b['scope']}"
    return joined(both, a, b)


def joined(both: dict, a: dict, b: dict) -> dict:
    """Keep ids, pages and marks of two figures."""
    return both | {
        "ids": f"{a['ids']};{b['ids']}",
        "pages": a["pages"] | b["pages"],
        "inferred": a["inferred"] + b["inferred"],
        "bound": a["bound"] or b["bound"],
    }


def range_alone(n: dict, d: dict) -> bool:
    """Whether the words of two figures give no single ratio."""
    return None in (n["value"], d["value"]) or (n["bound"] and d["bound"])


def ends(n: dict, d: dict, form: str) -> tuple[float, float]:
    """Bound a ratio by the words of its two figures."""
    if form in ("gap", "change"):
        return n["low"] - d["high"], n["high"] - d["low"]
    low = (n["low"], rest(n["low"], d["high"], form))
    high = (n["high"], rest(n["high"], d["low"], form))
    return tuple(a / b if b > 0 else math.inf for a, b in (low, high))


def rest(over: float, under: float, form: str) -> float:
    """What a figure is divided by."""
    return {"part": over + under, "odds": under - over}.get(form, under)


def valued(n: dict, d: dict, form: str, status: str) -> tuple[float | None, str]:
    """Divide the numbers named; over nought there is no finite ratio."""
    if form == "days":
        return float(n["stated"] - d["stated"]), status
    if range_alone(n, d):
        return None, status
    if form in ("gap", "change"):
        return n["value"] - d["value"], status
    under = rest(n["value"], d["value"], form)
    if n["value"] == d["value"] == 0:
        return None, "undefined_zero_zero"
    return (math.inf, "infinite_zero_denominator") if under == 0 else (n["value"] / under, status)
