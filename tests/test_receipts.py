"""Every figure on a page leads to a receipt, and the raw files give it again."""

from __future__ import annotations

import nbformat
import pytest
from bs4 import BeautifulSoup
from page_rules import bare_numerals, broken_links, wrong_figures
from tone import LOADED, loaded_words

from analysis.collection.collection import load_collection
from analysis.errors import AnalysisError
from analysis.execute.parameters import suite
from analysis.publish.page import receipts as receipts_of_page
from analysis.publish.page.exporter import body_of, receipts_of
from analysis.publish.report import page_of, prepare
from analysis.reports.receipts import of_ratio
from analysis.text import Quantity, Receipt, bundle, read_receipts

COLLECTION = "bakhmut-2023"


@pytest.fixture(scope="module", params=suite(), ids=lambda path: path.stem)
def page(request) -> str:
    """The page of a notebook's stored outputs."""
    notebook = nbformat.read(request.param, as_version=4)
    return page_of(prepare(request.param, {}), notebook).html


def test_every_numeral_of_a_page_has_a_receipt(page):
    """No figure stands bare; dates, names, titles and headings are the only exceptions."""
    soup = BeautifulSoup(page, "html.parser")
    # What a text says are no figures of ours until they are accepted.
    least = 1 if soup.select("blockquote.read-text") else 51

    assert bare_numerals(page) == []
    assert len(soup.select("button[popovertarget]")) >= least


def test_every_figure_is_given_again_by_the_raw_files(page):
    """Computing it again from the raw tables gives each printed numeral."""
    assert wrong_figures(page, load_collection(COLLECTION)) == []


def test_every_figure_tells_its_values_and_leads_to_receipts(page):
    """In both drawings: by hover, focus and touch, without a script."""
    drawings = BeautifulSoup(page, "html.parser").select("figure.report-figure svg")

    assert all(drawing.select("a title") for drawing in drawings)


def test_no_number_of_a_page_is_marked_as_without_a_receipt(page):
    """The mark is for numbers of one's own."""
    assert 'class="bare"' not in page


def test_every_link_to_a_receipt_leads_there(page):
    """By card, by reference, and from a receipt to its claims."""
    assert broken_links(page) == []


def test_a_page_uses_neutral_words_and_names_its_speakers(page):
    """No loaded term outside quoted words, and no bare "were killed"."""
    assert loaded_words(page) == []


def page_with(receipt: Receipt, printed: str):
    """The text of a page with one number."""
    said = Quantity(printed, receipt).html()
    return body_of(f"<p>{said}</p>", {receipt.key: receipt}, load_collection(COLLECTION))


def test_a_changed_figure_is_found():
    """The check of the figures goes red on one digit."""
    made = Receipt(("claim", "a0214"), ("As reported.",), ("a0214",))
    whole = page_with(made, "193")
    html, held = whole.html + whole.behind.end, load_collection(COLLECTION)

    assert wrong_figures(html, held) == []
    assert wrong_figures(html.replace(">193<", ">194<"), held) == [("194", made.key)]


def test_a_bare_numeral_is_found():
    """The check of the receipts goes red on a figure in running text, and not on a date."""
    assert bare_numerals("<p>On 18 March 2023, 193 were said.</p>") == [
        "On 18 March 2023, 193 were said."
    ]
    assert bare_numerals("<p>On 18 March 2023.</p><cite>BMJ 319</cite>") == []


@pytest.mark.parametrize("word", LOADED)
def test_a_loaded_word_is_found_outside_quotation(word):
    """It may stand in the words of a source, and nowhere else."""
    assert loaded_words(f"<p>They were {word} there.</p>") != []
    assert loaded_words(f"<p>The page says <q>{word}</q>.</p>") == []


def test_a_bare_statement_of_deaths_is_found():
    """A number of killed needs a speaker in its sentence."""
    assert loaded_words("<p>Some were killed.</p>") == ["no speaker in: Some were killed."]


def test_a_receipt_names_claims_steps_and_the_raw_row():
    """For the ratio of 18 March: both claims, the pairing, the status, the line in the file."""
    held = load_collection(COLLECTION)
    made = of_ratio(held.ratio_row("killed_per_wounded", "", "a0214", "a0215"))
    end = page_with(made, "0.97").behind.end
    text = " ".join(BeautifulSoup(end, "html.parser").get_text(" ").split())

    for part in (
        "killed per wounded",
        "Status: may be divided",
        "193",
        "199",
        "UAWire",
        "Also on",
        "line 215",
    ):
        assert part in text


def test_a_number_whose_receipt_did_not_come_with_it_is_refused():
    """Nothing is made up for it; nor for a claim that is not there."""
    said = Quantity("193", Receipt(("count", "rows"), ())).html()
    with pytest.raises(AnalysisError, match="no receipt came with a number"):
        body_of(f"<p>{said}</p>", {}, load_collection(COLLECTION))
    with pytest.raises(AnalysisError, match="names the claim 'nobody'"):
        page_with(Receipt(("count", "rows"), (), ("nobody",)), "193")


@pytest.mark.parametrize("told", [["x"], {"x": {}}, {"[1]": {"steps": [], "claims": ""}}])
def test_receipts_that_cannot_be_read_are_refused(told):
    """An output is text from outside until it is read."""
    with pytest.raises(AnalysisError, match="cannot be read"):
        read_receipts(told)


def test_two_receipts_of_one_number_are_refused():
    """One way of making a number, of the same, has one receipt."""
    told = [bundle("<p>1</p>", "1", [Receipt(("count",), (step,))]) for step in ("a", "b")]
    cells = [{"outputs": [{"data": one}]} for one in told]
    with pytest.raises(AnalysisError, match="tell different things"):
        receipts_of(cells)


def test_a_receipt_leads_to_the_page_and_to_its_archived_copy():
    """Pages vanish; an address that leads nowhere is no link."""
    held = load_collection(COLLECTION)
    page = {"publisher": "P", "language": "en", "url": "https://example.org/a"}
    register = receipts_of_page._Register(held, [])
    register.pages = {
        "kept": {**page, "archived": "https://archive.example/a"},
        "not": {**page, "archived": "javascript:go()"},
    }

    assert register._source("kept").count("<a ") == 2
    assert 'href="https://archive.example/a"' in register._source("kept")
    assert register._source("not").count("<a ") == 1 and "go()" not in register._source("not")


def test_a_page_lists_so_many_claims_and_counts_the_others(monkeypatch):
    """A number that rests on fifty thousand claims would make a page of many megabytes."""
    monkeypatch.setattr(receipts_of_page, "LISTED", 3)
    monkeypatch.setattr(receipts_of_page, "NAMED", 4)
    held = load_collection(COLLECTION)
    names = tuple(held.claims["claim_id"].iloc[:6])
    made = {
        one.key: one
        for one in (Receipt(("count", "all"), (), names), Receipt(("claim", "x"), (), names[-1:]))
    }
    found = receipts_of_page.behind({key: n for n, key in enumerate(made)}, made, held)
    page = BeautifulSoup(found.end, "html.parser")

    assert found.claims == names
    assert "and 2 further claims." in page.select_one("#r-count-all").text
    assert "And 3 further claims" in page.select_one(".register").text
    assert len(page.select(".register li")) == 3
    assert all(page.select(link["href"]) for link in page.select('a[href^="#claim"]'))
    assert names[-1] not in page.select_one("#r-count-all").text
    assert page.select_one("#c-1 q")
