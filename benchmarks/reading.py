"""Measure the reader of texts on annotated ones: figures, fields, speed; beside three baselines.

    python -m benchmarks.reading FOLDER [-v] [--baselines] [--f1 READER [--language en]]
    python -m benchmarks.reading FOLDER --speed
    python -m benchmarks.reading FOLDER --month

With `--f1` one reader's F1 over the texts is all that is printed. `--speed` times a text of 2,000
characters, the import and 1,000 texts on two cores. `--month` reads, reviews and publishes a month
of briefings of one spokesman, of our own writing, and says how long each command took.

FOLDER holds `*.txt`, each with texts written as

    ### name language 2023-03-19
    the text, as many lines as it has
    --- subject scope period speaker stance [day]
    12;clashes
    up to 90;killed|lost_unspecified;s=ukrainian_forces;l=donetsk_direction

A line a figure: wording, measures that are right, fields that differ from the text's own (`s`
subject, `l` scope, `p` period, `w` speaker, `t` stance, `d` day); `|` joins what is right as well,
`?` is not judged. A hit has the same interval and a right measure. Texts stay outside the project.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from analysis.data.places import COLLECTIONS
from analysis.paths import ROOT
from analysis.reading.reader import read_text
from analysis.reading.speakers import shared_vocabulary
from analysis.wording.reading import read_wording

FIELDS = {
    "s": "subject",
    "l": "scope",
    "p": "period",
    "w": "speaker",
    "t": "stance",
    "d": "stated_on",
}
SHORT = {
    "city": "bakhmut_city",
    "surr": "bakhmut_city_and_surroundings",
    "dir": "bakhmut_direction",
    "don": "donetsk_direction",
    "lk": "lyman_kupiansk_direction",
    "dreg": "donetsk_region",
    "dk": "donetsk_and_kharkiv_regions",
    "ukr": "ukraine",
    "R": "russian_forces",
    "U": "ukrainian_forces",
    "W": "wagner",
    "C": "civilians",
    "-": "none",
}
ROLES = {key: row["role"] for key, row in shared_vocabulary().measures.items()}
"""Events have no subject: it is not judged."""
KEYWORDS = {
    "killed": (
        r"kill|eliminat|dead|died|знищ|ліквід|вбит|убит|загин|уничтож|ликвид|погиб|getötet|zabit"
    ),
    "wounded": r"wound|injur|поранен|ранен|verletz|verwund|rann",
    "captured": r"captur|prisoner|полон|плен|gefangen",
    "casualties": r"casualt",
    "lost_unspecified": r"lost|losses|втрат|потер|strac",
    "clashes": r"clash|engagement|зіткнен|сутич|боестолк|gefecht|starć",
    "shellings": r"shell|обстр|beschuss|ostrzał",
    "airstrikes": r"air ?strike|авіаудар|авиаудар|luftangr",
    "attacks_repelled": r"repel|відби|отраз|отраж|abgewehrt",
    "attacks": r"attack|assault|атак|штурм|angriff",
    "tanks_destroyed": r"tank|танк|panzer",
    "guns_destroyed": r"howitzer|artillery system|гаубиц|артсист|миномет|міномет",
    "drones_destroyed": r"drone|uav|беспил|безпіл|бпла|дрон",
    "afv_destroyed": r"armou?red|бронемаш|бронир|броньов",
    "advance": r"metres|meters|метр|meter",
    "control_share": r"%|percent|процент|відсот",
}
"""A word near a number, and the measure that the simplest reader would take it for."""
DIGITS = re.compile(r"\d+(?:[ ,.]\d{3})*(?:[.,]\d+)?")


@dataclass
class Text:
    """An annotated text."""

    name: str
    language: str
    published: str
    text: str
    gold: list[dict[str, object]] = field(default_factory=list)
    kind: str = ""


MONTH = (
    """Serhii Cherevatyi said that {killed} Russian soldiers were killed and {wounded} wounded \
in the Bakhmut direction over the past day. There were {clashes} clashes in the Bakhmut direction.

Over the day Russian forces shelled the Bakhmut direction {shellings} times and carried out \
{raids} air strikes there, the spokesman added. Our soldiers destroyed {tanks} tanks and \
{drones} drones.
""",
    """За минулу добу на Бахмутському напрямку відбулося {clashes} боєзіткнень, повідомив речник \
Сергій Череватий. Ворог обстріляв позиції {shellings} разів і завдав {raids} авіаударів.

