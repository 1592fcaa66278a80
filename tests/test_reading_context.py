"""Who says a figure, where, for how long and whose it is, in forms that briefings have."""

import pytest

from analysis.reading.reader import read_text

DAY = "2024-11-06"
"""A Wednesday."""


def fields(text, *names):
    """Of each figure its wording and the fields asked for."""
    reading = read_text(text, published=DAY)
    return [(f.wording, *(f.fields[name].key for name in names)) for f in reading.figures]


def test_a_ministry_that_no_name_places_is_not_the_one_that_is_known():
    """The Defence Ministry of a country without a row is printed as written, and nobody's foe."""
    text = "Some 15 Ruritanian soldiers died in clashes, the country's Defence Ministry said."

    assert fields(text, "speaker", "subject") == [("about 15", "?", "?")]


def test_a_side_that_denies_or_claims_is_who_speaks():
    """The foe of the one who speaks is counted: also where both sides speak in one text."""
    text = (
        "Sudan's army said 70 RSF fighters were killed in Khartoum.\n"
        "The RSF denied it and claimed to have killed more than 200 soldiers."
    )

    assert fields(text, "speaker", "subject") == [
        ("70", "sudanese_army", "rapid_support_forces"),
        ("more than 200", "rsf", "sudanese_armed_forces"),
    ]


def test_a_name_in_capitals_alone_is_who_speaks():
    """A movement without a row is found by its letters, though another spoke before it."""
    text = (
        "Army spokesman Udo Beispiel said 31 fighters were killed.\n"
        "The M23 said it had killed 75 soldiers.\n"
        "The LTTE said it had lost four boats."
    )
    reading = read_text(text, published=DAY)

    assert [f.fields["speaker"].words for f in reading.figures] == ["Udo Beispiel", "M23", "LTTE"]


@pytest.mark.parametrize(
    "text",
    [
        "12 бійців загинули, заявив командувач угруповання військ «Північ» генерал Отто Приклад.",
        "12 soldats sont morts, a dit le ministre de la Guerre et porte-parole, Otto Beispiel.",
        "Otto Beispiel, spokesman of the Ministry of Defence, said 12 soldiers were killed.",
    ],
)
def test_the_person_speaks_for_the_body(text):
    reading = read_text(text, published=DAY)

    named = [figure.fields["speaker"].words for figure in reading.figures]

    assert named in (["Otto Beispiel"], ["Отто Приклад"])


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("In the past four days 30 soldiers were killed, the army said.", "four days"),
        ("Za ostatnie 12 dni zginęło 30 żołnierzy, podała armia.", "12 days"),
        (
            "Since the start of the war Russia has been losing men, the General Staff of Ukraine "
            "said. So far 30 Russian tanks were destroyed.",
            "since 2022-02-24",
        ),
        (
            "The army said on Wednesday that 27 soldiers were killed since Friday.",
            "since 2024-11-01",
        ),
    ],
)
def test_periods_are_counted_and_carried(text, period):
    assert {found for _, found in fields(text, "period")} == {period}


@pytest.mark.parametrize(
    "text",
    [
        "KYIV, Nov. 5 (Reuters) - 30 drones were shot down over the Sumy region.",
        "Russian forces launched 30 drones from Crimea at the Sumy region.",
    ],
)
def test_a_dateline_and_an_origin_are_no_places_of_a_figure(text):
    assert {scope for _, scope in fields(text, "scope")} == {"sumy_region"}


def test_a_table_without_dashes_is_read():
    table = "Perdite russe: carri armati 5.448 (+8), droni 5.758 (+11)."

    assert fields(table, "measure", "period") == [
        ("5448", "tanks_destroyed", "since 2022-02-24"),
        ("8", "tanks_destroyed", "day"),
        ("5758", "drones_destroyed", "since 2022-02-24"),
        ("11", "drones_destroyed", "day"),
    ]


