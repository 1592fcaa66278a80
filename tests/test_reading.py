"""Texts read to drafts: the same claims in every language, and what may not change them."""

import re

import pytest

from analysis.paths import RAW
from analysis.reading.reader import read_text
from analysis.wording.reading import read_wording
from tests.briefings import BRIEFINGS, FIGURES, PUBLISHED, QUIET, TRAPS

LANGUAGES = sorted(BRIEFINGS)
WRITTEN = ("en", "uk", "ru")


def read(text, **more):
    return read_text(text, published=PUBLISHED, **more)


def said(text):
    """Wording and measure of each draft, in the order of the text."""
    return [(figure.wording, figure.measure) for figure in read(text).figures]


def rows(text):
    """What each draft says, without its places in the text."""
    return [
        (f.wording, *(f.fields[name].key for name in f.fields if name != "scope"))
        for f in read(text).figures
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_briefing_gives_the_same_figures_in_every_language(language):
    """Nine figures, told by the tables of eight languages."""
    reading = read(BRIEFINGS[language])

    assert reading.language == language
    assert said(BRIEFINGS[language]) == FIGURES


@pytest.mark.parametrize("language", WRITTEN)
def test_the_fields_of_a_briefing_are_found(language):
    """Speaker, side, period and day, each with its ground."""
    drafts = read(BRIEFINGS[language]).drafts
    people = drafts[drafts["measure"].isin(["killed", "wounded", "captured"])]

    assert set(drafts["speaker"]) == {"serhii_cherevatyi"}
    assert set(drafts["period"]) == {"day"}
    assert set(drafts["party"]) == {"ukraine"}
    assert set(people["subject"]) == {"russian_forces"}
    assert set(drafts["stated_on"]) == {PUBLISHED}
    assert set(drafts["stated_on_from"]) == {"rule:publication_day"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_span_read_again_gives_the_same_interval(language):
    """A receipt: the characters of a draft alone allow what the draft allows."""
    reading = read(BRIEFINGS[language])
    for row in reading.drafts.itertuples():
        words = reading.text[row.start : row.end]
        alone = read(f"{BRIEFINGS[language]}\n{words}")

        assert words == row.words
        assert read_wording(row.wording, row.unit).strict is not None
        assert row.wording in {f.wording for f in alone.figures}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_ground_lies_in_the_text_or_is_a_named_rule(language):
    """`<field>_from` is a span, a rule or empty."""
    reading = read(BRIEFINGS[language])
    columns = [name for name in reading.drafts if name.endswith("_from")]
    grounds = {ground for name in columns for ground in reading.drafts[name]}

    assert len(columns) == 7
    for ground in grounds - {""}:
        if ground.startswith("rule:"):
            continue
        start, end = map(int, ground.split("-"))
        assert 0 <= start < end <= len(reading.text)


@pytest.mark.parametrize("language", WRITTEN)
def test_other_numbers_change_nothing_but_the_numbers(language):
    """The measures follow from the words."""
    other = BRIEFINGS[language].replace("352", "418").replace("101", "231").replace("99", "77")
    expected = [
        ({"352": "418", "101": "231", "99": "77"}.get(w, w), measure) for w, measure in FIGURES
    ]

    assert said(other) == expected


@pytest.mark.parametrize("language", WRITTEN)
def test_sentences_of_traps_add_no_figure(language):
    """Dates, ages, units, calibres, clocks, money, bearings and conditions are refused."""
    plain = rows(BRIEFINGS[language])
    for trap in TRAPS[language]:
        reading = read(f"{BRIEFINGS[language]}\n{trap}")

        assert rows(reading.text) == plain, trap
        assert len(reading.refused) > 0


@pytest.mark.parametrize("language", WRITTEN)
def test_typography_moves_spans_and_nothing_else(language):
    """Dashes, quotes, hard spaces and curly apostrophes."""
    plain = BRIEFINGS[language]
    other = plain.replace(" 352 ", "\u00a0352\u00a0").replace("'", "’").replace(", ", ",  ")

    assert rows(other) == rows(plain)


@pytest.mark.parametrize(
    ("hedge", "wording"),
    [
        ("about", "about 101"),
        ("more than", "more than 101"),
        ("at least", "at least 101"),
        ("up to", "up to 101"),
        ("almost", "nearly 101"),
        ("some", "about 101"),
    ],
)
def test_a_hedge_moves_the_interval_alone(hedge, wording):
    """Words before the number belong to it."""
    text = BRIEFINGS["en"].replace("101 occ", f"{hedge} 101 occ").replace("almost", "nearly")
    found = dict((measure, wording) for wording, measure in said(text))

    assert found["killed"] == wording
    assert len(found) == len(FIGURES)


@pytest.mark.parametrize(
    ("words", "wording"),
    [
        ("one hundred and one", "101"),
        ("between 90 and 101", "90-101"),
        ("90 to 101", "90-101"),
        ("hundreds of", "hundreds"),
        ("several dozen", "several dozen"),
        ("a dozen", "1 dozen"),
        ("1.5 thousand", "1500"),
        ("15-20 thousand", "15000-20000"),
    ],
)
def test_numbers_are_read_as_they_may_be_written(words, wording):
    """Words, ranges, scales and vague amounts."""
    assert said(f"{words.capitalize()} occupiers were killed, Cherevaty said.") == [
        (wording, "killed")
    ]


def test_a_text_may_end_with_a_number_in_words():
    """A table or a headline has no stop after "two hundred"."""
    assert said("Enemy soldiers killed: two hundred") == [("200", "killed")]


@pytest.mark.parametrize(
    ("words", "wording"),
    [
        ("двадцять п'ять", "25"),
        ("півтори тисячі", "1500"),
        ("понад 1 100", "more than 1100"),
        ("від 200 до 300", "200-300"),
        ("кілька десятків", "several dozen"),
        ("до сотні", "up to 100"),
        ("1,5 тис.", "1500"),
    ],
)
def test_ukrainian_numbers_are_read(words, wording):
    """Compound words, halves, separators, ranges."""
    assert said(f"За добу ліквідовано {words} окупантів.") == [(wording, "killed")]


def test_paragraphs_of_another_speaker_leave_the_first_alone():
    """The rows of a speaker stay when somebody else is quoted below."""
    more = (
        "\n\nOn the Donetsk direction up to 90 Ukrainian servicemen were destroyed over the past"
        " day, Igor Konashenkov said."
    )
    plain = rows(BRIEFINGS["en"])
    longer = rows(BRIEFINGS["en"] + more)

    assert longer[: len(plain)] == plain
    assert longer[len(plain)][:2] == ("up to 90", PUBLISHED)
    assert "igor_konashenkov" in longer[len(plain)]
    assert "ukrainian_forces" in longer[len(plain)]


@pytest.mark.parametrize("name", sorted(QUIET))
def test_texts_without_a_figure_of_a_war_give_none(name):
    """Accidents, prices, sport, weather, a page's footer: all refused, each with a reason."""
    reading = read(QUIET[name])

    assert reading.figures == []
    assert all(refusal.reason for refusal in reading.refused)


def test_a_running_table_gives_total_and_step():
    """Tanks – 3,535 (+7): since the start of the war, and the day."""
    table = (
        "The losses of Russian forces, the General Staff of Ukraine reported:\n"
        "personnel – about 154,830 (+1,060)\ntanks – 3,535 (+7)\nMLRS – 511\n"
    )
    drafts = read(table).drafts

    assert list(zip(drafts["wording"], drafts["measure"], drafts["period"], strict=True)) == [
        ("about 154830", "lost_unspecified", "since 2022-02-24"),
        ("1060", "lost_unspecified", "day"),
        ("3535", "tanks_destroyed", "since 2022-02-24"),
        ("7", "tanks_destroyed", "day"),
        ("511", "mlrs_destroyed", "since 2022-02-24"),
    ]
    assert set(drafts["subject"]) == {"russian_forces"}


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (
            "The enemy carried out two missile and 30 air strikes.",
            [("2", "missile_strikes"), ("30", "airstrikes")],
        ),
        (
            "Air defence shot down 52 of the 88 drones launched at Kyiv.",
            [("52", "drones_destroyed"), ("88", "drones_launched")],
        ),
        (
            "The enemy lost two tanks and the same number of howitzers.",
            [("2", "tanks_destroyed"), ("2", "guns_destroyed")],
        ),
        (
            "Killed and wounded occupiers numbered 31 and 40 respectively.",
            [("31", "killed"), ("40", "wounded")],
        ),
        (
            "The enemy loses five soldiers for every one of ours.",
            [("5", "loss_ratio")],
        ),
        ("Of the occupiers 31 were killed and wounded.", [("31", "casualties")]),
        ("The occupiers killed 3 civilians.", [("3", "killed")]),
        ("Soldiers took 3 settlements.", [("3", "settlements_captured")]),
        ("Ukrainian soldiers advanced 1.2 km.", [("1200", "advance")]),
        ("Clashes: 38, killed occupiers: 12.", [("38", "clashes"), ("12", "killed")]),
        ("Three drones (two of one type) were shot down.", [("3", "drones_destroyed")]),
        ("Russia has deployed 20 tanks near Bakhmut.", [("20", "tanks_deployed")]),
        ("60 % of the city is controlled by Russian forces.", [("60 %", "control_share")]),
    ],
)
def test_shapes_of_figures(text, figures):
    """Shared nouns, parts of a whole, repeats, two lists in one order, ratios, lone nouns."""
    assert said(text) == figures


