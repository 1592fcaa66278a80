"""Names from right to left are set apart: in sentences, tables, drawings and pages."""

import pandas as pd
import pytest

from analysis.data.names import FIRST_STRONG, POP, isolated, without_isolates
from analysis.figures.style import text_width, wrap
from analysis.publish.page.drawing import placed
from analysis.publish.page.markup import set_apart, tree_of
from analysis.publish.page.receipts import cite_names
from analysis.text import say, table

NAME = "وزارة الصحة"
APART = f"{FIRST_STRONG}{NAME}{POP}"
BDI = f'<bdi lang="und-Arab">{NAME}</bdi>'


@pytest.mark.parametrize("text", ["Ministry", "Міністерство 3", "第三集团军", APART, ""])
def test_what_runs_from_left_to_right_stays_as_it_is(text):
    """And what is set apart already is not set apart twice."""
    assert isolated(text) == text


def test_a_name_is_set_apart_in_sentences_and_tables():
    """As text and as markup; a page writes it as `bdi`, with its script."""
    said = say("{who} said it.", who=NAME)
    listed = table(pd.DataFrame({"who": [NAME]}), {"who": "speaker"}, caption="Who").html()

    assert said.text == f"{APART} said it."
    assert f"<p>{BDI} said it.</p>" in set_apart(f"<body><p>{said.markup}</p>")
    assert f"<td>{APART}</td>" in listed
    assert f"<td>{BDI}</td>" in set_apart(f"<body>{listed}")


def test_only_the_text_of_a_body_gets_elements():
    """Titles and attributes keep the signs, for they may hold no elements."""
    whole = set_apart(f'<title>{APART}</title><body><img alt="{APART}"><p>{APART}, 5</p>')

    assert f"<title>{APART}</title>" in whole
    assert f'<img alt="{APART}"><p>{BDI}, 5</p>' in whole


def test_the_signs_have_no_width_and_close_on_every_line():
    """A name that is broken into lines is set apart on each."""
    assert text_width(APART) == text_width(NAME)
    lines = wrap(f"said by {APART}, 193", text_width(f"said by {NAME.split()[0]}") + 0.01)

    assert len(lines) > 1
    assert all(line.count(FIRST_STRONG) == line.count(POP) for line in lines)
    assert without_isolates(" ".join(lines)) == f"said by {NAME}, 193"


def test_a_name_that_is_cited_and_a_name_that_is_drawn_stay_apart():
    """What holds a numeral becomes a citation with its signs; a drawing's text tells the script."""
    tree = tree_of("<p>\u2068فرقة 7\u2069 said.</p>")
    cite_names(tree, ["فرقة 7"])
    drawn = f'<svg viewBox="0 0 9 9"><text x="1" y="5">{APART}, 193</text></svg>'
    shown = placed(drawn.encode(), "wide", "f1", "193 killed", {}).markup

    assert '<cite><bdi lang="und-Arab">فرقة 7</bdi></cite> said.' in set_apart(str(tree.html))
    assert f'<tspan lang="und-Arab">{APART}</tspan>, 193' in shown