def test_an_age_behind_a_name_and_a_day_of_a_month_are_no_figures():
    english = "The soldiers left, said Jean Beispiel, 25, whose brothers were killed in the war."
    spanish = "El ejército anunció el 21 de mayo que los soldados volvieron del frente."

    assert fields(english) == fields(spanish) == []


def test_the_aim_of_a_plan_is_no_ground_of_the_figures_after_it():
    """A spokesman's usual ground stands where only an aim was named, and the rule is told."""
    text = (
        "Serhii Cherevatyi said: They cannot finish the operation to capture Bakhmut. "
        "Yes, there are battles, they still make several dozen attacks."
    )
    (figure,) = read_text(text, published=DAY).figures

    assert figure.fields["scope"][:2] == ("bakhmut_direction", "rule:usual_place")


def test_soldiers_are_of_no_force_that_has_none():
    """Soldiers whom militants say to have killed are not the militants' own."""
    text = "Al-Shabaab militants claimed an attack in Somalia, saying 61 soldiers were killed."

    assert fields(text, "subject") in ([("61", "?")], [("61", "somali_forces")])


def test_a_clock_with_a_stop_and_a_cardinal_with_an_ending():
    text = "Станом на 09.00 збито 78 БпЛА. Вночі ворог атакував 110-ма ударними дронами."

    assert [found for (found,) in fields(text)] == ["78", "110"]


def test_the_place_of_a_part_is_that_of_the_part_alone():
    text = (
        "In the Bakhmut direction 90 were killed, said Serhii Cherevatyi.\n"
        "There were 12 clashes, 5 of them in the city itself, and 8 air strikes."
    )

    assert fields(text, "scope")[1:] == [
        ("12", "bakhmut_direction"),
        ("5", "bakhmut_city"),
        ("8", "bakhmut_direction"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Kyiv lost 3,715 soldiers, the Russian minister Otto Beispiel said.",
        "Kiev ha perso 3.715 soldati, ha detto il ministro russo Otto Beispiel.",
        "Kiev a perdu 3 715 soldats, a dit le ministre russe Otto Beispiel.",
        "Kiew verlor 3.715 Soldaten, sagte der russische Minister Otto Beispiel.",
    ],
)
def test_a_side_that_opens_a_text_is_who_lost(text):
    """The first word of a text is a side like any other, and no place."""
    assert fields(text, "subject") == [("3715", "ukrainian_forces")]


@pytest.mark.parametrize(
    "text",
    [
        "Комендант Киева Отто Пример сказал, что погибли 12 российских солдат.",
        "Burmistrz Kijowa Otto Beispiel przekazał, że zginęło 12 rosyjskich żołnierzy.",
    ],
)
def test_a_name_behind_a_title_with_a_place_is_who_speaks(text):
    reading = read_text(text, published=DAY)

    assert reading.figures[0].fields["speaker"].words in ("Отто Пример", "Otto Beispiel")


def test_the_region_of_a_title_is_where_the_figures_hold():
    """In the case that a title asks for; the title itself is no name of a place."""
    text = (
        "Gubernator obwodu biełgorodzkiego Otto Beispiel przekazał, "
        "że w ataku ukraińskich dronów rannych zostało czterech cywilów."
    )

    assert fields(text, "measure", "scope") == [("4", "wounded", "belgorod_region")]


def test_a_total_of_one_speaker_is_no_period_of_another():
    """A day may hold for who speaks next, and is unsure then; since the start does not."""
    text = (
        "Russia's Defence Ministry said Ukraine had lost 300 soldiers in a day and 4,700 since "
        "the start of the war.\n\nGovernor Alexander Bogomaz said 18 drones were destroyed."
    )
    last = read_text(text, published=DAY).figures[-1]

    assert last.fields["speaker"].key == "alexander_bogomaz"
    assert (last.fields["period"].key, last.fields["period"].unsure) == ("day", True)