def test_civilians_are_claims_of_their_own_subject():
    """People killed at home are no soldiers."""
    drafts = read("Russian shelling killed three civilians, the governor said.").drafts

    assert drafts[["measure", "subject"]].to_numpy().tolist() == [["killed", "civilians"]]


def test_headline_and_body_are_one_draft():
    """The body wins, and the headline's span is told."""
    text = "27 clashes near Bakhmut\n\nIn the past day 27 clashes took place, Cherevaty said."
    (draft,) = read(text).drafts.to_dict("records")

    assert draft["start"] > text.index("\n")
    assert draft["also_at"] == "0-2"


def test_unknown_speakers_and_places_are_printed_as_written():
    """`?` for the key, the page's words beside it."""
    text = (
        "Russian forces attacked nine times in the Vuhledar direction over the past day,"
        " said Taras Melnychenko, a spokesman of the brigade."
    )
    (draft,) = read(text).drafts.to_dict("records")

    assert (draft["speaker"], draft["speaker_words"]) == ("?", "Taras Melnychenko")
    assert (draft["scope"], draft["scope_words"]) == ("?", "Vuhledar direction")
    assert {"speaker", "scope"} <= set(draft["unsure"].split(";"))


def test_a_denial_is_told_from_a_claim():
    """The words of denial stand in the sentence."""
    text = "It is not true that 70 % of the city is under Russian control, Hanna Maliar said."
    (draft,) = read(text).drafts.to_dict("records")

    assert draft["stance"] == "denial"


