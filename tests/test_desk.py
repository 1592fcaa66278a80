"""The notebook of one text: its figures marked, drafts, refusals, and the desk that decides."""

import pytest
from payloads import CORPUS
from tiny_collection import write_collection
from tiny_reading import BRIEFING, STRANGE, stand_in

from analysis.collection.collection import load_collection
from analysis.data import places
from analysis.errors import ParameterError
from analysis.publish.page.markup import clean
from analysis.review import desk as desks
from analysis.review.desk import marked_text, pieces
from analysis.review.review import Review, begin_or_find
from analysis.store.reads import listening, moved


@pytest.fixture
def raw(tmp_path, monkeypatch):
    """A folder that stands for data/raw, with a collection of three claims and two texts."""
    stand_in(monkeypatch)
    write_collection(tmp_path)
    monkeypatch.setattr(places, "RAW", tmp_path)
    monkeypatch.setattr(desks, "RAW", tmp_path)
    monkeypatch.setattr(desks, "Review", lambda name: Review(name, folder=tmp_path))
    (tmp_path / "briefing.txt").write_text(BRIEFING, encoding="utf-8")
    (tmp_path / "strange.txt").write_text(STRANGE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def held(raw):
    return load_collection("tiny", folder=raw)


@pytest.fixture
def sheet(held):
    return desks.open_text("briefing.txt", held, published="2023-03-18")


@pytest.fixture
def desk(held):
    """The desk with a new collection open."""
    made = desks.open_text("briefing.txt", held, published="2023-03-19").desk
    made.into.value = "losses"
    made.begin.click()
    return made


def test_each_figure_is_marked_and_leads_to_its_draft(sheet):
    """In the order of the text; without its marks the text is there whole."""
    html = sheet.html()

    assert html.count("<mark") == 3
    assert '<a href="#Draft-1"><mark class="sure" title="drafted">about 193</mark></a>' in html
    assert '<a href="#Draft-3"><mark class="unsure"' in html
    assert "<h3>Draft 3</h3>" in sheet.grounds().html
    assert clean(html).count("<mark") == 3


def test_the_pieces_of_a_text_are_the_text(sheet):
    """Whatever overlaps: nothing is lost, nothing stands twice."""
    rows = [*sheet.rows, {**sheet.rows[0], "end": "140", "draft_id": "x"}]
    cut = pieces(BRIEFING, rows, [{"start": "0", "end": "9", "words": "", "reason": ""}])

    assert "".join(piece.words for piece in cut) == BRIEFING
    assert [piece.state for piece in cut if piece.state] == ["refused", "sure", "sure", "unsure"]


def test_the_drafts_are_listed_with_what_is_unsure(sheet):
    """A question mark, also where no colour is."""
    told = repr(sheet.drafts())

    assert "1 | about 193 | about 193 | killed | Russian forces | Serhii Cherevatyi" in told
    assert "the Bakhmut direction ?" in told
    assert "area: the Bakhmut direction ? (by the rule" in repr(sheet.grounds())


def test_what_the_collection_holds_is_named(sheet):
    """The same statement, and another value for it."""
    told = repr(sheet.known())

    assert "199 | 199 | the same figure of the same statement" in told
    assert "about 193 | about 190 | another value for the same statement" in told


def test_what_is_said_of_the_text_counts(sheet, raw, held):
    """Drafts, unsure ones, refusals, and what its sidecar says of it."""
    assert repr(sheet.said()).startswith(
        "Of briefing.txt 3 figures were drafted, 1 of them with a field that is unsure; "
        "no number was refused."
    )
    (raw / "briefing.origin.yml").write_text("producer: x\n", encoding="utf-8")
    assert "accepted it." in repr(desks.open_text("briefing.txt", held).said())


def test_a_text_that_is_not_there_is_told_with_the_nearest(held):
    """The nearest text in data/raw."""
    with pytest.raises(ParameterError, match=r"text 'brifing\.txt': .* nearest: briefing\.txt"):
        desks.open_text("brifing.txt", held)


def test_a_report_runs_again_when_its_text_changes(raw, held):
    """The digest of the text is among what the report has read."""

    def load(name, **options):
        return held

    with listening() as notes:
        desks.open_text("briefing.txt", held).known()
    assert moved(notes, load) == ""
    (raw / "briefing.txt").write_text(BRIEFING + "more", encoding="utf-8")

    assert moved(notes, load).endswith("briefing.txt")


def test_hostile_texts_are_harmless_on_the_page(held, raw):
    """Every payload in the text: escaped, and kept as words."""
    hostile = " ".join(CORPUS)
    (raw / "briefing.txt").write_text(f"{BRIEFING} {hostile}", encoding="utf-8")
    sheet = desks.open_text("briefing.txt", held)
    html = sheet.html() + sheet.grounds().html + sheet.drafts().html() + sheet.refused().html()

    assert "<script" not in html and "<img" not in html and "<svg" not in html
    assert "\u202e" not in html and "\x00" not in html
    assert html.count('<a href="#Draft-') == 3


def test_a_mark_cannot_leave_its_markup():
    """Words of a figure are text, wherever they stand."""
    cut = pieces('"><b>9', [{"start": "2", "end": "6", "draft_id": "d", "unsure": ""}])

    assert "<b>" not in marked_text(cut, {"d": '"><i>'})
    assert "<i>" not in marked_text(cut, {"d": '"><i>'})


def test_nothing_is_accepted_before_a_collection_is_open(sheet, raw):
    """The desk says so, and nothing is begun."""
    sheet.desk.press("a")

    assert "open a collection first" in sheet.desk.said.value
    assert not (raw / "losses").exists()


def test_every_mark_is_a_button_that_shows_its_draft(desk):
    """Clicked, the draft and its grounds stand on the right."""
    marks = [child for child in desk.text.children if hasattr(child, "click")]
    assert [mark.description for mark in marks] == ["about 193", "199", "27"]
    marks[2].click()

    assert desk.at == marks[2].tooltip
    assert "by the rule" in desk.card.value and "clashes" in desk.card.value


def test_a_review_needs_the_keyboard_alone(desk, raw):
    """Next, back, accept, reject, note, mend, undo, typed into the field of keys."""
    desk.keys.value = "j"
    desk.keys.value = "jk"
    assert desk.at == desk.sheet.rows[0]["draft_id"]
    desk.keys.value = "jka"
    assert "is claim c0001" in desk.said.value
    assert desk.at == desk.sheet.rows[1]["draft_id"]
    desk.note_words.value = "see the video"
    assert ": see the video" in desk.said.value and desk.note_words.value == ""
    desk.keys.value = "jkar"
    assert "rejected" in desk.said.value
    desk.field.value = "scope"
    assert "bakhmut_city" in desk.value.options
    desk.value.value = "bakhmut_citty"
    assert "nearest: bakhmut_city" in desk.said.value
    desk.value.value = "bakhmut_city"
    desk.keys.value = "jkara"
    assert "is claim c0002" in desk.said.value
    desk.keys.value = "jkarau"
    assert "accepted as c0002" in desk.said.value
    assert Review("losses", folder=raw).open_ids == [desk.sheet.rows[2]["draft_id"]]


def test_the_field_of_keys_is_emptied_when_it_is_full(desk):
    """And what is typed afterwards counts once."""
    desk.keys.value = "k" * 25
    assert desk.keys.value == ""
    desk.keys.value = "j"
    assert desk.at == desk.sheet.rows[1]["draft_id"]


def test_marks_show_what_was_decided(desk):
    """Accepted, rejected, and the one that is looked at."""
    desk.press("a")
    desk.press("r")
    marks = [child for child in desk.text.children if hasattr(child, "click")]

    assert [mark._dom_classes[0] for mark in marks] == ["accepted", "rejected", "unsure"]
    assert "at" in marks[2]._dom_classes


def test_all_that_is_sure_is_accepted_with_one_button(desk):
    """What is unsure is left."""
    desk.buttons["sure"].click()

    assert "2 accepted, 1 left" in desk.said.value


def new_speaker(desk):
    """Return the fields of the form for a new speaker, by their names, and its button."""
    *fields, add = desk.word_boxes[0].children
    return {field.description: field for field in fields}, add


def test_a_new_speaker_is_drafted_as_a_row_and_added(held, raw):
    """The form is filled as far as the page tells; what is open is refused by name."""
    begin_or_find("losses", raw)
    desk = desks.open_text("strange.txt", held, published="2023-03-19", into="losses").desk
    desk.press("j")
    fields, add = new_speaker(desk)
    assert fields["label"].value == "Ivan Nobody" and fields["party"].value == "?"
    add.click()
    assert "party is open" in desk.said.value
    fields, add = new_speaker(desk)
    fields["party"].value = "ukraine"
    add.click()
    desk.press("a")

    assert "is claim" in desk.said.value


def test_hostile_texts_are_harmless_at_the_desk(held, raw):
    """No widget of markup holds a tag of theirs."""
    hostile = " ".join(CORPUS)
    (raw / "strange.txt").write_text(f"{STRANGE} {hostile}", encoding="utf-8")
    desk = desks.open_text("strange.txt", held, into="").desk
    desk.note_words.value = hostile
    markup = [child.value for child in desk.text.children if hasattr(child, "value")]

    for html in [*markup, desk.card.value, desk.said.value]:
        assert "<script" not in html and "<img" not in html and "<svg" not in html