TWO_VOICES = {
    "en": "Cherevatyi said that 148 Russian soldiers had been killed in the Bakhmut direction,"
    " while Igor Konashenkov said that 60 Ukrainian soldiers were killed in the Lyman direction.",
    "uk": "Череватий повідомив, що на Бахмутському напрямку знищено 148 російських солдатів,"
    " тоді як Ігор Конашенков говорив про 60 загиблих українських військових"
    " на Лиманському напрямку.",
    "ru": "Череватый сообщил, что на Бахмутском направлении уничтожено 148 российских солдат,"
    " тогда как Игорь Конашенков говорил о 60 погибших украинских военных"
    " на Лиманском направлении.",
    "de": "Tscherewatyj sagte, im Frontabschnitt Bachmut seien 148 russische Soldaten getötet"
    " worden, während Igor Konaschenkow von 60 getöteten ukrainischen Soldaten sprach.",
    "pl": "Czerewaty powiedział, że zginęło 148 rosyjskich żołnierzy,"
    " natomiast Igor Konaszenkow mówił o 60 zabitych ukraińskich żołnierzach.",
}


@pytest.mark.parametrize("language", sorted(TWO_VOICES))
def test_each_clause_has_the_speaker_that_it_names(language):
    """Of two voices in one sentence neither takes the other's figure, side or place."""
    one, other = read_text(TWO_VOICES[language], published="2023-03-20").figures
    fields = ("speaker", "subject")

    assert [one.fields[name].key for name in fields] == ["serhii_cherevatyi", "russian_forces"]
    assert [other.fields[name].key for name in fields] == ["igor_konashenkov", "ukrainian_forces"]


SAID = {
    "a semicolon": (
        "After a drone attack Vitali Klitschko reported three wounded women; Serhii Popko said"
        " that five houses had been damaged.",
        ["vitali_klitschko", "serhii_popko"],
    ),
    "a body by its noun": (
        "The Israeli military said that four soldiers were killed. Hamas said that it had destroyed"
        " three tanks. Nine rockets were fired, the military said.",
        ["idf", "hamas_movement", "idf"],
    ),
    "one voice": (
        "Cherevatyi said that 12 clashes took place, while nine attacks were repelled.",
        ["serhii_cherevatyi", "serhii_cherevatyi"],
    ),
}


@pytest.mark.parametrize("name", sorted(SAID))
def test_who_says_what_in_a_sentence(name):
    """A clause without a name goes on with the speaker before."""
    text, speakers = SAID[name]
    figures = read_text(text, published="2024-04-06").figures

    assert [figure.fields["speaker"].key for figure in figures] == speakers


OWN = {
    "en": "Cherevatyi spoke on Monday of Russian attacks. We lost two soldiers, he said.",
    "de": "Tscherewatyj sprach am Montag. „Wir haben zwei Soldaten verloren“, sagte er.",
    "uk": "Череватий розповів про бої. «Ми втратили двох солдатів», – сказав він.",
}


@pytest.mark.parametrize("language", sorted(OWN))
def test_what_we_lost_is_our_own(language):
    """The first person who lost somebody is the speaker's side, not its foe."""
    (figure,) = read_text(OWN[language], published="2023-03-20").figures

    assert figure.fields["subject"].key == "ukrainian_forces"


SIDES = {
    "Hezbollah fired 30 rockets; 18 of them were intercepted, the IDF said.": [
        ("none", "missiles_launched"),
        ("hezbollah", "missiles_destroyed"),
    ],
    "JNIM said that it had killed 17 Malian soldiers and destroyed five vehicles.": [
        ("malian_forces", "killed"),
        ("malian_forces", "vehicles_destroyed"),
    ],
    "The army of Ruritania said that 14 civilians and three soldiers were killed.": [
        ("civilians", "killed"),
        ("?", "killed"),
    ],
    "The commander said that the losses of the federal army were four people killed.": [
        ("?", "killed"),
    ],
    "The IDF said that its forces had struck 40 targets in Gaza.": [("none", "areas_struck")],
    "Russian troops attacked 14 times, and eleven of these attacks were repelled.": [
        ("none", "attacks"),
        ("none", "attacks_repelled"),
    ],
}


