"""Which kind of wording a text is."""

import pytest

from analysis.errors import AnalysisError
from analysis.wording.numerals import NumberFormat
from analysis.wording.reading import (
    HEDGED_RANGE,
    HEDGED_VAGUE,
    MIXED_RANGE,
    NO_NUMBER,
    NO_WORDING,
    TOO_LONG,
    TWO_HEDGES,
    TWO_NUMBERS,
    TWO_SCALES,
    UNSURE,
    read_phrase,
)

AFTER = "The rules do not know the words after the number: “{}”."
BEFORE = "The rules do not know the words before the number: “{}”."


def read(text):
    """Return kind, amounts and unit of a wording."""
    phrase = read_phrase(text)
    return phrase.kind, [float(number.amount) for number in phrase.numbers], phrase.unit


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            "about",
            "about 50|around 50|some 50|approximately 50|approx. 50|roughly 50|circa 50|ca. 50|~50"
            "|≈ 50|an estimated 50|50 or so|50 approximately",
        ),
        ("nearly", "almost 50|nearly 50|close to 50|just under 50|approaching 50"),
        (
            "more_than",
            "more than 50|over 50|above 50|exceeding 50|> 50|upwards of 50|well over 50"
            "|just over 50",
        ),
        (
            "at_least",
            "at least 50|no fewer than 50|not less than 50|minimum 50|a minimum of 50|min. 50|≥50"
            "|>= 50|50 or more|50+|50 at least",
        ),
        (
            "up_to",
            "up to 50|as many as 50|no more than 50|at most 50|maximum 50|max. 50|<= 50|≤ 50"
            "|50 or fewer|50 at most",
        ),
        ("less_than", "under 50|fewer than 50|less than 50|below 50|<50"),
        ("exactly", "exactly 50|precisely 50"),
        ("exact", "50|only 50|a total of 50|50 in all|the 50"),
    ],
)
def test_hedges_stand_before_or_after_the_figure(kind, texts):
    """Every phrase of a kind is read alike."""
    for text in texts.split("|"):
        assert read(text) == (kind, [50.0], None), text