def test_days_are_resolved_backwards_from_the_publication():
    """A weekday is the last one of its name, a date has the year that fits."""
    on_friday = read("On Friday 12 clashes took place, Cherevaty said.").drafts
    on_date = read("On 3 March 12 clashes took place, Cherevaty said.").drafts

    assert on_friday["stated_on"].tolist() == ["2031-05-16"]
    assert on_friday["date_basis"].tolist() == ["inferred"]
    assert on_date["stated_on"].tolist() in (["2031-03-03"], [PUBLISHED])


def test_one_text_has_one_answer():
    """No clock, no order of a set."""
    text = "\n\n".join(BRIEFINGS[name] for name in WRITTEN)

    assert read(text).drafts.equals(read(text).drafts)


def test_a_published_day_that_is_none_is_refused_in_words():
    """It names the day and how to write it."""
    with pytest.raises(Exception, match="published is no day: '19 March'"):
        read_text("12 clashes", published="19 March")


def test_the_columns_of_a_draft_begin_as_those_of_the_claims():
    """What is accepted can be appended to claims.csv."""
    drafts = read("").drafts

    assert drafts.columns[:18].tolist() == re.split(
        r"\s+",
        "claim_id source_id also_in claim_group stated_on date_basis period speaker organisation"
        " party stance measure subject scope scope_wording reported unit note",
    )
    assert len(drafts) == 0


def test_the_spokesman_is_the_one_named_before():
    """Words that mean a speaker without a name are no speaker of their own."""
    text = (
        "Cherevaty spoke on air, Cherevaty said.\n"
        '"During the day 16 clashes took place. The occupiers shelled the city 55 times," the'
        " spokesman said."
    )

    assert set(read(text).drafts["speaker"]) == {"serhii_cherevatyi"}