@pytest.mark.parametrize("text", sorted(SIDES))
def test_whose_they_are_and_what_became_of_them(text):
    """Who sends a rocket has it, a deed goes on with its foe, civilians are no one's soldiers."""
    figures = read_text(text, published="2024-04-06").figures

    assert [(f.fields["subject"].key, f.measure) for f in figures] == SIDES[text]


PLACES = {
    "in a later clause": (
        "The IDF said on Monday that its forces carried out 50 air strikes across the Gaza Strip"
        " and killed 14 Hamas fighters in Khan Younis.",
        [("gaza", False), ("khan_younis", False)],
    ),
    "pointed back to": (
        "Cherevatyi spoke of the Bakhmut direction. There were 31 clashes there.",
        [("bakhmut_direction", False)],
    ),
    "a place among others": (
        "Fighting went on in the Bakhmut direction and in the Lyman direction."
        " Russian forces lost 31 soldiers killed.",
        [("lyman_direction", True)],
    ),
    "of a total": (
        "Konashenkov said that up to 60 Ukrainian soldiers were killed in the Kupiansk direction."
        "\n\nSince 24 February 2022, 391 aircraft have been destroyed.",
        [("kupiansk_direction", False), ("", True)],
    ),
}


@pytest.mark.parametrize("name", sorted(PLACES))
def test_where_a_figure_holds_and_how_sure_that_is(name):
    """What a clause or its paragraph names alone is sure; a total takes no place of others."""
    text, scopes = PLACES[name]
    found = [f.fields["scope"] for f in read_text(text, published="2024-04-08").figures]

    assert [(ground.key, ground.unsure) for ground in found] == scopes


def test_a_line_that_the_page_ends_inside_a_phrase_ends_no_sentence():
    """A wrapped text reads as the same text on one line; a headline stays a line."""
    plain = (
        "Fighting goes on\nSerhii Cherevatyi said that 31 Russian soldiers were killed and 40"
        " wounded in the Bakhmut direction, and the enemy carried out four air strikes there."
    )
    wrapped = plain.replace("40 wounded", "40\nwounded")
    once, again = (read_text(text, published=DAY) for text in (plain, wrapped))

    assert [f.fields for f in once.figures] == [f.fields for f in again.figures]
    assert [f.measure for f in once.figures] == ["killed", "wounded", "airstrikes"]


def test_the_one_period_of_a_text_is_sure_in_all_its_sentences():
    """Where a second one is named, what stands far from the first is unsure."""
    told = "Over the past day Cherevatyi counted 12 clashes."
    rest = " The road is bad. It rains. It is cold. The enemy made nine attacks, he said."
    one = read_text(told + rest, published=DAY).figures[-1].fields["period"]
    week = " A road was built. It is long. It is wide. Over the past week 80 were wounded."
    two = read_text(told + rest + week, published=DAY).figures[1].fields["period"]

    assert (one.key, one.unsure) == ("day", False)
    assert (two.key, two.unsure) == ("day", True)


def test_a_direction_without_its_noun_is_the_one_that_is_meant():
    """On the Kupiansk direction, and on the Lyman one: the noun comes once."""
    text = (
        "На Куп'янському напрямку, повідомив Генштаб, ворог атакував сім разів,"
        " на Лиманському – 16 разів."
    )
    found = [f.fields["scope"].key for f in read_text(text, published=DAY).figures]

    assert found == ["kupiansk_direction", "lyman_direction"]


