"""Briefings of our own writing, the same figures in each language, for the reader of texts."""

PUBLISHED = "2031-05-18"

FIGURES = [
    ("27", "clashes"),
    ("352", "shellings"),
    ("4", "airstrikes"),
    ("101", "killed"),
    ("99", "wounded"),
    ("3", "captured"),
    ("2", "tanks_destroyed"),
    ("5", "drones_destroyed"),
    ("9", "attacks_repelled"),
]
"""What each of the briefings says: wording and measure."""

BRIEFINGS = {
    "en": """Over the past day 27 clashes took place in the Bakhmut direction, Cherevaty said.
The enemy shelled our positions 352 times and carried out four airstrikes.
101 occupiers were killed, 99 were wounded, three were taken prisoner.
Our soldiers destroyed two tanks and five drones. Nine attacks were repelled.""",
    "uk": """За минулу добу на Бахмутському напрямку відбулося 27 боєзіткнень, сказав Череватий.
Ворог 352 рази обстріляв наші позиції та завдав чотирьох авіаударів.
Ліквідовано 101 окупанта, 99 зазнали поранень, трьох взято в полон.
Наші бійці знищили два танки та п'ять безпілотників. Відбито дев'ять атак.""",
    "ru": """За минувшие сутки на Бахмутском направлении было 27 боестолкновений, сказал Череватый.
Враг 352 раза обстрелял наши позиции и нанес четыре авиаудара.
Ликвидирован 101 оккупант, 99 получили ранения, трое взяты в плен.
Наши бойцы уничтожили два танка и пять беспилотников. Отбито девять атак.""",
    "de": """In den letzten 24 Stunden gab es 27 Gefechte in Richtung Bachmut, sagte Tscherewatyj.
Der Feind beschoss unsere Stellungen 352 Mal und flog vier Luftangriffe.
101 Besatzer wurden getötet, 99 verwundet, drei gefangen genommen.
Unsere Soldaten zerstörten zwei Panzer und fünf Drohnen. Neun Angriffe wurden abgewehrt.""",
    "pl": """W ciągu minionej doby na kierunku bachmuckim doszło do 27 starć, powiedział Czerewaty.
Wróg 352 razy ostrzelał nasze pozycje i przeprowadził cztery naloty.
Zabito 101 okupantów, 99 zostało rannych, trzech wzięto do niewoli.
Nasi żołnierze zniszczyli dwa czołgi i pięć dronów. Odparto dziewięć ataków.""",
    "fr": """Au cours des dernières 24 heures, 27 affrontements ont eu lieu, a déclaré Tcherevaty.
L'ennemi a bombardé nos positions 352 fois et mené quatre frappes aériennes.
101 occupants ont été tués, 99 ont été blessés, trois ont été faits prisonniers.
Nos soldats ont détruit deux chars et cinq drones. Neuf attaques ont été repoussées.""",
    "es": """En las últimas 24 horas se produjeron 27 enfrentamientos, dijo Cherevaty.
El enemigo bombardeó nuestras posiciones 352 veces y llevó a cabo cuatro ataques aéreos.
101 ocupantes murieron, 99 resultaron heridos, tres fueron hechos prisioneros.
Nuestros soldados destruyeron dos tanques y cinco drones. Nueve ataques fueron repelidos.""",
    "it": """Nelle ultime 24 ore ci sono stati 27 scontri, ha detto Cherevaty.
Il nemico ha bombardato le nostre posizioni 352 volte e ha compiuto quattro attacchi aerei.
101 occupanti sono stati uccisi, 99 sono stati feriti, tre sono stati fatti prigionieri.
I nostri soldati hanno distrutto due carri armati e cinque droni.
Nove attacchi sono stati respinti.""",
}

QUIET = {
    "road": "Two people were killed and five injured when a bus hit a lorry, police said.",
    "prices": "Prices rose by 40 % in 2030, and 200 shops closed; bread costs 3.50 euros.",
    "sport": "The home side won 3:1 before 52,000 fans; two goals came within 5 minutes.",
    "weather": "Temperatures fell to -12 degrees and 40 cm of snow lay on 300 roads.",
    "footer": "Published at 14:05 on 18.05.2031 | 1,204 views | 2 min read | +380 44 123 45 67",
    "дтп": "У ДТП загинули двоє людей, ще п'ятеро травмовані, повідомили в поліції 18 травня.",
    "цены": "Цены выросли на 7 %, за год закрылось 120 магазинов, курс доллара 85 рублей.",
}
"""Texts without a figure of a war."""

TRAPS = {
    "en": [
        "The 24th brigade was formed on March 8, 2014.",
        "Its 155 mm howitzers and T-72 tanks stood 12 km west of the town.",
        "The meeting began at 14:30 and lasted three hours; aid of $300 million was discussed.",
        "A soldier aged 41 has served for nine months in the 47th battalion.",
        "If they attack, they could lose 900 soldiers.",
    ],
    "uk": [
        "24 окрема бригада створена 8 березня 2014 року.",
        "Її 155-мм гаубиці та танки Т-72 стояли за 12 км на захід від міста.",
        "Нарада почалася о 14:30 і тривала три години; обговорили 300 млн доларів допомоги.",
        "Боєць віком 41 рік служить дев'ять місяців у 47 батальйоні.",
        "Якщо вони атакують, можуть втратити 900 солдатів.",
    ],
    "ru": [
        "24-я отдельная бригада создана 8 марта 2014 года.",
        "Ее 155-мм гаубицы и танки Т-72 стояли в 12 км западнее города.",
        "Совещание началось в 14:30 и длилось три часа; обсудили 300 млн долларов помощи.",
        "Боец в возрасте 41 года служит девять месяцев в 47-м батальоне.",
        "Если они атакуют, могут потерять 900 солдат.",
    ],
}
"""Sentences whose numbers are no figures."""