def test_more_told_of_a_figure_behind_a_comma_makes_it_no_part():
    """The wounded of whom three are children are no part of the dead before them."""
    assert said("Russian bombs killed two people and wounded 14, among them three children.") == [
        ("2", "killed"),
        ("14", "wounded"),
        ("3", "wounded"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Отношение потерь ВСУ оценивают как 1 к 7.", [("7:1", "loss_ratio")]),
        ("Потери ВСУ — один к десяти.", [("10:1", "loss_ratio")]),
        (
            "Die ukrainische Luftwaffe meldete den Abschuss von 22 der 44 Raketen.",
            [("22", "missiles_destroyed"), ("44", "missiles_launched")],
        ),
        ("Russian shells wounded a boy of 9.", []),
    ],
)
def test_forms_of_a_ratio_a_whole_and_an_age(text, found):
    """One to ten is no range of losses; a boy of nine is no nine boys."""
    assert said(text) == found


def test_a_briefing_in_good_form_is_sure_in_every_field():
    """A side, a place, a time that the sentence or its list names needs no second look."""
    text = (RAW / "reading-example" / "briefing.txt").read_text(encoding="utf-8")
    drafts = read_text(text, published="2023-03-18").drafts
    grounds = drafts.set_index("wording")

    assert drafts["unsure"].tolist() == [""] * len(drafts)
    assert text[87:94] == "Russian"
    assert grounds.loc[["193", "199"], "subject_from"].tolist() == ["87-94", "87-94"]
    assert grounds.loc["16", "measure_from"] == "rule:part_of_the_figure_before"


def test_the_side_of_a_list_is_unsure_beside_another_side():
    """Seven wounded may be of either side that the sentence names."""
    text = (
        "On both sides 31 Russian soldiers and 12 Ukrainian soldiers were killed"
        " and seven wounded, Cherevaty said."
    )
    last = read(text).drafts.iloc[-1]

    assert (last["wording"], "subject" in last["unsure"].split(";")) == ("7", True)


@pytest.mark.parametrize(
    "text",
    [
        "{on} Купянском направлении отражены семь атак, уничтожены до 45 военнослужащих и две"
        " БМП; на Краснолиманском – до 70.",
        "{on} Купянском направлении отражены семь атак, уничтожены до 45 военнослужащих и две"
        " БМП. На Краснолиманском – до 70.",
    ],
)
def test_a_further_direction_counts_what_the_list_was_told_for(text):
    """The number behind a dash is of the people, not of what the list ended with."""
    found = said(text.format(on="На"))

    assert found[-1] == ("up to 70", "killed")


def test_a_further_direction_goes_on_with_what_its_list_began():
    text = "In the Lyman direction 14 clashes and 30 shellings took place, in the Kupiansk one - 6."

    assert said(text)[-1] == ("6", "clashes")


def test_the_verb_of_reaching_governs_each_number_of_its_list():
    """Doszło do: came to; the second "do" is no "up to" either, but one of its own is."""
    text = "Na kierunku łymańskim doszło do ośmiu starć, a na kierunku kupiańskim do pięciu."

    assert said(text) == [("8", "clashes"), ("5", "clashes")]
    assert said("Doszło do ośmiu starć. Zniszczono do pięciu czołgów.")[1][0] == "up to 5"


def test_what_another_counted_of_the_same_is_said():
    """A bare number behind a word of saying, set against the one before."""
    text = "He spoke of 1,400 dead civilians in the war, while Human Rights Watch could confirm 44."

    assert said(text) == [("1400", "killed"), ("44", "killed")]


def test_killed_wounded_or_captured_is_one_loss():
    german = (
        "Die Truppen hätten mehr als 9.000 Ruritanier getötet, verwundet oder gefangen genommen."
    )
    english = "The army said 300 soldiers were killed, wounded or captured."

    assert said(german) == [("more than 9000", "lost_unspecified")]
    assert said(english) == [("300", "lost_unspecified")]


def test_what_was_launched_is_the_whole_before_alone():
    text = "Derribó 23 de los 25 drones lanzados por Rusia y cinco de seis misiles."

    assert said(text) == [
        ("23", "drones_destroyed"),
        ("25", "drones_launched"),
        ("5", "missiles_destroyed"),
        ("6", "missiles_launched"),
    ]
