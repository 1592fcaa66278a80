"""The documents: what they name is there, what they say is so, and what code writes is fresh."""

import ast
import base64
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import yaml
from documents import (
    CHANGELOG,
    CONTRIBUTING,
    GLOSSARY,
    METHOD,
    PAGES,
    README,
    absent_files,
    broken_links,
    cited_in_vain,
    commands_in,
    impossible_commands,
    last_line_of,
    lines_of_two_sentences,
    make_goals,
    outside_markers,
    project,
    rows_of,
    silent_releases,
    steps_in_method,
    steps_in_notebooks,
    typed_numbers,
)
from scipy import stats
from typer.main import get_command

from analysis import cli, settings, terms
from analysis.claims import POINT_RULE
from analysis.collection.labels import allowed
from analysis.errors import AnalysisError
from analysis.paths import ROOT
from analysis.publish import report
from analysis.ratios import series
from analysis.ratios.gate import read_catalogue
from analysis.store.files import files_in
from analysis.terms import RELIABILITIES
from analysis.wording.intervals import KINDS, Interval
from analysis.wording.reading import read_wording

ROLES = ("point", "version", "retold", "stale")
WORDS = (
    *("claim", "assessment", "denial", "speaker", "party", "subject", "actor", "source"),
    *("measure", "scope", "period", "stated on", "as of", "date basis", "origin", "echo"),
    *("wording", "wording interval", "strict reading", "rounding sensitivity"),
    *("counting-noise yardstick", "between-day interval", "reference band", "ratio of sums"),
    *("coverage", "pairing", "gate", "refusal", "ledger", "set aside", "collection", "briefing"),
)
"""What the pages take for known."""

TOLD_HERE = Path(__file__)
"""Cites a step that is not there, to show that such a citation is found."""

BROKEN: dict[Callable[[str], list[str]], tuple[str, str]] = {
    typed_numbers: ("The ratio is 0.97.", "0.97"),
    lines_of_two_sentences: ("It is so. But why?", "It is so. But why?"),
    broken_links: ("See [here](docs/nowhere.md).", "docs/nowhere.md"),
    cited_in_vain: ("As steps 3 and 99 of docs/method.md say.", "steps 3 and 99 of docs/method.md"),
    absent_files: ("Written to `data/raw/nothing.csv`.", "data/raw/nothing.csv"),
    impossible_commands: ("Type `make coffee`.", "make coffee"),
    silent_releases: ("## [1.0.0] - 2027\n\n### Numbers that moved\n\n### Data\n", "1.0.0"),
}


@pytest.mark.parametrize("check", BROKEN, ids=lambda check: check.__name__)
def test_a_check_of_pages_finds_what_it_looks_for(check):
    """A check that finds nothing anywhere would prove nothing."""
    text, fault = BROKEN[check]

    assert check(text) == [fault]


def test_the_readme_is_short_and_begins_with_the_figure():
    """Title, figure, answer; then the rest, on two screens beside what code lists."""
    lines = [line for line in README.splitlines() if line]

    assert len(outside_markers(README).splitlines()) <= 100
    assert lines[0] == "# Reportedly"
    assert lines[2].startswith("![") and lines[2].endswith(f"]({report.PICTURE_LINK})")
    assert lines[4] == "<!-- answer -->"


def test_the_readme_types_no_result():
    """A number outside the marked parts would stay when the data move."""
    assert typed_numbers(README) == []


def test_the_lines_of_the_page_in_ten_lines_run():
    """In the order of the page, in one notebook; the first block is as short as its title says."""
    page = (ROOT / "docs" / "ten-lines.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.+?)^```", page, flags=re.DOTALL | re.MULTILINE)
    names: dict[str, object] = {}
    shown = []
    for block in blocks:
        *lines, last = ast.parse(block).body
        exec(compile(ast.Module(lines, []), "page", "exec"), names)
        shown.append(eval(compile(ast.Expression(last.value), "page", "eval"), names))

    assert len([line for line in blocks[0].splitlines() if line]) <= 10
    assert [type(thing).__name__ for thing in shown] == [
        *("Figure", "tuple", "Table", "Passage", "tuple", "Explorer", "Passage")
    ]
    assert shown[1] == (Interval(1101, 1199), Interval(20, 99))


def test_what_code_writes_into_the_documents_is_fresh():
    """`reportedly refresh` would change nothing."""
    assert report.render_index(report.INDEX) == report.INDEX.read_text(encoding="utf-8")
    assert report.render_readme(README) == README
    assert report.render_method(METHOD) == METHOD
    assert report.picture().svg() == report.PICTURE.read_bytes()


