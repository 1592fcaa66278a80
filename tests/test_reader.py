"""Reading a page: its numbers by sentence, its figures by row and column, its drawings."""

from base64 import b64encode
from hashlib import sha256

import pytest

from analysis.publish.reader import (
    FIGURE,
    Move,
    PageFigure,
    as_rows,
    from_rows,
    moves,
    read_page,
    together,
    words_of_group,
)

SVG = b"<svg/>"
TABLE = """
<h2>The days of 2023</h2>
<table><caption>Killed</caption>
<thead><tr><th>day</th><th>side</th><th>killed</th><th>of</th><th>of</th></tr></thead>
<tbody>
<tr><td>18 March 2023</td><td>Ukraine</td>
<td><button popovertarget="c-1">193</button></td><td>2</td><td>4</td></tr>
<tr><td>18 March 2023</td><td>Ukraine</td><td>none said</td><td></td><td>5</td></tr>
</tbody></table>
"""
RECEIPTS = """<section class="receipts"><h2>Receipts</h2><ol>
<li data-made="['a1']"><p>As reported: 5.</p><p><a href="#claim-a1">a1</a></p></li>
<li data-made="['b']"><p><a href="#claim-a1">a1</a>, <a href="#claim-a2">a2</a></p></li>
</ol></section>
<div popover>As reported: 6.</div>"""


def values_in(html: str) -> list[str]:
    return [figure.value for figure in read_page(html).figures]


def test_a_number_is_known_by_its_sentence_and_names_its_claims():
    """The words around it stay when the number moves."""
    html = (
        "<h2>Answer</h2><p>He said so. On 18 March 2023 he said that "
        "<button popovertarget='c-2'>1,930</button><a href='#r-b'></a> were killed.</p>"
        f"{RECEIPTS}"
    )
    label = "On # he said that # were killed."

    assert read_page(html).figures == (
        PageFigure("Answer", label, "1", "18 March 2023"),
        PageFigure("Answer", label, "2", "1,930", "a1;a2"),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0.97 of 1,930.", ["0.97", "1,930"]),
        ("−5 and -5, 10-15, 0.08–0.5", ["−5", "-5", "10", "15", "0.08", "0.5"]),
        ("a0214, bakhmut-2023 and ratio_2", []),
        ("6th of 36; 62 %", ["6", "36", "62"]),
        ("2023-03-18, March 2023, 18 March", ["2023-03-18", "March 2023", "18 March"]),
    ],
)
def test_numbers_and_days_are_told_from_ids(text, found):
    """A sign belongs to the number, a dash between two does not."""
    assert FIGURE.findall(text) == found


def test_a_row_is_known_by_its_first_cells_and_a_cell_by_its_column():
    """Until the first number other than a day; equal rows and columns are counted."""
    place, label = "The days of …, table Killed", "18 March 2023 · Ukraine"

    assert read_page(TABLE + RECEIPTS).figures[1:] == (
        PageFigure(place, label, "killed", "193", "a1"),
        PageFigure(place, label, "of", "2"),
        PageFigure(place, label, "of (5)", "4"),
        PageFigure(place, f"{label} · none said", "of (5)", "5"),
    )


def test_a_picture_is_its_bytes_and_its_words():
    """One point moved in it makes another drawing."""
    code = b64encode(SVG).decode()
    html = f'<h2>A</h2><img src="data:image/svg+xml;base64,{code}" alt="It runs to 4.">'

    assert read_page(html).figures == (
        PageFigure("A", "drawing", "drawing", f"sha256 {sha256(SVG).hexdigest()}"),
        PageFigure("A, alt text", "It runs to #.", "1", "4"),
    )


def test_the_names_of_versions_are_no_figures():
    """Every correction gives the data another name, and no figure moves by that alone."""
    drawn = '<svg class="wide"><text>Data: T, data</text><text>version {}, rules {}.</text></svg>'
    page = "<h2>A</h2><p>Of 5 claims. Data: T, 2026. <cite>Data version {0}, rules {1}.</cite></p>"
    old, new = (
        read_page((page + drawn.replace("{}", "{0}", 1).replace("{}", "{1}")).format(*names))
        for names in (("8a1f0c", "2"), ("ce393b8cad7f", "10"))
    )

    assert [figure.value for figure in old.figures[:2]] == ["5", "2026"]
    assert len(old.figures) == 3
    assert moves(old.figures, new.figures) == []


def test_what_leads_or_tells_how_the_page_was_made_holds_no_figures():
    """Contents, foot, code and downloads; sizes of files are no claims."""
    left_out = (
        "<head><style>1</style></head><nav>2</nav><footer>3</footer><pre><code>4</code></pre>"
        "<details class='code'>5</details><p>6 <span class='downloads'>7</span></p><p class=made>8"
    )

    assert values_in(left_out) == ["6"]


def test_a_page_that_is_broken_is_read_as_far_as_it_goes():
    """A page from outside may be anything."""
    assert values_in("<table><tr><td>1<td>2</p></div><p>3") == []
    assert values_in("</table><p>4<b>5</p><li>6") == ["45", "6"]
    assert values_in("") == []


def test_figures_that_moved_came_or_went_are_found_by_their_place():
    """In the order of the new page, and gone ones last."""
    old = read_page("<h2>A</h2><p>He said 1 of 2.</p><p>Gone 3.</p>").figures
    new = read_page("<h2>A</h2><p>New 4.</p><p>He said 1 of 5.</p>").figures
    found = moves(old, new)

    assert [move.words for move in found] == [
        "A: added: New 4.",
        "A: He said … of 2 → 5.",
        "A: gone: Gone 3.",
    ]
    assert moves(old, old) == []


def test_the_words_around_a_figure_are_whole_words():
    """A long sentence is cut on either side, and never within a word."""
    words = (
        "Speakers of many armies say that the ratios of other wars run from {} on days that are "
        "known to whoever counted them in those years."
    )
    pages = [read_page(f"<h2>A</h2><p>{words.format(n)}</p>").figures for n in (1, 2)]
    told = [move.words.removeprefix("A: ") for move in moves(*pages)]

    assert len(told) == 1
    before, after = told[0].split("1 → 2")
    assert f" {before}" in words and f"{after} " in words
    assert 50 < len(before) <= 60 and 50 < len(after) <= 60


def test_a_sentence_that_came_with_all_its_figures_is_told_once():
    """And a row with all its cells."""
    said = moves((), read_page("<h2>A</h2><p>He said 1 of 2.</p>").figures)
    row = moves(read_page(TABLE + RECEIPTS).figures[1:4], ())

    assert [words_of_group(group) for group in together(said)] == ["A: added: He said 1 of 2."]
    assert [words_of_group(group) for group in together(row)] == [
        "The days of …, table Killed: gone: 18 March 2023 · Ukraine: killed 193, of 2, of (5) 4"
    ]


def test_a_move_names_the_claims_of_then_and_now():
    """Either may be the one that was corrected."""
    of = ("A", "# killed", "1")

    assert Move(PageFigure(*of, "1", "a1;a2"), PageFigure(*of, "2", "a3")).claims == {
        "a1",
        "a2",
        "a3",
    }


def test_a_record_holds_figures_by_sentence_and_gives_them_back():
    """In order, with their claims."""
    figures = read_page(TABLE + RECEIPTS).figures

    assert from_rows(as_rows(figures)) == list(figures)
    assert as_rows(figures)[1] == {
        "place": "The days of …, table Killed",
        "label": "18 March 2023 · Ukraine",
        "values": {"killed": "193", "of": "2", "of (5)": "4"},
        "claims": {"killed": "a1"},
    }
