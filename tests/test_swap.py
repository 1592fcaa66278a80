"""Exchange the two parties everywhere, publish, and every page is the same with names exchanged.

Both projects are published under stand-in names, anagrams of each other that begin alike, so that
nothing but the exchange tells them apart: not how wide a label is drawn, nor where the alphabet
puts it.
"""

import difflib
import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from tiny_project import reportedly

from analysis.data.raw import sha256_of
from analysis.paths import RAW, ROOT

pytestmark = pytest.mark.slow

ONE = {"ukrainian": "alderna", "ukraine": "aldern"}
OTHER = {"russian": "arnelda", "russia": "arneld"}
CHANGED = ("*.csv", "*.toml", "*.yml")
"""Files of raw tables; every name in them is exchanged, in keys, labels, remarks and addresses."""

ALPHABETICAL = ("speakers.html",)
"""Pages that list names by the alphabet: the same lines in another order."""

NAMES = re.compile(r"(?i)ukrainian|ukraine|russian|russia")
OF_A_RUN = re.compile(
    r"[0-9a-f]{12,64}|(?<=-)[0-9a-f]{8}\b|\d+(?:\.\d+)? (?:bytes|kB|MB)|(?<=/)[\w.-]+\.(?:png|svg)",
    re.IGNORECASE,
)
"""Checksums, versions and sizes of files, which hang on the bytes of the tables."""


def stand_in(text: str, *, exchanged: bool) -> str:
    """Put the stand-in names for the two parties, or for each the other's."""
    first, second = (OTHER, ONE) if exchanged else (ONE, OTHER)
    names = dict(zip(ONE, first.values(), strict=True)) | dict(
        zip(OTHER, second.values(), strict=True)
    )
    return NAMES.sub(lambda found: _as_cased(names[found[0].lower()], found[0]), text)


def _as_cased(name: str, written: str) -> str:
    if written.isupper():
        return name.upper()
    return name.capitalize() if written[0].isupper() else name


def project(home: Path, *, exchanged: bool) -> Path:
    """Copy the project, with stand-in names in its tables and in the values of its reports."""
    # The reader of texts knows the words of many languages, and its page holds a text, no claims.
    leave_out = shutil.ignore_patterns(
        *("__pycache__", "processed", "test-vectors", "reading", "reading-example", "read.ipynb")
    )
    for name in ("analysis", "notebooks"):
        shutil.copytree(ROOT / name, home / name, ignore=leave_out)
    shutil.copytree(RAW, home / "data" / "raw", ignore=leave_out)
    for name in ("requirements.lock", "CHANGELOG.md", "docs", "data/processed/README.md"):
        place = home / name
        place.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, place)
    files = [path for kind in CHANGED for path in (home / "data" / "raw").rglob(kind)]
    files += (home / "notebooks").glob("*.ipynb")
    for path in files:
        path.write_text(stand_in(path.read_text(encoding="utf-8"), exchanged=exchanged), "utf-8")
    for path in (home / "data" / "raw").rglob("*.csv"):
        origin = path.with_name(f"{path.stem}.origin.yml")
        told = re.sub(r"sha256: \w+", f"sha256: {sha256_of(path)}", origin.read_text("utf-8"))
        origin.write_text(told, encoding="utf-8")
    return home


def pages(home: Path) -> dict[str, list[str]]:
    """Publish all reports; return the lines of each page, without what hangs on bytes alone."""
    done = reportedly(home, "publish")
    assert done.returncode == 0, done.stdout + done.stderr
    return {
        path.name: lines(path.read_text(encoding="utf-8"))
        for path in sorted((home / "site").glob("*.html"))
        if path.name not in ("method.html", "glossary.html", "corrections.html")
    }


