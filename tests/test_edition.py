"""Index, lists, corrections, method and glossary; and PDF."""

import re
import shutil
import zlib
from contextlib import suppress
from dataclasses import replace
from functools import partial

import pandas as pd
import pytest
from tiny_claims import claim, raw
from tiny_collection import change, write_collection

from analysis.collection.collection import load_collection
from analysis.errors import AnalysisError
from analysis.execute.parameters import Colophon
from analysis.publish.page import downloads, edition
from analysis.publish.page.body import Sentence
from analysis.publish.page.edition import (
    Contents,
    ReportEntry,
    by_day,
    by_measure,
    by_speaker,
    changelog,
    document_pages,
    index_page,
    list_pages,
    listed_claims,
    party_shares,
    releases,
)
from analysis.publish.page.exporter import Page, body_of

AGAIN = "reportedly publish"
HOSTILE = '<script>go()</script>"onmouseover="go()" {{ 7*7 }} **b**'
LIBRARY = ["days.html", "speakers.html", "measures.html", "corrections.html"]


@pytest.fixture(scope="module")
def lists(collection):
    """The list pages of the published collection."""
    return list_pages(collection, AGAIN)


@pytest.fixture
def hostile(tmp_path):
    """A collection whose page, publisher and wording try to run."""
    home = write_collection(tmp_path / "raw")
    quoted = '"' + HOSTILE.replace('"', '""') + '"'
    change(home / "sources.csv", "page_1,,UAWire", f"page_1,javascript:go(),{quoted}")
    change(home / "claims.csv", "about 190", f'{quoted[:-1]} 190"')
    return load_collection("tiny", folder=home.parent)


def test_every_claim_stands_in_each_list_once(collection, lists):
    """By day with its id as anchor; the groups of speakers and measures add up to all."""
    rows = listed_claims(collection)
    ids = re.findall(r'<li id="([^"]+)">', lists["days.html"])

    assert sorted(ids) == sorted(collection.claims["claim_id"])
    for groups in (by_day(rows), by_speaker(rows, collection), by_measure(rows, collection)):
        assert sum(len(group.claims) for group in groups) == len(collection.claims)
        assert len({group.anchor for group in groups}) == len(groups)


def test_a_title_of_another_script_keeps_the_number_behind_it_in_its_place(collection):
    """A title from right to left is set apart, or the count after it would go before it."""
    page = index_page(Contents(), replace(collection, title="أرقام"), AGAIN)

    assert '<p><bdi lang="und-Arab">أرقام</bdi>: <a' in page


def test_lists_are_by_name_whatever_its_letters(collection):
    """A name with a capital stands among the others, not before them."""
    measures = [group.name for group in by_measure(listed_claims(collection), collection)]

    assert measures == sorted(measures, key=str.lower)


def test_every_link_of_index_and_lists_leads_somewhere(collection, lists):
    """Each page with an anchor has that anchor, so the site works from a folder."""
    pages = {**lists, "index.html": index_page(Contents(), collection, AGAIN)}
    pages |= document_pages(AGAIN)
    ids = {name: set(re.findall(r' id="([^"]+)"', html)) for name, html in pages.items()}
    beside = {"feed.xml", "datapackage.json"}
    for name, html in pages.items():
        for link in re.findall(r'<a [^>]*href="([^"]+)"', html):
            page, _, anchor = link.partition("#")
            if not link.startswith("https://") and not link.startswith("http://"):
                assert page in {"", *pages, *beside}, (name, link)
                assert not anchor or anchor in ids[page or name], (name, link)


def test_no_page_has_an_id_twice(lists):
    """Links would lead to the first only."""
    for name, html in lists.items():
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids)), name


def test_text_of_claims_is_shown_and_does_not_run(hostile):
    """Neither as markup nor as a template nor as a link."""
    pages = {**list_pages(hostile, AGAIN), "index.html": index_page(Contents(), hostile, AGAIN)}

    for name, html in pages.items():
        assert "<script" not in html, name
        assert '"onmouseover="' not in html, name
        assert "javascript:" not in html, name
        assert "49 **b**" not in html, name
    assert "&lt;script&gt;go()&lt;/script&gt;" in pages["days.html"]