def test_a_period_of_the_next_speaker_does_not_reach_back():
    """Over the day, says one; what the other counts over a week is another's."""
    text = (
        "Over the past day 96 clashes took place, the General Staff said. The road is closed."
        " Eleven attacks were repelled. Serhii Cherevatyi counted 480 shellings over the past week."
    )
    found = [f.fields["period"].key for f in read_text(text, published=DAY).figures]

    assert found == ["day", "day", "week"]


def test_a_side_of_another_paragraph_is_no_guess_for_a_war_without_rows():
    """The one side that a text knows is not whose soldiers the next war counts."""
    text = (
        "Fighting went on.\n\nThe Houthis said that they killed 12 mercenaries in Taiz."
        "\n\nAhmed Hadia of the Misrata brigades said that 18 soldiers were killed in Tripoli."
    )
    last = read_text(text, published=DAY).figures[-1]

    assert last.fields["subject"].key == "?"
    assert read_text(text, published=DAY).figures[0].fields["speaker"].key == "houthis"


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        (
            "I combattimenti continuano. Al-Shabab ha detto di aver ucciso 55 soldati.",
            "?",
            "Al-Shab",
        ),
        ("Palestinian militants said they killed 5 Israeli soldiers.", "?", "Palestinian"),
        ("Fighting went on. JNIM said it had killed 55 soldiers.", "jnim", ""),
        ("Hamas denied that it had lost 5 fighters.", "hamas_movement", ""),
    ],
)
def test_one_group_of_a_force_does_not_speak_for_another(text, speaker, words):
    """A force of several groups has the body of one; the others stay as the page writes them."""
    ground = read_text(text, published=DAY).figures[0].fields["speaker"]

    assert (ground.key, ground.words[: len(words)]) == (speaker, words)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("In Gaza, the health ministry said, 99 people were killed", "gaza_health_ministry"),
        ("In Lebanon, the health ministry said, 99 people were killed", "lebanon_health_ministry"),
        ("En Gaza, el Ministerio de Sanidad dijo que 99 personas murieron", "gaza_health_ministry"),
        ("In Ruritania, the health ministry said, 99 people were killed", "?"),
    ],
)
def test_a_ministry_behind_its_place_is_the_one_of_that_place(text, speaker):
    """The place opens the sentence and the body follows: a name of the tables in two parts."""
    found = fields(f"{text}. Artillery shelled the south.", "speaker")

    assert found == [("99", speaker)]


def test_the_day_of_one_speaker_is_not_that_of_the_next():
    """What the second said without a day is of the day of the page."""
    text = (
        "Serhii Cherevatyi said on Monday that 31 occupiers were killed."
        " He added that 9 were wounded. Yevgeny Prigozhin said that his men lost 12 fighters."
    )

    assert [day for _, day in fields(text, "stated_on")] == ["2024-11-04", "2024-11-04", DAY]


def test_whoever_signs_a_table_says_it():
    """A name alone at the end of the text holds for all rows above."""
    rows = "танків – 10266 (+9)\nартилерійських систем – 24095 (+40)\nРСЗВ – 1306 (+1)"
    text = f"Загальні втрати противника:\n{rows}\nДані уточнюються.\nГенштаб ЗСУ"

    assert {speaker for _, speaker in fields(text, "speaker")} == {"general_staff_ukraine"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The army said 30 rebels were killed. According to Airwars, 4 civilians died.", "Airwars"),
        ("L'armée a tué 30 rebelles. Selon Beispiel, quatre civils ont été tués.", "Beispiel"),
    ],
)
def test_one_name_behind_according_to_is_who_says_it(text, words):
    ground = read_text(text, published=DAY).figures[-1].fields["speaker"]

    assert (ground.key, ground.words) == ("?", words)


def test_soldiers_of_a_people_without_a_row_are_of_no_side_that_has_one():
    """The first side of the text is not theirs."""
    text = "The ministry said 92 Ruritanian soldiers were killed. Some 18 Russian soldiers died."

    assert fields(text, "subject") == [("92", "?"), ("about 18", "russian_forces")]