def test_the_readme_shows_the_figure_of_the_briefing():
    """One figure, drawn twice to the same bytes."""
    stored = (ROOT / "notebooks" / "briefing.ipynb").read_text(encoding="utf-8")

    assert base64.b64encode(report.PICTURE.read_bytes()).decode() in stored


def test_refreshing_writes_what_is_stale_and_only_that(tmp_path, monkeypatch):
    """Stale text and a missing picture come back; a second run finds nothing to do."""
    stale = re.sub(r"(<!-- answer -->\n).*?(<!-- /)", r"\1old\n\2", README, flags=re.DOTALL)
    pages = {"README": stale, "METHOD": METHOD}
    for name, text in pages.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        monkeypatch.setattr(report, name, path)
    index = report.INDEX.read_text(encoding="utf-8")
    (tmp_path / "index.ipynb").write_text(index, encoding="utf-8")
    monkeypatch.setattr(report, "INDEX", tmp_path / "index.ipynb")
    monkeypatch.setattr(report, "PICTURE", tmp_path / "figures" / "briefing.svg")

    assert report.refresh_readme() == [report.PICTURE, report.README]
    assert report.README.read_text(encoding="utf-8") == README
    assert report.refresh_readme() == []


@pytest.mark.parametrize("text", ["", "<!-- a -->", "<!-- /a --><!-- a -->", "<!-- a -->" * 2])
def test_a_page_without_one_pair_of_markers_is_refused(text):
    """Nothing is appended where nobody asked for it."""
    with pytest.raises(AnalysisError, match=r"one pair of <!-- a --> and <!-- /a -->"):
        report.fill(text, {"a": "new"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_names_only_what_is_there(page):
    """Links, files and commands; and one sentence stands on a line."""
    text = page.read_text(encoding="utf-8")

    assert broken_links(text, page.parent) == []
    assert absent_files(text) == []
    assert impossible_commands(text) == []
    assert lines_of_two_sentences(text) == []


def test_the_commands_of_the_readme_end_with_the_lines_it_shows(monkeypatch):
    """A newcomer compares the last line with the one on the page."""
    monkeypatch.chdir(ROOT)
    shown = re.findall(r"^\$ ((?:make|reportedly) .+)\n(?!\$|`)(.+)$", README, flags=re.MULTILINE)

    assert [command for command, _ in shown][:2] == ["make report", "make test"]
    assert [(command, last_line_of(command)) for command, _ in shown] == shown


def test_every_command_and_every_goal_is_documented():
    """Of `reportedly` in the README, of `make` there or for those who take part."""
    told = " ".join(commands_in(README) + commands_in(CONTRIBUTING)) + " "

    assert [n for n in get_command(cli.app).commands if f"reportedly {n}" not in README] == []
    assert [g for g in make_goals() if g != "help" and f"make {g} " not in told] == []


def test_the_steps_of_the_method_are_the_headings_of_the_notebooks():
    """Same words, same order, numbered through; so each step can be read beside its output."""
    assert steps_in_method(METHOD) == steps_in_notebooks()
    assert steps_in_method(METHOD.replace("What was set aside", "Rest")) != steps_in_notebooks()


def test_no_code_cites_a_step_that_the_method_does_not_have():
    """A reader who follows a citation finds what is cited."""
    tops = [ROOT / name for name in ("analysis", "benchmarks", "tests")]
    code = [path for top in tops for path in files_in(top, {".py", ".toml"}) if path != TOLD_HERE]

    vain = {path.name: cited_in_vain(path.read_text(encoding="utf-8")) for path in code}

    assert len(code) > 200
    assert {name: found for name, found in vain.items() if found} == {}


def test_the_method_lists_the_catalogue_whole():
    """Numbered without a gap; pairings refused on purpose follow."""
    entries = read_catalogue().values()
    numbers = {entry.number for entry in entries} - {0}

    assert numbers == set(range(1, len(numbers) + 1))
    assert [entry.name for entry in entries if f"| `{entry.name}` |" not in METHOD] == []


def test_the_method_states_each_wording_rule_by_an_example_that_is_so():
    """Every kind of wording has a row; its intervals are computed again."""
    table = METHOD.partition("### 3.")[2].partition("### 4.")[0]
    read = {row[1]: read_wording(row[1]) for row in rows_of(table)}

    assert {kind.strip("`") for kind, *_ in rows_of(table)} == set(KINDS)
    assert [row[:5] for row in rows_of(table)] == [
        [f"`{x.wording}`", words, allowed(x.bounded), allowed(x.strict), allowed(x.rounded)]
        for words, x in read.items()
    ]


def test_the_method_states_the_settings_as_they_are():
    """Every number that we chose, with its value; the running text repeats three of them."""
    table = METHOD.partition("## Which numbers did we choose?")[2].partition(
        "## What are the limits?"
    )[0]
    chosen = {name: str(value) for name, value in vars(settings).items() if name.isupper()}

    assert {row[0].strip("`"): row[1] for row in rows_of(table)} == chosen
    assert f"From {settings.SERIES_MIN_DAYS} paired days on" in METHOD
    assert f"From {settings.NEWEY_WEST_MIN_DAYS} paired days," in METHOD
    assert f"more than {settings.AS_OF_TOLERANCE_DAYS} days apart" in METHOD
    assert f"chosen in this order: {POINT_RULE}." in METHOD


def test_pooled_intervals_cover_as_little_as_the_method_says():
    """Beta-binomial days as scattered as the twelve briefings (dispersion 6.6), 12 days each."""
    rng, total, p = np.random.default_rng(1), 336, 0.452
    within = (6.6 - 1) / (total - 1)
    odds = [share * (1 - within) / within for share in (p, 1 - p)]
    over = rng.binomial(total, rng.beta(*odds, size=(400, 12)))
    low = stats.beta.ppf(0.025, over.sum(1), 12 * total - over.sum(1) + 1)
    high = stats.beta.ppf(0.975, over.sum(1) + 1, 12 * total - over.sum(1))
    ends = [series.linearised_interval(days, total - days) for days in over.astype(float)]
    pooled = np.mean((low <= p) & (p <= high))
    said = re.search(r"held the ratio in (\d+) of 100 series", METHOD)

    assert abs(pooled - int(said[1]) / 100) < 0.08
    assert np.mean([end.low <= p / (1 - p) <= end.high for end in ends]) > 0.9


@pytest.mark.parametrize(
    "codes",
    [
        terms.STATUSES,
        terms.FLAGS,
        terms.DATE_BASES,
        terms.PERIOD_KINDS,
        terms.VERIFICATIONS,
        RELIABILITIES,
        ROLES,
    ],
)
def test_the_glossary_explains_every_code_of_the_tables(codes):
    """A reader of claims.csv or ratios.csv finds each code here."""
    explained = set(re.findall(r"`(\w+)`", GLOSSARY))

    assert sorted(set(codes) - explained) == []


@pytest.mark.parametrize(
    ("heading", "codes"),
    [("Which statuses are there?", "STATUSES"), ("Which flags are there?", "FLAGS")],
)
def test_the_glossary_explains_no_status_or_flag_that_is_gone(heading, codes):
    """What the code no longer uses has no row of its own."""
    section = GLOSSARY.partition(f"## {heading}\n")[2].partition("\n## ")[0]

    assert {row[0].strip("`") for row in rows_of(section)} == set(getattr(terms, codes))


def test_the_glossary_says_of_every_word_what_it_is_and_what_it_is_not():
    """Once each; the words that the pages take for known are among them."""
    rows = rows_of(GLOSSARY)
    plain = [row[0] for row in rows if "`" not in row[0]]

    assert [row for row in rows if len(row) != 3 or not all(row)] == []
    assert sorted(plain) == sorted(set(plain))
    assert [word for word in WORDS if word not in plain] == []
    assert [field for field in terms.STANCES if field not in plain] == []


def test_version_date_and_licence_are_the_same_everywhere():
    """pyproject, citation, changelog and licence tell of one release."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    releases = re.findall(r"^## \[(\d\S*)\] - (\S+)$", CHANGELOG, flags=re.MULTILINE)
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["cff-version"] == "1.2.0"
    assert citation["authors"] == project()["authors"]
    assert releases[0] == (project()["version"], str(citation["date-released"]))
    assert citation["version"] == project()["version"]
    assert citation["license"] == project()["license"] == "MIT"
    assert "Copyright (c) 2026 The Reportedly project" in licence.splitlines()


def test_every_release_says_which_numbers_moved():
    """Or that none did; one that is silent is a fault."""
    assert "## [0.1.0]" in CHANGELOG
    assert silent_releases(CHANGELOG) == []


def test_each_dependency_has_its_purpose_in_the_architecture():
    """What is required to run has a line that says for what."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.match(r"[\w-]+", line)[0] for line in declared["dependencies"]}
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page.partition("## What does each library do here?")[2].partition("\n## ")[0]
    told = {name for row in re.findall(r"^\| ([^|]+) \|", table, re.M) for name in row.split(", ")}

    assert names <= told