def test_the_index_says_what_the_collection_holds(collection):
    """Counts lead to the rows counted; shares of the parties are of all claims."""
    html = index_page(Contents(), collection, AGAIN)
    shares = party_shares(collection)

    assert f'<a href="days.html">{len(collection.claims)} claims</a>' in html
    assert '<a href="corrections.html#set-aside">' in html
    assert sum(n for _, n, _ in shares) == len(collection.claims)
    assert [n for _, n, _ in shares] == sorted((n for _, n, _ in shares), reverse=True)
    assert "the latest of <a href=" in html


def test_each_table_of_the_index_and_the_lists_has_an_address(collection, lists):
    """Made of its caption, as in a report, so that a link to it can be sent."""
    index = index_page(Contents(), collection, AGAIN)
    boxes = [
        box for page in (index, *lists.values()) for box in re.findall("<div[^>]*>\\s*<table", page)
    ]

    assert 'id="table-Claims-by-party-of-the-speaker"' in "".join(boxes)
    assert sum(page.count("<table") for page in (index, *lists.values())) == len(boxes)
    assert [box for box in boxes if ' id="table-' not in box] == []


def test_the_index_without_a_collection_lists_the_reports_alone():
    """No link leads to a list that is not there."""
    said = Page("", body_of("<p>Two &amp; one.</p>")).headline("a.html")
    report = ReportEntry("a.html", "Who <said>?", said, Colophon("", "c"))
    html = index_page(Contents(listed=[report]), None, AGAIN)

    assert '<h3><a href="a.html">Who &lt;said&gt;?</a></h3>\n<p>Two &amp; one.</p>' in html
    assert "days.html" not in html


def test_a_figure_in_words_makes_a_headline_and_a_day_does_not():
    """Dozens, and 8 in 2 rows, lead to their receipts as numbers do."""
    for words in ("dozens", "8 in 2 rows", "193"):
        assert Sentence((("It said ", None), (words, "r-a1"))).has_number
    assert not Sentence((("On ", None), ("18 March 2023", "limits"))).has_number
    assert not Sentence((("It said dozens.", None),)).has_number


def test_a_headline_leads_to_the_receipt_of_each_number():
    """The first sentence with a number that is no day; other markup and attributes go."""
    html = (
        '<h1>Who?</h1><p class="said"><a href="#d">18 March 2023</a>: he.</p>'
        '<p class="said">He said <b>that</b> <a href="#r-1" class="n">193</a> &amp; '
        '<button popovertarget="c-2">199</button><a href="#r-2" data-n="2"></a> fell; '
        '<a href="x.html">2</a>\n sides. In all <a href="#r-3">392</a>.</p>'
    )

    assert body_of(html).sentence.html("briefing.html") == (
        'He said that <a href="briefing.html#r-1">193</a> &amp; '
        '<a href="briefing.html#r-2">199</a> fell; <a href="briefing.html">2</a> sides.'
    )
    assert body_of("<p>193</p>").sentence is None
    assert Page("", body_of("<p>&lt;b&gt;</p>")).headline("a.html") == "&lt;b&gt;"


def test_corrections_list_what_the_changelog_says_moved(lists):
    """Release by release, and what moved since; every reading of a row is there, in names."""
    moved = "### Numbers that moved\n\n- 1 to 2.\n- 3 to 4,\n  again.\n\n### Data\n\n- x\n\n"
    second, first = "## [0.2.0] - 2027-01-05\n\n", "## [0.1.0] - 2026-11-23\n\n### Data\n"
    text = f"## [Unreleased]\n\n{second}{moved}{first}"

    assert [(r.version, r.moved) for r in releases(text)] == [
        ("0.2.0", ["1 to 2.", "3 to 4, again."]),
        ("0.1.0", []),
    ]
    assert [r.version for r in releases(f"## [Unreleased]\n\n{moved}")] == ["Unreleased"]
    assert f"Version {changelog()[-1].version}" in lists["corrections.html"]
    assert "<strong>70 %</strong>; Institute for the Study of War" in lists["corrections.html"]
    assert "the page prints killed twice (149 and 160)" in lists["corrections.html"]
    assert '<a href="days.html#a0204">a0204</a>' in lists["corrections.html"]