def test_policemen_are_no_civilians_unless_the_page_says_so():
    text = "За два дня боев погибли 19 полицейских. Мирные жители покинули дома."

    assert fields(text, "subject") == [("19", "?")]


def test_the_figures_of_a_governor_hold_where_he_governs():
    """Unless he names a place; the place of the speaker before is not his."""
    text = (
        "In Kyiv, Serhii Popko said, a missile damaged 14 cars."
        " The governor of Ruritania, Otto Beispiel, reported 3 civilians injured."
        " The mayor of Odesa said 2 civilians were wounded in Lviv."
    )
    found = [f.fields["scope"] for f in read_text(text, published=DAY).figures]

    assert [ground.words for ground in found] == ["In Kyiv", "Ruritania", "Lviv"]


def test_a_place_that_another_names_later_is_none_of_the_figures_before():
    """Left open rather than taken from the next speaker; his own later place may hold."""
    drones = "The Ukrainian Air Force said that it shot down 23 drones."
    other = " Oleh Syniehubov said on Monday that missiles hit Odesa."

    assert fields(drones + other, "scope") == [("23", "")]
    assert fields(drones + " It said that missiles hit Odesa.", "scope") == [("23", "odesa")]


def test_a_body_of_one_capital_word_is_not_the_one_before():
    """The army, the ministry go on; a name of their own inside a sentence does not."""
    first = "Сім людей поранено обстрілом, сказав Олександр Прокудін."
    text = f"{first} За даними Нацполіції, евакуйовано 12 осіб."
    ground = read_text(text, published=DAY).figures[-1].fields["speaker"]

    assert (ground.key, ground.words) == ("?", "Нацполіції")


def test_a_side_beside_a_word_of_denial_does_not_speak():
    """The institute goes on; whom it tells of is no new speaker."""
    text = (
        "Analysts of the Institute for the Study of War (ISW) argue that the claim is not true."
        " It is also not true that Russia allegedly occupied 70 % of Bakhmut."
    )

    assert fields(text, "speaker", "stance") == [("70 %", "isw", "denial")]


def test_a_figure_that_another_denies_is_a_draft_of_its_own():
    """Also in the first paragraph, which may be no headline."""
    text = (
        "Минобороны Армении сообщило, что азербайджанская армия потеряла 250 военных."
        "\nБаку опровергает потерю 250 военных."
    )

    assert fields(text, "stance") == [("250", "claim"), ("250", "denial")]


def test_peacekeepers_are_of_no_side_and_no_civilians():
    english = "Fighting went on. The mission said 7 peacekeepers were killed by rebels."
    french = "Les combats continuent. Sept casques bleus ont été tués, a dit la mission."

    held = "Fighting went on. The mission said 7 peacekeepers were taken hostage by rebels."

    assert fields(held, "subject") != [("7", "civilians")]
    for text in (english, french):
        ((wording, measure, subject),) = fields(text, "measure", "subject")
        assert (wording, measure) == ("7", "killed")
        assert subject != "civilians"


def test_losses_of_a_speaker_without_a_row_are_of_neither_side_of_two():
    """Its men: of the two sides that the paragraph names nobody says which."""
    text = (
        "Israeli planes struck Sidon, a radio said.\n"
        "Ethiopian troops killed 200 Somali soldiers. Ruritania said that its men lost 16 soldiers."
    )

    assert fields(text, "subject")[-1] == ("16", "?")


LATER = "2023-05-01"
"""A Monday, 44 days after 18 March."""
LONG_BEFORE = [
    "On 18 March 2023 the Russian army lost 40 soldiers killed.",
    "Am 18. März 2023 wurden 40 russische Soldaten getötet.",
    "18 березня 2023 року було вбито 40 російських солдатів.",
    "18 марта 2023 года были убиты 40 российских солдат.",
    "18 marca 2023 zginęło 40 rosyjskich żołnierzy.",
    "Le 18 mars 2023, 40 soldats russes ont été tués.",
    "El 18 de marzo de 2023 murieron 40 soldados rusos.",
    "Il 18 marzo 2023 sono stati uccisi 40 soldati russi.",
    "On 18.03.2023 the Russian army lost 40 soldiers killed.",
]


