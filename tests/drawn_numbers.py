"""Thirty printed numbers drawn over a site, and computed again from the raw tables.

Nothing of the package is used: the tables are read as text, the words by a few rules of their own.
"""

import csv
import json
import math
import random
import re
from collections import Counter, defaultdict
from html import unescape
from itertools import zip_longest
from pathlib import Path

BUTTON = re.compile(r'<button\b[^>]*\bpopovertarget="c-(\d+)"[^>]*>(.*?)</button>')
RECEIPT = re.compile(r"""<li [^>]*\bdata-made='([^']*)'[^>]*>(.*?)</li>""", re.DOTALL)
NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
HEDGES = ("more than ", "at least ", "up to ", "about ", "almost ", "less than ")
KINDS = ("claim", "ratio", "series", "reference", "band", "count", "other days", "sweep", "line")
KINDS += ("step",)
"""What is drawn; the others are counted or quoted on the page itself."""
ONLY = {"series": ("killed_per_wounded",)}
VAGUE = {
    "several dozen": [(20, 99), (36, 84)],
    "several hundred": [(300, 900)],
    "hundreds": [(200, 999)],
    "thousands": [(2000, 9999)],
}
FORMS = {"killed_share": "part", "city_to_elsewhere_clashes": "odds", "control_gap_points": "gap"}


def rows(raw: Path, name: str) -> list[dict[str, str]]:
    """Read a raw table."""
    with (raw / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def drawn(site: Path, seed: int, count: int = 30) -> list[tuple[str, str, list[str], list[str]]]:
    """Draw numbers over all pages: page, text as printed, key, claims of its receipt.

    Each kind of receipt, and each kind of count, has its turn: few numbers of a page are counts.
    """
    found = defaultdict(list)
    for page in sorted(site.glob("*.html")):
        text = page.read_text(encoding="utf-8")
        found_in = enumerate(RECEIPT.findall(text), start=1)
        made = {str(place): (unescape(how), body) for place, (how, body) in found_in}
        for place, words in BUTTON.findall(text):
            how = json.loads(made[place][0])
            plain = unescape(re.sub(r"<[^>]+>", "", words))
            if how[0] in KINDS and how[1] in ONLY.get(how[0], (how[1],)):
                claims = re.findall(r'href="#claim-([^"]+)"', made[place][1])
                kind = how[0], how[1] if how[0] == "count" else ""
                found[kind].append((page.name, plain, how, claims))
    chance = random.Random(seed)
    turns = [chance.sample(found[kind], len(found[kind])) for kind in sorted(found)]
    chance.shuffle(turns)
    return [number for turn in zip_longest(*turns) for number in turn if number][:count]


def table_rows(page: Path, heading: str) -> list[list[str]]:
    """Read the rows of the table on a page that has a heading of this name."""
    for table in re.findall(r"<table.*?</table>", page.read_text(encoding="utf-8"), re.DOTALL):
        cells = [re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL) for row in table.split("<tr")]
        text = [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]
        if any(heading in row for row in text):
            return [row for row in text if row and heading not in row]
    return []


def readings(words: str, unit: str) -> list[tuple[float, float]]:
    """Return what the words allow as drawn, read strictly, and read as rounded."""
    if words in VAGUE:
        return VAGUE[words]
    named, low, high = bounds(words, unit)
    strict = {"more than ": (low, math.inf), "at least ": (low, math.inf)}
    strict |= {"up to ": (0, high), "less than ": (0, high)}
    found = [(low, high), *(ends for hedge, ends in strict.items() if words.startswith(hedge))]
    if unit == "percent":
        found = [(least, min(most, 100)) for least, most in found]
        return [*found, (named - 5, named + 5)]
    text = words.strip()
    if text.isdigit() and int(text) % 5 == 0:
        zeros = len(text) - len(text.rstrip("0"))
        half = min(10**zeros / 2 if zeros else 2.5, int(text) / 10)
        found.append((named - half, named + half))
    return found


