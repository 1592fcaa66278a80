"""What a command is given from outside: tables for `new`, pages for `diff`, texts for `read`.

As of other inputs (`test_inputs`): a refusal in words, in a short time, or what was asked for.
`FUZZ=20000 pytest tests/test_inputs_of_commands.py` tries as many as one likes.
"""

import io
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_inputs import FUZZED, KINDS, MANY, NESTED, STRANGE, answered, damaged
from test_verify_hostile import JSON, MARKUP, RECORD, TINY
from typer.testing import CliRunner

from analysis.cli import app
from analysis.data import inputs, places
from analysis.data.intake.cells import Form
from analysis.data.intake.new_collection import make_collection
from analysis.data.places import DECLARATION
from analysis.errors import ParameterError
from analysis.execute.parameters import parse_assignments
from analysis.publish.plan import parse_each
from analysis.publish.report import checked_base
from analysis.reading.reader import read_text
from analysis.review.texts import TextJob, jobs_of, load
from analysis.verify.diff import PageDiff, diff, for_changelog, summary

FEWER = settings(FUZZED, max_examples=max(MANY // 2, 1))
"""Where one input takes a tenth of a second."""
TABLE = """<table><caption>Ratios</caption><tr><th>area</th><th>low</th></tr>
<tr><td id="r1"><a href="#of-1">0.97</a></td><td>190</td></tr></table>"""
PAGES = (TINY, TINY.replace("</p>", f"</p>{TABLE}"))
TEXT = """<html lang="en"><head><title>Losses</title><meta name="date" content="2023-03-18">
<script type="application/ld+json">{"datePublished": "2023-03-18"}</script></head><body><article>
<p>Over the past day 193 were killed and up to 199 wounded, Serhii Cherevatyi said.</p></article>"""


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
@FEWER
@given(data=st.data())
def test_made_up_new_collections_are_read_or_refused(tmp_path_factory, name, data):
    """Of every format: a whole folder or none, and nothing beside it."""
    place = tmp_path_factory.getbasetemp() / f"new-{name}"
    place.mkdir(exist_ok=True)
    (place / name).write_bytes(data.draw(KINDS[name]))
    form = data.draw(st.none() | st.builds(Form, encoding=st.sampled_from(["cp1252", "idna", "x"])))
    homes = place / "homes"
    answered(lambda: make_collection("desk", [place / name], homes, form))
    if homes.exists():
        assert [path.name for path in homes.iterdir()] in ([], ["desk"])
        whole = {path.name for path in homes.glob("desk/*")}
        assert not whole or {name, DECLARATION} < whole
        shutil.rmtree(homes)


@FUZZED
@given(
    old=MARKUP | damaged(PAGES[0].encode()) | damaged(PAGES[1].encode()),
    new=damaged(PAGES[1].encode()),
    records=st.lists(st.just(RECORD) | JSON | st.binary(max_size=40), max_size=2),
)
def test_made_up_sites_to_compare_are_read_or_refused(tmp_path_factory, old, new, records):
    """Two sites with a page each, of any bytes, with records or without."""
    place = tmp_path_factory.getbasetemp() / "compared"
    shutil.rmtree(place, ignore_errors=True)
    sites = place / "old", place / "new"
    for site, page in zip(sites, (old, new), strict=True):
        site.mkdir(parents=True)
        content = page.encode("utf-8", "surrogateescape") if isinstance(page, str) else page
        (site / "said.html").write_bytes(content)
    for site, record in zip(sites, records, strict=False):
        told = record if isinstance(record, bytes) else json.dumps(record).encode()
        (site / "said.run.json").write_bytes(told)

    def compared():
        for found in (diff(*sites), diff(*(site / "said.html" for site in sites))):
            assert summary(found) and [*map(PageDiff.lines, found)]
            assert all(line.startswith("- ") for line in for_changelog(found))

    answered(compared)


@FUZZED
@given(
    content=damaged(TEXT.encode()) | MARKUP.map(lambda m: m.encode("utf-8", "surrogateescape")),
    ending=st.sampled_from(["txt", "html", "md"]),
)
def test_made_up_texts_are_read_or_refused(tmp_path_factory, content, ending):
    """Saved pages and plain texts of any bytes; a figure that is read stands in the text."""
    path = tmp_path_factory.getbasetemp() / f"2023-03-18.{ending}"
    path.write_bytes(content)

    def read():
        text = load(TextJob(path)).text
        assert all(figure.wording in text for figure in read_text(text).figures)

    answered(read)


WORDS = st.text(max_size=30) | STRANGE.map(str) | NESTED.map(str)
ASSIGNED = st.tuples(
    st.sampled_from(["columns", "bytes", "stated_on", "scope", "", " "]) | st.text(max_size=8),
    st.sampled_from(["=", "==", "", "=1..", "=9..1", "=all", "=2023-03-01..2023-03-99"]),
    WORDS,
).map("".join)


@pytest.mark.parametrize(
    "read",
    [
        *(lambda words: inputs.raised([words]), lambda words: inputs.settings_of([words])),
        *(lambda words: places.allow([Path(words)]), lambda words: parse_assignments([words])),
        *(lambda words: parse_each([words]), checked_base),
    ],
    ids=["limit", "limits of settings", "allow", "parameter", "each", "address"],
)
@FUZZED
@given(words=ASSIGNED | WORDS)
def test_made_up_options_are_read_or_refused(read, words):
    """Words that somebody types, or that stand in the settings of a user."""
    answered(lambda: read(words))


TYPED = {
    "verify": ["verify", "{}"],
    "diff": ["diff", "{}", "{}"],
    "allow": ["--allow", "{}", "check", "bakhmut-2023"],
    "run": ["run", "briefing", "-o", "{}.html"],
    "run one's own": ["run", "{}.ipynb"],
    "publish one's own": ["publish", "{}.ipynb"],
    "publish": ["publish", "--to", "{}"],
    "init": ["init", "{}"],
    "new-report": ["new-report", "abc", "--to", "{}"],
    "new": ["new", "a", "{}.csv"],
    "new into": ["new", "a", "b.csv", "--to", "{}"],
    "read": ["read", "{}.txt", "--into", "desk"],
}


@pytest.mark.parametrize("place", ["~no-such-user/a", "a" * 300])
@pytest.mark.parametrize("command", TYPED)
def test_a_place_that_no_disk_can_hold_is_refused_by_every_command(command, place):
    """The home of a user who is not there, which a shell leaves as it stands; too long a name."""
    done = CliRunner().invoke(app, [word.format(place) for word in TYPED[command]])

    assert done.exit_code == 2, done.output
    assert f"{place[:20]}" in done.output and "no place of a file" in done.output


@pytest.mark.parametrize("content", [b"\xff193 killed", "\ud8ff".encode("utf-8", "surrogatepass")])
@pytest.mark.parametrize("errors", ["strict", "surrogateescape"])
def test_standard_input_that_is_no_text_is_told(monkeypatch, content, errors):
    """Whatever Python makes of such bytes where no language is set."""
    stream = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", errors=errors)
    monkeypatch.setattr("sys.stdin", stream)

    with pytest.raises(ParameterError, match="standard input: it is not UTF-8"):
        jobs_of(["-"], {})