def days(text, published=LATER):
    """Of each figure its day, what that rests on in words or by rule, and whether it is unsure."""
    found = []
    for figure in read_text(text, published=published).figures:
        day = figure.fields["stated_on"]
        basis = day.basis
        if basis[:1].isdigit():
            basis = text[slice(*map(int, basis.split("-")))]
        found.append((day.key, basis, day.unsure))
    return found


@pytest.mark.parametrize("text", LONG_BEFORE)
@pytest.mark.parametrize("year", [" 2023", ""])
def test_a_day_that_is_named_long_before_the_page_is_drafted_unsure(text, year):
    """In each language, with and without a year; it became the day of the page, and sure."""
    if "18.03." not in text:
        for written in (" 2023 року", " 2023 года", " de 2023", " 2023"):
            text = text if year else text.replace(written, "")
    [(day, basis, unsure)] = days(text)

    assert (day, unsure) == ("2023-03-18", True)
    assert "18" in basis


@pytest.mark.parametrize(
    "text",
    [
        "The army attacked yesterday. 40 Russian soldiers were killed.",
        "40 Russian soldiers were killed. The attack was repelled on 18 March.",
        "On 18 March the army attacked.\n\n40 Russian soldiers were killed.",
        "On 1 August 2024 a new brigade will be formed, and 40 Russian soldiers were killed.",
        "As of 18 March, 40 Russian soldiers had been killed.",
        "On 03/18/2023 40 Russian soldiers were killed.",
        "On 31 February 40 Russian soldiers were killed.",
    ],
)
def test_the_day_of_the_page_is_unsure_beside_another_that_is_named(text):
    """By its sentence, one before or one of its paragraph: also an end, a day to come or none."""
    assert days(text) == [(LATER, "rule:publication_day", True)]


@pytest.mark.parametrize(
    "text",
    [
        "40 Russian soldiers were killed.",
        "40 Russian soldiers have been killed since 3 March 2023.",
        "40 Russian soldiers were killed.\n\nThe war began on 24 February 2022.",
    ],
)
def test_the_day_of_the_page_is_sure_where_no_other_may_be_meant(text):
    """A beginning is no day of a figure, and what another paragraph names later is not its own."""
    assert days(text) == [(LATER, "rule:publication_day", False)]


def test_a_day_is_unsure_beside_a_plainer_one_of_its_sentence():
    text = "On 18 March 40 Russian soldiers were killed, Cherevaty said on Friday."

    assert days(text) == [("2023-04-28", "Friday", True)]


def test_a_heading_of_long_before_is_drafted_unsure():
    assert days("18 March 2023\n\n40 Russian soldiers were killed.") == [
        ("2023-03-18", "18 March 2023", True)
    ]


def test_the_year_of_a_day_is_read_behind_a_preposition():
    """It was left out, and the day became one of the year of the page."""
    text = "El 18 de abril de 2022 murieron 40 soldados rusos."

    assert days(text) == [("2022-04-18", "18 de abril de 2022", True)]


def test_a_leap_day_is_that_of_the_last_leap_year():
    text = "On 29 February 40 Russian soldiers were killed."

    assert days(text) == [("2020-02-29", "29 February", True)]


def test_without_a_day_of_the_page_one_of_several_days_is_unsure():
    """The first that a text names is sure only where it names no other."""
    text = "On 18 March 2023 the army attacked.{} 40 Russian soldiers were killed."
    alone, beside = text.format(""), text.format(" On 19 March 2023 it did so again.")

    assert days(alone, None) == [("2023-03-18", "18 March 2023", False)]
    assert days(beside, None) == [("2023-03-18", "18 March 2023", True)]