def bounds(words: str, unit: str, cap: float = 0.1) -> tuple[float, float, float]:
    """Return the number named and what the words allow; missing where none is named."""
    hedge = next((known for known in HEDGES if words.startswith(known)), "")
    text = words.removeprefix(hedge).replace("%", "").strip()
    if words in VAGUE:
        return (math.nan, *VAGUE[words][0])
    if re.fullmatch(r"[\d.]+-[\d.]+", text):
        return (math.nan, *map(float, text.split("-")))
    number = float(text)
    percent = unit == "percent"
    whole = unit.startswith(("persons", "events", "items", "shells"))
    least = 1 if whole and number == int(number) else 0
    if percent:
        decimals = len(text.partition(".")[2])
        wide = 10**-decimals if decimals else 5 if number % 5 == 0 else 1
        step, half, plain = max(wide, 1), max(wide / 2, 1), wide / 2
    else:
        zeros = len(text) - len(text.rstrip("0")) if "." not in text else 0
        unit_of = 10 ** -len(text.partition(".")[2])
        scaled = number / unit_of
        step = unit_of * (10**zeros if zeros else 10 if scaled >= 20 else 5)
        half = 10**zeros / 2 if zeros else 2.5 if scaled % 10 == 5 else 5 if scaled >= 20 else 1
        half, plain = max(min(half, scaled * cap), 1) * unit_of, 0
    low, high = {
        "": (number - plain, number + plain),
        "more than ": (number + least, number + step - least),
        "at least ": (number, number + step - least),
        "up to ": (number - step + least, number),
        "about ": (number - half, number + half),
        "almost ": (number - half, number - least),
        "less than ": (number - step + least, number - least),
    }[hedge]
    return number, max(low, 0), min(high, 100) if percent else high