На Бахмутському напрямку знищено {killed} окупантів, ще {wounded} поранено, додав він. Знищено \
{tanks} танки і {drones} безпілотників.
""",
    """In the Bakhmut direction the enemy attacked {clashes} times over the past day, Cherevatyi \
said on television. "The enemy shelled our positions {shellings} times in the Bakhmut direction."

He added that {killed} occupiers had been killed and {wounded} wounded there. "We lost {raids} \
soldiers." In the city of Bakhmut, {tanks} tanks were destroyed.
""",
)
"""Briefings of one spokesman, without their numbers."""
PROBE = Text("probe", "en", "2023-03-19", "12 clashes took place near Bakhmut.")
"""Read once by each reader, to learn whether it is installed, and to warm it."""
Found = dict[str, object]
Reader = Callable[[Text], list[Found]]


def load(folder: Path) -> list[Text]:
    """Read the annotated texts of a folder and those below it, in the order of names."""
    texts = []
    for path in sorted(folder.rglob("*.txt")):
        for block in re.split(r"(?m)^### ", path.read_text(encoding="utf-8"))[1:]:
            if re.search(r"(?m)^--- ?", block):
                texts.append(_text(block, path.parent.name))
    return texts


def _text(block: str, kind: str) -> Text:
    head, rest = block.split("\n", 1)
    name, language, published, *further = head.split()
    body, gold = re.split(r"(?m)^--- ?", rest, maxsplit=1)
    first, *lines = gold.split("\n")
    common = _common(first.split())
    figures = [_figure(line, common) for line in lines if line.strip() and ";" in line]
    return Text(name, language, published, body.strip("\n"), figures, (further or [kind])[0])


def _common(parts: list[str]) -> dict[str, str]:
    if not parts:
        return dict.fromkeys(FIELDS, "?")
    day = ""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", parts[-1]) and len(parts) > 4:
        *parts, day = parts
    period = " ".join(parts[2:-2])
    return {"s": parts[0], "l": parts[1], "p": period, "w": parts[-2], "t": parts[-1], "d": day}


def _figure(line: str, common: dict[str, str]) -> dict[str, object]:
    wording, measures, *own = line.strip().split(";")
    fields = common | dict(part.split("=", 1) for part in own if "=" in part)
    right = _right(measures)
    if any(ROLES.get(measure) in ("opponent", "both") for measure in right):
        fields["s"] = "?"
    return {"wording": wording, "measures": right, **fields}


def _right(cell: str) -> set[str]:
    return {SHORT.get(word, word) for word in cell.split("|")}


def interval(wording: str) -> tuple[str, object, object]:
    """What a wording allows; the wording itself where it cannot be read."""
    reading = read_wording(wording, "percent" if wording.endswith("%") else "")
    if reading.strict is None:
        reading = read_wording(f"{wording} square km")
    if reading.strict is None:
        return "", wording, wording
    return reading.wording, reading.strict.low, reading.strict.high


def by_ours(text: Text) -> list[Found]:
    """What our reader finds."""
    reading = read_text(text.text, published=text.published)
    return [
        {"wording": figure.wording, "measure": figure.measure, "words": figure.words}
        | {name: ground.key for name, ground in figure.fields.items() if name != "measure"}
        | {"unsure": figure.unsure}
        for figure in reading.figures
    ]


def by_keywords(text: Text) -> list[Found]:
    """Every number with the nearest keyword within thirty characters."""
    found = []
    for number in DIGITS.finditer(text.text):
        if measure := _keyword(text.text, number.start(), number.end(), 30):
            wording = re.sub(r"[ ,.](?=\d{3})", "", number.group())
            found.append({"wording": wording, "measure": measure, "words": number.group()})
    return found


def _keyword(text: str, start: int, end: int, reach: int) -> str:
    best = (float("inf"), "")
    for measure, pattern in KEYWORDS.items():
        for hit in re.finditer(pattern, text[max(0, start - reach) : end + reach], re.IGNORECASE):
            at = hit.start() + max(0, start - reach)
            best = min(best, (at - end if at >= end else 1.5 * (start - at), measure))
    return best[1]


def by_spacy(text: Text) -> list[Found]:
    """Numbers among the entities of spaCy's small English model, with the nearest keyword."""
    if text.language != "en":
        return []
    kinds = {"CARDINAL", "QUANTITY", "PERCENT"}
    spans = [(e.start_char, e.end_char) for e in _spacy()(text.text).ents if e.label_ in kinds]
    return _with_keywords(text.text, spans)


