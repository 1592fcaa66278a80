"""Every figure on a page leads to a receipt, and the raw files give it again."""

from __future__ import annotations

import json
import re

import nbformat
import pytest
from bs4 import BeautifulSoup, NavigableString
from tone import LOADED, loaded_words

from analysis.collection.collection import load_collection
from analysis.errors import AnalysisError
from analysis.publish.page import receipts as receipts_of_page
from analysis.publish.page.body import body_of
from analysis.publish.runs.report import prepare
from analysis.publish.runs.suite import suite
from analysis.reports.receipts.recipes import KINDS, receipt_of, recipe
from analysis.text.marking import DATE
from analysis.text.readable import number

COLLECTION = "bakhmut-2023"
NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
NO_FIGURE = {"h1", "h2", "h3", "h4", "time", "cite", "code", "pre", "caption", "footer", "head"}
"""Where numerals are dates, names, titles, versions or headings."""
BEHIND = ".receipts, .register, .card, header, nav"
"""What stands behind the figures, rather than being one."""


@pytest.fixture(scope="module", params=suite(), ids=lambda path: path.stem)
def page(request) -> str:
    """The page of a notebook's stored outputs."""
    notebook = nbformat.read(request.param, as_version=4)
    return prepare(request.param, {}).page(notebook).html


def recipes_in(soup: BeautifulSoup) -> dict[str, str]:
    """The recipe of each receipt, by its place."""
    return {item["id"].split("-")[1]: item["data-recipe"] for item in soup.select("[data-recipe]")}


def printed_by(made: str) -> set[str]:
    """Every form in which a number of a recipe may be printed."""
    numbers = receipt_of(made, load_collection(COLLECTION)).numbers.values()
    finite = [abs(value) for value in numbers if value == value and abs(value) != float("inf")]
    return {number(n, digits).replace(",", "") for n in finite for digits in (3, 4)} | {
        f"{n:g}" for n in finite
    }


def wrong_figures(html: str) -> list[tuple[str, str]]:
    """Printed figures that their recipe does not give."""
    soup = BeautifulSoup(html, "html.parser")
    recipes = recipes_in(soup)
    forms = {place: printed_by(made) for place, made in recipes.items()}
    shown = [(b.get_text(), b["popovertarget"].split("-")[1]) for b in soup.select("button.n")]
    return [
        (text, recipes[place])
        for text, place in shown
        for numeral in NUMERAL.findall(text)
        if numeral.replace(",", "") not in forms[place]
    ]


def bare_numerals(html: str) -> list[str]:
    """Texts with a numeral that is no date, name or heading, and has no receipt."""
    soup = BeautifulSoup(html, "html.parser")
    for behind in soup.select(BEHIND):
        behind.decompose()
    texts = [text for text in soup.find_all(string=True) if type(text) is NavigableString]
    return [
        str(text)
        for text in texts
        if re.search(r"\d", DATE.sub("", text))
        and not NO_FIGURE.intersection(parent.name for parent in text.parents)
        and not any("n" in parent.get("class", []) for parent in text.parents)
    ]


def test_every_numeral_of_a_page_has_a_receipt(page):
    """No figure stands bare; dates, names, titles and headings are the only exceptions."""
    soup = BeautifulSoup(page, "html.parser")
    # What a text says are no figures of ours until they are accepted.
    least = 1 if soup.select("blockquote.read-text") else 51

    assert bare_numerals(page) == []
    assert len(soup.select("button.n")) >= least


def test_every_figure_is_given_again_by_the_raw_files(page):
    """Following the recipe from the raw tables gives each printed numeral."""
    assert wrong_figures(page) == []


def test_no_number_of_a_page_is_marked_as_without_a_receipt(page):
    """The mark is for numbers of one's own."""
    assert 'class="bare"' not in page


def test_every_link_to_a_receipt_leads_there(page):
    """By card, by reference, and from a receipt to its claims."""
    soup = BeautifulSoup(page, "html.parser")
    ids = [element["id"] for element in soup.select("[id]")]
    targets = [link["href"][1:] for link in soup.select('a[href^="#"]')]
    cards = [button["popovertarget"] for button in soup.select("button.n")]

    assert len(ids) == len(set(ids))
    assert set(targets) | set(cards) <= set(ids)


def test_a_page_uses_neutral_words_and_names_its_speakers(page):
    """No loaded term outside quoted words, and no bare "were killed"."""
    assert loaded_words(page) == []


def test_a_changed_figure_is_found():
    """The check of the figures goes red on one digit."""
    made = recipe("claim", "a0214")
    body = f'<p><data class="n" data-receipt="{made.replace(chr(34), "&quot;")}">193</data></p>'
    whole = body_of(body, load_collection(COLLECTION))
    html = whole.html + whole.behind.end

    assert wrong_figures(html) == []
    assert wrong_figures(html.replace(">193<", ">194<")) == [("194", made)]


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
    made = recipe("ratio", "killed_per_wounded", "", "a0214", "a0215")
    body = f'<data class="n" data-receipt="{made.replace(chr(34), "&quot;")}">0.97</data>'
    end = body_of(body, load_collection(COLLECTION)).behind.end
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


@pytest.mark.parametrize("made", ["", "193", "[]", '["guess", "x"]', '["claim", "nobody"]'])
def test_what_is_no_recipe_is_refused(made):
    """It is named, and no number is made up."""
    with pytest.raises(AnalysisError, match="is no recipe for this collection"):
        receipt_of(made, load_collection(COLLECTION))


def test_a_recipe_of_no_known_kind_is_refused():
    """With the kinds there are."""
    with pytest.raises(AnalysisError, match="no number is made by 'guess'; known: claim"):
        recipe("guess")
    assert json.loads(recipe("band", "outer")) == ["band", "outer"]
    assert "series" in KINDS


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