class Raw:
    """The raw tables, and every number that a receipt may allow."""

    def __init__(self, raw: Path, collection: str) -> None:
        self.claims = {row["claim_id"]: row for row in rows(raw / collection, "claims.csv")}
        self.references = {
            row["reference_id"]: row for row in rows(raw / "reference", "reference_ratios.csv")
        }
        self.grounds = {row["reference_id"]: row for row in rows(raw / "reference", "grounds.csv")}
        self.bands = {row["band"]: row for row in rows(raw / "reference", "bands.csv")}
        self.aliases = {
            row["written"]: row["key"]
            for row in rows(raw, "aliases.csv")
            if row["kind"] == "speaker"
        }
        self.aliases |= {row["label"]: row["speaker"] for row in rows(raw, "speakers.csv")}
        left = {
            row["claim_id"]
            for row in rows(raw / collection, "readings.csv")
            if row["column"] == "set_aside"
        }
        self.kept = [
            row
            for row in self.claims.values()
            if row["claim_id"] not in left
            and re.search(r"\d|dozen|hundred|thousand", row["reported"])
        ]

    def numbers(self, how: list[str], claims: list[str]) -> list[float]:
        """Return what a number made so may be."""
        return getattr(self, "_" + how[0].replace(" ", "_"))(how[1:], claims)

    def _figure(self, ids: str, less: bool = False) -> tuple[float, float, float]:
        read = [bounds(self.claims[i]["reported"], self.claims[i]["unit"]) for i in ids.split(";")]
        value, low, high = read[0]
        for named, least, most in read[1:]:
            value, low, high = (
                (value - named, low - most, high - least)
                if less
                else (value + named, low + least, high + most)
            )
        return value, low, high

    def _read(self, ids: str) -> list[tuple[float, float]]:
        """Return the sums of a figure's claims under each reading, the same for all of them."""
        found = [
            readings(self.claims[i]["reported"], self.claims[i]["unit"]) for i in ids.split(";")
        ]
        hull = [self._hull(i) for i in ids.split(";")]
        found = [[*one, ends] for one, ends in zip(found, hull, strict=True)]
        most = max(map(len, found))
        filled = [one + [one[0]] * (most - len(one)) for one in found]
        return [tuple(map(sum, zip(*ends, strict=True))) for ends in zip(*filled, strict=True)]

    def _hull(self, claim_id: str) -> tuple[float, float]:
        """Return the hull of all pages that give the same figure of the same day."""
        own = self.claims[claim_id]
        shared = ("speaker", "measure", "subject", "scope", "period", "stated_on")
        rows = [own, *self.kept]
        same = [row for row in rows if all(row[name] == own[name] for name in shared)]
        ends = [bounds(row["reported"], row["unit"])[1:] for row in same]
        return min(low for low, _ in ends), max(high for _, high in ends)

    def _claim(self, how: list[str], claims: list[str]) -> list[float]:
        found = []
        for claim_id in how[0].split(";"):
            row = self.claims[claim_id]
            found += [*bounds(row["reported"], row["unit"])]
            found += [end for ends in readings(row["reported"], row["unit"]) for end in ends]
            found += [float(text.replace(",", "")) for text in NUMERAL.findall(row["reported"])]
            found.append(1 + len(list(filter(None, row["also_in"].split(";")))))
        return [*found, *(100 - n for n in found)]

    def _ratio(self, how: list[str], claims: list[str]) -> list[float]:
        name, _, first, second = how
        if not (first and second):
            return self._claim([first or second], claims)
        over = self._figure(first)
        under = self._figure(second, less=FORMS.get(name) == "odds")
        days = [self.claims[i.split(";")[0]]["stated_on"] for i in (first, second)]
        form = FORMS.get(name, "ratio")
        if form == "gap":
            made = [over[0] - under[0], over[1] - under[2], over[2] - under[1]]
        else:
            made = [over[0] / under[0], over[1] / under[2], over[2] / under[1]]
        for least, most in self._read(first):
            for low, high in self._read(second):
                made += [least / high, most / low if low else math.inf]
                made += [least - high, most - low] if form == "gap" else []
        words = [
            float(text.replace(",", ""))
            for i in f"{first};{second}".split(";")
            for text in NUMERAL.findall(self.claims[i]["reported"])
        ]
        for wounded in (2, 3, 4, 13):
            made += [n * wounded for n in made[:3]] + [1 / wounded]
            made += [n * wounded for n in over] + [n / wounded for n in under]
            made += [u / (o * wounded) for u in under for o in over]
        made += [math.floor(n + 0.5) for n in made if math.isfinite(n)]
        apart = abs(_day(days[0]) - _day(days[1])) if all(days) else 0
        return [*made, *over, *under, *words, apart]

    def _pairs(self, claims: list[str]) -> dict[str, tuple[float, float]]:
        """Pair the killed and the wounded of each day among the claims of a receipt."""
        days: dict[str, dict[str, float]] = {}
        for claim_id in claims:
            row = self.claims[claim_id]
            days.setdefault(row["stated_on"], {})[row["measure"]] = bounds(
                row["reported"], row["unit"]
            )[0]
        both = {day: (d["killed"], d["wounded"]) for day, d in days.items() if len(d) == 2}
        return both

    def _series(self, how: list[str], claims: list[str]) -> list[float]:
        days = list(self._pairs(claims).values())
        alone = self._alone(how[1], how[2])
        over, under = sum(k for k, _ in days), sum(w for _, w in days)
        made = [over, under, over / under, len(days), 181, alone, *self._together(claims)]
        ratios = sorted(k / w for k, w in days)
        middle = len(ratios) // 2
        made += [ratios[0], ratios[-1], (ratios[middle] + ratios[-1 - middle]) / 2, *ratios]
        made += [(over - k) / (under - w) for k, w in days if under > w]
        return made + self._between(days, over, under)

    def _alone(self, speaker: str, scope: str) -> int:
        """Count the days on which a speaker gave killed or wounded for an area, and not both."""
        days: dict[str, set[str]] = {}
        for row in self.kept:
            own = self.aliases.get(row["speaker"]) == speaker and row["scope"] == scope
            if own and row["period"] == "day" and row["measure"] in ("killed", "wounded"):
                days.setdefault(row["stated_on"], set()).add(row["measure"])
        return sum(len(measures) == 1 for measures in days.values())

    def _together(self, claims: list[str]) -> list[float]:
        """Bound the sum of all killed over that of all wounded, by the words."""
        ends = {"killed": [0.0, 0.0], "wounded": [0.0, 0.0]}
        for row in map(self.claims.get, claims):
            low, high = bounds(row["reported"], row["unit"])[1:]
            ends[row["measure"]][0] += low
            ends[row["measure"]][1] += high
        (least, most), (low, high) = ends["killed"], ends["wounded"]
        return [least / high, most / low]

    @staticmethod
    def _between(days: list[tuple[float, float]], over: float, under: float) -> list[float]:
        """Bound the ratio of sums by residuals of its logarithm, days taken as independent."""
        if len(days) < 5:
            return []
        from scipy.stats import t

        ratio, n = over / under, len(days)
        squares = sum((k - ratio * w) ** 2 for k, w in days)
        error = math.sqrt(n / (n - 1) * squares) / under / ratio
        reach = math.exp(t.ppf(0.975, n - 1) * error)
        return [ratio / reach, ratio * reach]

    def _other_days(self, how: list[str], claims: list[str]) -> list[float]:
        pairs = self._pairs(claims)
        today, others = how[3], {day: k / w for day, (k, w) in pairs.items() if day != how[3]}
        made = [len(others), min(others.values()), max(others.values())]
        values = sorted(others.values())
        made.append((values[len(values) // 2] + values[-1 - len(values) // 2]) / 2)
        if today in pairs:
            own = pairs[today][0] / pairs[today][1]
            made += [1 + sum(n > own for n in others.values()), len(pairs)]
        clear = {
            day: pair for day, pair in pairs.items() if day not in ("2023-03-24", "2023-06-22")
        }
        rest = {day: k / w for day, (k, w) in clear.items() if day != today}
        made += [min(rest.values()), max(rest.values()), len(clear)]
        made.append(sum(k for k, _ in clear.values()) / sum(w for _, w in clear.values()))
        if today in clear:
            made.append(1 + sum(n > own for n in rest.values()))
        return made

    def _reference(self, how: list[str], claims: list[str]) -> list[float]:
        row, ground = self.references[how[0]], self.grounds[how[0]]
        made = [float(row[c]) for c in ("killed_to_wounded", "low", "high") if row[c]]
        if ground["killed_words"]:
            killed, wounded = (
                bounds(ground[f"{x}_words"].replace("some ", "about "), "persons")
                for x in ("killed", "wounded")
            )
            made += [killed[1] / wounded[2], killed[2] / wounded[1]]
        return made

    def _band(self, how: list[str], claims: list[str]) -> list[float]:
        ends = [float(self.bands[how[0]][end]) for end in ("low", "high")]
        return [*ends, *(1 / end for end in ends)]

    def _count(self, how: list[str], claims: list[str]) -> list[float]:
        what, key = how[0], (how[1] if len(how) > 1 else "")
        if what == "areas":
            return [float(n) for n in Counter(row["scope"] for row in self.kept).values()]
        own = [
            row
            for row in self.kept
            if (
                self.aliases.get(row["speaker"], row["speaker"]) if what == "speaker" else row[what]
            )
            == key
        ]
        days = {row["stated_on"] for row in own if row["stated_on"]}
        speakers = {self.aliases.get(row["speaker"], row["speaker"]) for row in own}
        return [len(own), len(days), len(speakers), round(100 * len(own) / len(self.kept))]


def _day(text: str) -> int:
    from datetime import date

    return date.fromisoformat(text).toordinal()


def agrees(printed: str, numbers: list[float]) -> bool:
    """Whether every numeral of a printed text is one of the numbers, to the digits printed."""
    return all(any(_same(text, n) for n in numbers) for text in NUMERAL.findall(printed))


def _same(text: str, number: float) -> bool:
    if math.isnan(number) or math.isinf(number):
        return False
    told, number = float(text.replace(",", "")), abs(number)
    digits = text.replace(",", "").replace(".", "").strip("0") or "0"
    if told == number:
        return True
    places = max(len(digits), 2)
    return any(float(f"{number:.{n}g}") == told for n in range(places, places + 3))