def lines(page: str) -> list[str]:
    """Return the text of a page, its receipts, tables and the words in its drawings."""
    text = re.sub(r"<(style|script)\b.*?</\1>", "", page, flags=re.DOTALL)
    text = re.sub(r'(?:href|src|id|for|class|data-[\w-]+|[xyd]|width|height)="[^"]*"', "", text)
    text = re.sub(r"<[^>]*?(?:alt|aria-label|title)=\"([^\"]*)\"[^>]*>", r"\n\1\n", text)
    text = unescape(re.sub(r"<[^>]+>", "\n", text))
    bare = (re.sub(r"\s+", " ", OF_A_RUN.sub("", line)).strip() for line in text.split("\n"))
    return [line for line in bare if line]


def exchanged_back(found: list[str]) -> list[str]:
    """Give each party its own stand-in name again."""
    names = dict(zip(ONE.values(), OTHER.values(), strict=True))
    names |= {other: one for one, other in names.items()}
    pattern = re.compile("|".join(sorted(names, key=len, reverse=True)), re.IGNORECASE)
    return [pattern.sub(lambda hit: _as_cased(names[hit[0].lower()], hit[0]), x) for x in found]


def differences(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    """Return the lines in which two sites differ by more than the names."""
    told = [f"{name}: a page of one alone" for name in one.keys() ^ other.keys()]
    for name in sorted(one.keys() & other.keys()):
        here, back = one[name], exchanged_back(other[name])
        if name in ALPHABETICAL:
            here, back = sorted(here), sorted(back)
        told += [
            f"{name}: {line}"
            for line in difflib.unified_diff(here, back, lineterm="", n=0)
            if line[:1] in "+-" and line[:3] not in ("+++", "---")
        ]
    return told


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """The two projects, published."""
    homes = {
        name: project(tmp_path_factory.mktemp(name), exchanged=exchanged)
        for name, exchanged in (("plain", False), ("swapped", True))
    }
    return {name: (home, pages(home)) for name, home in homes.items()}


def test_every_page_is_the_same_page_with_the_names_exchanged(sites):
    """All reports, the reference table and the indexes."""
    (_, plain), (_, swapped) = sites["plain"], sites["swapped"]

    assert len(plain) >= 10
    assert differences(plain, swapped) == []


PLANTS = {
    "a word for one party": (
        "01_claims",
        "analysis/collection/labels.py",
        "if supported else labels[party]",
        'if supported else labels[party] + " alone" * (party == "aldern")',
    ),
    "words of one party read by another rule": (
        "04_comparison",
        "analysis/ratios/gate.py",
        'rows["named"].notna() & rows["value"].isna()',
        'rows["named"].notna() & rows["value"].isna() & (rows["party"] != "aldern")',
    ),
    "a grade given by hand": (
        "03_reference",
        "analysis/ratios/references.py",
        "reliability=grade(grounds)",
        'reliability=grade(grounds).mask(table["force"].str.contains("Aldern"), "high")',
    ),
    "a mark of one party": (
        "04_comparison",
        "analysis/collection/labels.py",
        'of_side = "opponent" if own and counted',
        'of_side = "opponent" if own and own != "aldern" and counted',
    ),
    "an order by the party": (
        "02_ratios",
        "analysis/reports/pairs.py",
        "found = figures_apart(collection)",
        'found = figures_apart(collection).sort_index(key=lambda party: party != "aldern")',
    ),
}
"""An asymmetry each: the report that shows it, the file, and what is put in place of what."""


def page_of(home: Path, report: str) -> list[str]:
    """Run one report; return the lines of its page."""
    place = home / "planted.html"
    done = reportedly(home, "run", report, "-o", place)
    assert done.returncode == 0, done.stdout + done.stderr
    return lines(place.read_text(encoding="utf-8"))


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_asymmetry_turns_it_red(sites, plant):
    """In a word, a rule of reading, a grade, a mark or an order: it is found on a page."""
    report, file, old, new = PLANTS[plant]
    found = []
    for home, _ in sites.values():
        code = (home / file).read_text(encoding="utf-8")
        assert code.count(old) == 1
        (home / file).write_text(code.replace(old, new), encoding="utf-8")
        found.append({report: page_of(home, report)})
        (home / file).write_text(code, encoding="utf-8")

    assert differences(*found) != []