def by_quantulum(text: Text) -> list[Found]:
    """Quantities of quantulum3, with the nearest keyword."""
    from quantulum3 import parser

    if text.language != "en":
        return []
    return _with_keywords(text.text, [quantity.span for quantity in parser.parse(text.text)])


def _with_keywords(text: str, spans: Iterable[tuple[int, int]]) -> list[Found]:
    found = []
    for start, end in spans:
        if measure := _keyword(text, start, end, 60):
            words = text[start:end]
            wording = words.replace("%", " %").replace("percent", "%").replace(",", "")
            found.append({"wording": wording, "measure": measure, "words": words})
    return found


def _spacy() -> Callable:
    if not _MODEL:
        import spacy

        _MODEL.append(spacy.load("en_core_web_sm"))
    return _MODEL[0]


_MODEL: list = []


def matched(text: Text, found: list[Found]) -> tuple[list[tuple[dict, Found]], list, list]:
    """Pairs of figure and draft, figures missed, drafts that are none of them."""
    gold = _unique(
        text.gold, lambda g: (interval(g["wording"]), tuple(sorted(g["measures"])), g["l"], g["s"])
    )
    left = _unique(
        found, lambda f: (interval(f["wording"]), f["measure"], f.get("scope"), f.get("subject"))
    )
    pairs, missed = [], []
    for figure in gold:
        fits = [
            draft
            for draft in left
            if draft["measure"] in figure["measures"]
            and interval(draft["wording"]) == interval(figure["wording"])
        ]
        if not fits:
            missed.append(figure)
            continue
        best = max(fits, key=lambda draft: sum(_is_right(draft, figure, key) for key in "slp"))
        pairs.append((figure, best))
        left.remove(best)
    return pairs, missed, left


def _unique(rows: list[dict], key: Callable) -> list[dict]:
    return [next(group) for _, group in groupby(sorted(rows, key=lambda r: str(key(r))), key)]


def _is_right(draft: Found, figure: dict, key: str) -> bool:
    return draft.get(FIELDS[key]) in _right(str(figure[key]))


def _is_judged(draft: Found, figure: dict, key: str) -> bool:
    said = str(figure[key])
    return bool(said) and said != "?" and FIELDS[key] in draft


def score(texts: list[Text], read: Reader, *, show: bool = False) -> dict[str, object]:  # noqa: C901
    """Count hits, drafts and figures by language, and the fields of the hits."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    fields: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    quiet = [0, 0]
    for text in texts:
        pairs, missed, extra = matched(text, read(text))
        for group in (text.language, "all", f"kind {text.kind}"):
            for place, number in enumerate(
                (len(pairs), len(pairs) + len(extra), len(pairs) + len(missed))
            ):
                counts[group][place] += number
        if not text.gold:
            quiet[0] += not extra
            quiet[1] += 1
        for figure, draft in pairs:
            for key in FIELDS:
                if _is_judged(draft, figure, key):
                    right = _is_right(draft, figure, key)
                    fields[FIELDS[key]][0] += right
                    fields[FIELDS[key]][1] += 1
                    if show and not right:
                        print(
                            "    FIELD",
                            text.name,
                            FIELDS[key],
                            figure["wording"],
                            sorted(figure["measures"])[0],
                            "want",
                            figure[key],
                            "got",
                            draft.get(FIELDS[key]),
                        )
        if show and (missed or extra):
            print(text.name)
            for figure in missed:
                print("  MISSED", figure["wording"], sorted(figure["measures"]))
            for draft in extra:
                print("  EXTRA ", repr(draft["words"]), draft["wording"], draft["measure"])
    return {"counts": dict(counts), "fields": dict(fields), "quiet": quiet}


def rates(counts: list[int]) -> tuple[float, float, float]:
    """Precision, recall and F1 of hits, drafts and figures."""
    hits, drafts, figures = counts
    precision, recall = hits / max(1, drafts), hits / max(1, figures)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def show(name: str, result: dict, seconds: float, texts: int) -> None:
    """Print one reader's table."""
    print(f"\n{name}: {texts} texts, {1000 * seconds / max(1, texts):.1f} ms a text")
    for group, counts in sorted(result["counts"].items()):
        precision, recall, f1 = rates(counts)
        print(
            f"  {group:18} {counts[2]:5} figures  precision {precision:.3f}"
            f"  recall {recall:.3f}  F1 {f1:.3f}"
        )
    for name, (right, judged) in result["fields"].items():
        print(f"  {name:10} {right}/{judged} = {right / max(1, judged):.2f}")
    print(f"  quiet where there is none: {result['quiet'][0]} of {result['quiet'][1]}")


