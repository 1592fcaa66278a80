"""Where a speaker stands decides what a figure is: who fights claims, who supports estimates."""

import pytest
from tiny_claims import WORDS, claim, claims, raw, readings

from analysis.collection.collection import load_collection
from analysis.collection.comparison import deniers_of, opposing_days
from analysis.collection.labels import kinds_of
from analysis.data.vocabulary import check_readings, with_sides
from analysis.errors import RawDataError
from analysis.paths import RAW

SUPPORTED = with_sides(WORDS, {"wagner": "russia"}, {"western": "ukraine"})


def test_a_channel_of_a_side_assesses_nothing():
    """Whatever the table calls its figure; an institute's stays an assessment."""
    rows = [
        claim("killed", "100", stance="assessment", speaker="Rybar", party="russia"),
        claim("killed", "100", stance="assessment", speaker="ISW", party="independent"),
    ]

    assert claims(*rows)["stance"].tolist() == ["claim", "assessment"]


def test_a_government_that_supports_a_side_gives_estimates():
    """A class of its own; in a collection that names no supporter its figures stay as they are."""
    held = load_collection("bakhmut-2023")
    western = held.claims[held.claims["party"] == "western"]

    assert set(western["stance"]) == {"estimate", "denial"}
    assert set(kinds_of(western[western["stance"] == "estimate"], held)) == {"supporter"}
    assert (western.loc[western["stance"] == "estimate", "verification"] != "").all()


def test_the_wagner_group_is_on_a_side():
    """Its claims about Ukrainian losses stand among those of both sides."""
    row = claim(
        "killed",
        "more than 20",
        subject="ukrainian_forces",
        party="wagner",
        speaker="Yevgeny Prigozhin",
    )
    found = opposing_days(claims(row, claim("killed", "193")), SUPPORTED)

    assert found["party"].tolist() == ["ukraine", "wagner"]
    assert SUPPORTED.side_of["wagner"] == SUPPORTED.side_of["russia"]


@pytest.mark.parametrize(
    ("checker", "standing"),
    [
        ("Rybar", "opponent"),
        ("Hanna Maliar", "own"),
        ("ISW", "independent"),
        ("John Kirby", "supporter"),
        ("", "unnamed"),
    ],
)
def test_who_contradicts_is_told_by_where_the_speaker_stands(checker, standing):
    """The other side, the own side, an independent body and a supporter are four things."""
    read = [("c1", "verification", "contradicted", "said so")]
    read += [("c1", "checked_by", checker, "said so")] if checker else []
    rows = claims(claim("killed", "193"), read=readings(*read))

    assert deniers_of(rows, SUPPORTED).tolist() == [standing]


def test_a_checker_that_nobody_knows_is_refused_with_the_nearest():
    """With file, line, column and value."""
    read = readings(("c1", "checked_by", "Rybbar", "why"))
    faults = check_readings(read, ["c1"], RAW / "bakhmut-2023" / "readings.csv", WORDS)

    assert faults == [
        "readings.csv line 2, column reading: 'Rybbar' is no spelling of a known speaker; "
        "nearest: Rybar"
    ]


def test_a_supporter_that_is_no_party_is_refused_and_so_is_one_that_fights():
    """Both faults at once."""
    with pytest.raises(RawDataError) as refusal:
        with_sides(WORDS, {"western": "ukraine"}, {"westerm": "ukraine", "wagner": "russia"})

    assert refusal.value.faults == [
        "collection.toml, supports: 'westerm' is no party; nearest: western",
        "collection.toml, supports: 'wagner' fights itself",
        "collection.toml, sides: 'western' does not fight",
    ]


def test_a_doubt_is_kept_beside_its_figure_and_flags_it():
    """Who doubts and why; the figure is not changed."""
    read = readings(("c1", "doubted_by", "the compilers", "may be swapped"))
    row = claims(claim("killed", "332"), read=read).iloc[0]

    assert row[["value", "doubted_by", "doubt", "flags"]].tolist() == [
        *(332, "the compilers", "may be swapped", "doubted"),
    ]
    assert len(raw(claim("killed", "332"))) == 1