def test_lists_of_a_large_collection_say_how_much_they_leave_out(tmp_path, monkeypatch):
    """Each list has its bound: claims by day, days of a speaker, rows set aside."""
    home = write_collection(tmp_path / "raw")
    days = pd.date_range("2023-03-01", "2023-03-04").strftime("%Y-%m-%d")
    rows = [claim("killed", "about 190", stated_on=day) for day in days]
    rows += [claim("missing", "no figure"), claim("captured", "no figure")]
    raw(*rows).to_csv(home / "claims.csv", index=False)
    held = load_collection("tiny", folder=home.parent)
    for bound, most in (("MOST_ON_A_PAGE", 3), ("MOST_LINKS", 3), ("MOST_CORRECTED", 1)):
        monkeypatch.setattr(edition, bound, most)
    made = list_pages(held, AGAIN)

    assert made["days.html"].count("and 1 more claim, in <a") == len(days)
    assert made["speakers.html"].count('<a href="days.html#') == 3
    assert ', and 1 more day in <a href="data/claims.csv">' in made["speakers.html"]
    assert made["corrections.html"].count("; row c") == 1
    assert 'and 1 more row, in <a href="data/set_aside.csv">' in made["corrections.html"]


def test_method_and_glossary_are_pages_that_lead_to_each_other():
    """Made from the documents, by the same exporter as the reports."""
    pages = document_pages(AGAIN, "0123456789ab")

    assert sorted(pages) == ["glossary.html", "method.html"]
    assert 'href="glossary.html"' in pages["method.html"]
    assert "What must not be claimed?" in pages["method.html"]
    assert "Data version 0123456789ab" in pages["method.html"]


def test_a_document_that_is_not_there_has_no_page(tmp_path):
    """Nothing is made up in its place."""
    assert document_pages(AGAIN, documents={"method": tmp_path / "method.md"}) == {}


def test_without_a_browser_a_pdf_is_refused_in_words(tmp_path, monkeypatch):
    """And what to do about it."""
    monkeypatch.setattr(downloads.shutil, "which", lambda name: None)

    with pytest.raises(AnalysisError, match="install it, or publish without --pdf"):
        downloads.print_page(tmp_path / "a.html", tmp_path / "a.pdf")


def addresses_in(printed: bytes) -> set[bytes]:
    """Return the addresses that the links of a PDF lead to."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", printed, re.DOTALL)
    texts = [printed]
    for stream in streams:
        with suppress(zlib.error):
            texts.append(zlib.decompress(stream))
    return {found for text in texts for found in re.findall(rb"/URI \((.*?)\)", text)}


@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("chromium"), reason="chromium is not installed")
def test_a_page_is_printed_tagged_and_the_same_each_time(tmp_path):
    """Its tags are what a screen reader follows; its days are no clock."""
    page = tmp_path / "a.html"
    page.write_text(
        '<!DOCTYPE html><html lang="en"><title>A</title><h1 id="who">Who?</h1><p>He.</p>'
        '<a href="a/claims.csv" download>CSV</a> <a href="#who">who</a>'
    )
    elsewhere = shutil.copy(page, tmp_path / "b.html")
    once, again = (
        downloads.print_page(place, tmp_path / f"{place.stem}.pdf").read_bytes()
        for place in (page, elsewhere)
    )
    on_web = downloads.print_page(
        page, tmp_path / "c.pdf", "https://example.org/a.html"
    ).read_bytes()

    assert once == again
    assert addresses_in(once) == set()
    assert addresses_in(on_web) == {b"https://example.org/a/claims.csv"}
    assert once.startswith(b"%PDF") and b"/StructTreeRoot" in once and b"/Lang (en)" in once
    assert re.findall(rb"Date \(D:(\d{14})", once) == [b"20000101000000"] * 2


def test_claims_without_a_day_stand_last(tmp_path):
    """Under a heading that says so, and in no calendar."""
    home = write_collection(tmp_path / "raw")
    change(home / "claims.csv", "2023-03-18,inferred", ",unknown")
    held = partial(load_collection, folder=home.parent)("tiny")
    groups = by_day(listed_claims(held))

    assert [group.name for group in groups] == ["18 March 2023", "Day not known"]
    assert 'href="days.html#undated"' not in index_page(Contents(), held, AGAIN)