READERS: dict[str, Reader] = {
    "ours": by_ours,
    "keywords": by_keywords,
    "quantulum3": by_quantulum,
    "spaCy": by_spacy,
}


def f1_of(texts: list[Text], reader: str) -> float:
    """F1 of one reader over all figures of some texts."""
    counts = score(texts, READERS[reader])["counts"]
    return rates(counts["all"])[2]


def speed(texts: list[Text]) -> None:
    """Print what 2,000 characters and an import take of one core, and 1,000 texts of two."""
    english = "\n\n".join(text.text for text in texts if text.language == "en")
    page = english[:2000]
    read_text(page)
    times = []
    for _ in range(51):
        began = time.process_time()
        read_text(page)
        times.append(time.process_time() - began)
    print(f"{len(page)} characters: {1000 * median(times):.1f} ms, the median of {len(times)}")
    timed = "import time; t = time.process_time(); import analysis.reading.reader; "
    timed += "print(time.process_time() - t)"
    done = [subprocess.check_output([sys.executable, "-c", timed]) for _ in range(7)]
    print(f"import: {min(map(float, done)):.2f} s, the least of {len(done)}")
    with TemporaryDirectory() as folder:
        for k in range(1000):
            text = texts[k % len(texts)].text
            Path(folder, f"{k:04}.txt").write_text(f"{text}\n\nPage {k}.\n", encoding="utf-8")
        _command(Path(folder), "read", ".", "--into", "thousand", "--cores", "2")


def month() -> None:
    """Read, review, check and publish a month of one spokesman; print what each command took."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "march").mkdir()
        for day in range(1, 29):
            words = MONTH[day % len(MONTH)].format(**_numbers(day))
            (home / "march" / f"2023-03-{day:02}.txt").write_text(words, encoding="utf-8")
        _command(home, "read", "march", "--into", "month")
        _command(home, "review", "month", "--accept-sure", "--by", "A. Clerk")
        _command(home, "check", "month")
        _command(home, "publish", "--collection", "month", "--to", "site")


def _numbers(day: int) -> dict[str, int]:
    return {
        "clashes": 12 + 7 * day % 29,
        "shellings": 200 + 37 * day % 190,
        "raids": 2 + day % 9,
        "killed": 90 + 53 * day % 160,
        "wounded": 110 + 71 * day % 190,
        "tanks": 2 + day % 5,
        "drones": 3 + 5 * day % 8,
    }


def _command(home: Path, *words: str) -> None:
    """Run a command of ours in a folder whose collections are its own; print what it took."""
    began, worked = time.perf_counter(), _of_children()
    environment = {**os.environ, COLLECTIONS: str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "analysis", *words]
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True)
    last = (done.stdout + done.stderr).strip().split("\n")[-1].strip()
    took, worked = time.perf_counter() - began, _of_children() - worked
    said = f"{' '.join(words)}: code {done.returncode}; {last}"
    print(f"{took:6.1f} s, {worked:.1f} s of a core  {said}", flush=True)


def _of_children() -> float:
    """Seconds of a core that the commands before took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure the readers that are installed."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("-v", action="store_true", help="name what was missed and what was wrong")
    asked.add_argument("--baselines", action="store_true")
    asked.add_argument("--speed", action="store_true", help="time it, and measure nothing else")
    asked.add_argument("--month", action="store_true", help="read, review and publish a month")
    asked.add_argument("--f1", choices=READERS, help="print this reader's F1 alone")
    asked.add_argument("--language", help="of the texts; all, if it is left out")
    given = asked.parse_args()
    texts = [text for text in load(given.folder) if given.language in (None, text.language)]
    if given.speed:
        speed(texts)
    if given.month:
        month()
    if given.speed or given.month:
        return
    if given.f1:
        print(f1_of(texts, given.f1))
        return
    for name, read in READERS.items() if given.baselines else [("ours", by_ours)]:
        try:
            read(PROBE)
        except (ImportError, OSError) as error:
            print(f"\n{name}: not installed here ({error})")
            continue
        began = time.perf_counter()
        result = score(texts, read, show=given.v and name == "ours")
        show(name, result, time.perf_counter() - began, len(texts))


if __name__ == "__main__":
    main()