@pytest.mark.parametrize(
    ("text", "amounts", "unit"),
    [
        ("600-700", [600, 700], None),
        ("600 – 700", [600, 700], None),
        ("600~700", [600, 700], None),
        ("600–700 m", [600, 700], "metres"),
        ("between 600 and 700 metres", [600, 700], "metres"),
        ("from 600 to 700", [600, 700], None),
        ("600 to 700", [600, 700], None),
        ("258 or 259", [258, 259], None),
        ("15-20 thousand", [15_000, 20_000], None),
        ("15 thousand to 20 thousand", [15_000, 20_000], None),
        ("900 to a thousand", [900, 1000], None),
        ("0.5-1 million", [500_000, 1_000_000], None),
        ("fifteen to twenty thousand", [15_000, 20_000], None),
        ("twenty-thirty", [20, 30], None),
        ("45-52 %", [45, 52], "percent"),
        ("45 %-52 %", [45, 52], "percent"),
        ("between one hundred and fifty and two hundred", [150, 200], None),
        ("between a hundred and two hundred and fifty", [100, 250], None),
        ("between 50 % and 60 %", [50, 60], "percent"),
        ("about 600-700", [600, 700], None),
    ],
)
def test_ranges(text, amounts, unit):
    """Joined by any dash or by words; a unit word after the second end belongs to both."""
    assert read(text) == ("range", amounts, unit)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("a couple", "a_couple"),
        ("a few", "a_few"),
        ("several", "several"),
        ("several dozen", "several_dozen"),
        ("a few dozen attacks", "several_dozen"),
        ("some several dozen", "several_dozen"),
        ("dozens", "dozens"),
        ("dozens of attacks", "dozens"),
        ("tens", "tens"),
        ("hundreds", "hundreds"),
        ("several hundred", "several_hundred"),
        ("thousands", "thousands"),
        ("tens of thousands", "tens_of_thousands"),
        ("none", "none"),
        ("no clashes", "none"),
        ("no losses or casualties", "none"),
        ("not a single attack", "none"),
    ],
)
def test_words_without_a_number(text, kind):
    """Vague amounts and stated zeros are kinds of their own."""
    phrase = read_phrase(text)

    assert (phrase.kind, phrase.numbers) == (kind, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a dozen", ("a_dozen", [12.0], None)),
        ("two dozen", ("a_dozen", [24.0], None)),
        ("more than a dozen", ("more_than", [12.0], None)),
        ("a couple of hundred", ("a_couple", [100.0], None)),
        ("a three-digit number", ("n_digits", [3.0], None)),
        ("almost a hundred", ("nearly", [100.0], None)),
        ("half a thousand", ("exact", [500.0], None)),
        ("half", ("share", [0.5], "share")),
        ("a quarter of the city", ("share", [0.25], "share")),
        ("well over a fifth", ("more_than", [0.2], "share")),
        ("half or more", ("at_least", [0.5], "share")),
        ("half a kilometre", ("exact", [0.5], "km")),
        ("70 %", ("percent", [70.0], "percent")),
        ("70 per cent of losses", ("percent", [70.0], "percent")),
        ("5 percentage points", ("percent", [5.0], "percentage_points")),
        ("193 killed and wounded", ("exact", [193.0], "persons")),
        ("1.28 sq km", ("exact", [1.28], "square_km")),
        ("5 m", ("exact", [5.0], "metres")),
        ("7:1", ("exact", [7.0], "ratio")),
        ("at least five to one", ("at_least", [5.0], "ratio")),
        ("zero clashes", ("exact", [0.0], "events")),
    ],
)
def test_numbers_with_their_units(text, expected):
    """Dozens, shares, percent and units are told apart."""
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", NO_WORDING),
        (" \u200b ", NO_WORDING),
        ("almost all", NO_NUMBER),
        ("an undercount", NO_NUMBER),
        ("fewer", NO_NUMBER),
        ("in line", NO_NUMBER),
        ("no figure", NO_NUMBER),
        ("no doubt", NO_NUMBER),
        ("few", NO_NUMBER),
        ("killed 193", BEFORE.format("killed")),
        ("-5", BEFORE.format("-")),
        ("193 tisuća", AFTER.format("tisuća")),
        ("50 k", AFTER.format("k")),
        ("18 March", AFTER.format("march")),
        ("a third attack", AFTER.format("attack")),
        ("1990s", AFTER.format("s")),
        ("50?", AFTER.format("?")),
        ("1½", AFTER.format("½")),
        ("5m", UNSURE["m"]),
        ("600-700m", UNSURE["m"]),
        ("11 mil", UNSURE["mil"]),
        ("193/199", TWO_NUMBERS),
        ("193 (87)", TWO_NUMBERS),
        ("5 of 7", TWO_NUMBERS),
        ("1-2-3", TWO_NUMBERS),
        ("1:7", TWO_NUMBERS),
        ("at least about 50", TWO_HEDGES),
        ("about 50 or more", TWO_HEDGES),
        ("50 or more at most", TWO_HEDGES),
        ("up to 15-20 thousand", HEDGED_RANGE),
        ("at least dozens", HEDGED_VAGUE),
        ("one to two hundred thousand", TWO_SCALES),
        ("15 km-20 m", MIXED_RANGE),
        ("half to 60", MIXED_RANGE),
        ("from 50", "A range that begins with “from” has no second end."),
        ("between 50", "“Between” is not followed by two numbers joined by “and”."),
        ("and " * 41, TOO_LONG),
    ],
)
def test_what_is_no_single_figure_is_refused_with_its_reason(text, reason):
    """Nothing is skipped, joined or guessed."""
    with pytest.raises(AnalysisError) as refusal:
        read_phrase(text)

    assert str(refusal.value) == reason


def test_a_figure_that_needs_a_declaration_is_refused_inside_a_phrase():
    """The table's decimal mark reaches every number of a wording."""
    with pytest.raises(AnalysisError, match="declares no decimal mark"):
        read_phrase("between 500 and 1,100", NumberFormat(None))
