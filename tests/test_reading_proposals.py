"""Figures proposed from outside count only where the text says the same."""

import pytest

from analysis.reading.reader import read_text

TEXT = (
    "In Bakhmut 40 houses stood empty, Cherevaty said.\n"
    "The 24th brigade lost 12 soldiers over the past day. Another 12 were in hospital."
)


def read(**row):
    proposal = {"quote": "40 houses", "occurrence": 1, "wording": "40", "measure": "buildings_held"}
    return read_text(TEXT, proposals=[proposal | row])


def test_a_grounded_proposal_becomes_a_draft_marked_as_proposed():
    """Its measure is the proposal's, its fields are ours."""
    drafts = read().drafts
    (draft,) = drafts[drafts["proposed"]].to_dict("records")

    assert (draft["words"], draft["measure"]) == ("40", "buildings_held")
    assert draft["measure_from"] == "rule:proposed"
    assert draft["speaker"] == "serhii_cherevatyi"
    assert "measure" in draft["unsure"].split(";")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"quote": "50 houses"}, "proposed: the quote does not stand in the text"),
        ({"quote": "40 houses", "occurrence": 2}, "proposed: the quote does not stand in the text"),
        ({"quote": "houses stood"}, "proposed: the quote holds no number"),
        ({"wording": "41"}, "proposed: the quote says “40”"),
        ({"measure": "ghosts"}, "proposed: no measure is called 'ghosts'"),
        (
            {"quote": "24th brigade", "wording": "24", "measure": "killed"},
            "proposed: the number of a unit",
        ),
    ],
)
def test_what_the_text_does_not_say_is_refused_in_words(row, reason):
    """No proposal supplies a number, turns a trap into a figure or names a new measure."""
    reading = read(**row)

    assert not reading.drafts["proposed"].any()
    assert reason in reading.refusals["reason"].tolist()


def test_a_proposal_of_what_was_read_changes_nothing():
    """Our own draft stays, not marked as proposed."""
    plain = read_text(TEXT).drafts
    both = read(quote="12 soldiers", wording="12", measure="lost_unspecified").drafts

    assert both.equals(plain)


def test_an_equal_wording_in_other_words_is_the_same():
    """Only what it allows is compared."""
    assert read(wording="forty").drafts["proposed"].any()
