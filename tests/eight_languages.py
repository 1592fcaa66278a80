"""One briefing, written by us in eight languages, and the claims that each of them makes."""

FRONT = {
    "en": (
        "In the past day, 27 clashes took place in the Bakhmut direction, 16 of them in the city "
        'itself, said Serhii Cherevatyi. "The enemy shelled our positions 352 times and carried '
        "out 4 airstrikes. 101 occupiers were killed, 99 were wounded and two were taken prisoner. "
        'Our soldiers destroyed two tanks, three howitzers and five drones," he said.'
    ),
    "uk": (
        "За минулу добу на Бахмутському напрямку відбулося 27 боєзіткнень, з них 16 у самому "
        "місті, розповів Сергій Череватий. «Ворог 352 рази обстріляв наші позиції та завдав 4 "
        "авіаударів. Ліквідовано 101 окупанта, 99 поранено, двох взято в полон. Наші бійці "
        "знищили два танки, три гаубиці та п'ять дронів», – сказав він."
    ),
    "ru": (
        "За минувшие сутки на Бахмутском направлении произошло 27 боестолкновений, из них 16 в "
        "самом городе, сообщил Сергей Череватый. «Враг 352 раза обстрелял наши позиции и нанес 4 "
        "авиаудара. Уничтожен 101 оккупант, 99 ранены, двое взяты в плен. Наши бойцы уничтожили "
        "два танка, три гаубицы и пять дронов», – сказал он."
    ),
    "de": (
        "Am vergangenen Tag gab es in Richtung Bachmut 27 Gefechte, davon 16 in der Stadt selbst, "
        "sagte Serhij Tscherewatyj. „Der Feind hat unsere Stellungen 352 Mal beschossen und 4 "
        "Luftangriffe geflogen. 101 Besatzer wurden getötet, 99 verwundet und zwei gefangen "
        "genommen. Unsere Soldaten zerstörten zwei Panzer, drei Haubitzen und fünf Drohnen“, "
        "sagte er."
    ),
    "pl": (
        "W ciągu minionej doby na kierunku bachmuckim doszło do 27 starć, z czego 16 w samym "
        "mieście, powiedział Serhij Czerewaty. „Wróg 352 razy ostrzelał nasze pozycje i "
        "przeprowadził 4 ataki lotnicze. Zabito 101 okupantów, 99 zostało rannych, a dwóch "
        "wzięto do niewoli. Nasi żołnierze zniszczyli dwa czołgi, trzy haubice i pięć dronów” – "
        "powiedział."
    ),
    "fr": (
        "Au cours des dernières 24 heures, 27 affrontements ont eu lieu dans la direction de "
        "Bakhmout, dont 16 dans la ville même, a déclaré Serhiï Tcherevaty. « L'ennemi a "
        "bombardé nos positions 352 fois et mené 4 frappes aériennes. 101 occupants ont été "
        "tués, 99 blessés et deux faits prisonniers. Nos soldats ont détruit deux chars, trois "
        "obusiers et cinq drones », a-t-il dit."
    ),
    "es": (
        "En las últimas 24 horas se produjeron 27 combates en la dirección de Bajmut, 16 de "
        "ellos en la propia ciudad, dijo Serguí Cherevati. «El enemigo bombardeó nuestras "
        "posiciones 352 veces y llevó a cabo 4 ataques aéreos. 101 ocupantes murieron, 99 "
        "resultaron heridos y dos fueron hechos prisioneros. Nuestros soldados destruyeron dos "
        "tanques, tres obuses y cinco drones», dijo."
    ),
    "it": (
        "Nelle ultime 24 ore ci sono stati 27 scontri nella direzione di Bakhmut, di cui 16 "
        "nella città stessa, ha detto Serhiy Cherevaty. «Il nemico ha bombardato le nostre "
        "posizioni 352 volte e ha condotto 4 attacchi aerei. 101 occupanti sono stati uccisi, 99 "
        "feriti e due fatti prigionieri. I nostri soldati hanno distrutto due carri armati, tre "
        "obici e cinque droni», ha detto."
    ),
}
"""A spokesman's day."""
FRONT_CLAIMS = {
    ("27", "clashes", "none"),
    ("16", "clashes", "none"),
    ("352", "shellings", "none"),
    ("4", "airstrikes", "none"),
    ("101", "killed", "russian_forces"),
    ("99", "wounded", "russian_forces"),
    ("2", "captured", "russian_forces"),
    ("2", "tanks_destroyed", "russian_forces"),
    ("3", "guns_destroyed", "russian_forces"),
    ("5", "drones_destroyed", "russian_forces"),
}
AIR = {
    "en": (
        "Russia launched 40 attack drones and three missiles at Ukraine overnight, the Ukrainian "
        "Air Force said. 31 drones were shot down and another seven were lost from radar."
    ),
    "uk": (
        "Вночі росіяни запустили по Україні 40 ударних дронів та три ракети, повідомили Повітряні "
        "сили ЗСУ. 31 дрон збито, ще сім дронів локаційно втрачено."
    ),
    "ru": (
        "Ночью россияне запустили по Украине 40 ударных дронов и три ракеты, сообщили Воздушные "
        "силы ВСУ. 31 дрон сбит, еще семь дронов локационно потеряны."
    ),
    "de": (
        "Russland hat in der Nacht 40 Kampfdrohnen und drei Raketen gegen die Ukraine gestartet, "
        "teilte die ukrainische Luftwaffe mit. 31 Drohnen wurden abgeschossen, weitere sieben "
        "Drohnen verschwanden vom Radar."
    ),
    "pl": (
        "W nocy Rosja wystrzeliła w kierunku Ukrainy 40 dronów bojowych i trzy rakiety, "
        "poinformowały Siły Powietrzne Ukrainy. Zestrzelono 31 dronów, a kolejnych siedem "
        "zniknęło z radarów."
    ),
    "fr": (
        "La Russie a lancé dans la nuit 40 drones d'attaque et trois missiles contre l'Ukraine, a "
        "indiqué l'armée de l'air ukrainienne. 31 drones ont été abattus et sept autres ont "
        "disparu des radars."
    ),
    "es": (
        "Rusia lanzó durante la noche 40 drones de ataque y tres misiles contra Ucrania, informó "
        "la Fuerza Aérea ucraniana. 31 drones fueron derribados y otros siete desaparecieron de "
        "los radares."
    ),
    "it": (
        "Nella notte la Russia ha lanciato 40 droni d'attacco e tre missili contro l'Ucraina, ha "
        "reso noto l'aeronautica militare ucraina. 31 droni sono stati abbattuti e altri sette "
        "sono scomparsi dai radar."
    ),
}
"""A night's drones and missiles."""
AIR_CLAIMS = {
    ("40", "drones_launched", "none"),
    ("3", "missiles_launched", "none"),
    ("31", "drones_destroyed", "russian_forces"),
    ("7", "drones_lost_from_radar", "russian_forces"),
}
TOWN = {
    "en": (
        "Three civilians were killed and 12 people, two children among them, were injured in "
        "Russian shelling of Kherson on Monday, said governor Oleksandr Prokudin. A woman aged "
        "67 is in hospital. "
        "Nine houses were damaged."
    ),
    "uk": (
        "У понеділок через російський обстріл у Херсоні загинули троє мирних жителів, 12 людей "
        "поранені, повідомив "
        "начальник ОВА Олександр Прокудін. 67-річна жінка у лікарні. Пошкоджено дев'ять будинків."
    ),
    "ru": (
        "В понедельник при обстреле в Херсоне погибли трое мирных жителей, 12 человек ранены, "
        "сообщил глава "
        "администрации Александр Прокудин. 67-летняя женщина в больнице. Повреждены девять домов."
    ),
    "de": (
        "Am Montag wurden bei russischem Beschuss in Cherson drei Zivilisten getötet und 12 "
        "Menschen verletzt, teilte "
        "Gouverneur Oleksandr Prokudin mit. Eine 67-jährige Frau ist im Krankenhaus. Neun Häuser "
        "wurden beschädigt."
    ),
    "pl": (
        "W poniedziałek w rosyjskim ostrzale Chersonia zginęło trzech cywilów, a 12 osób "
        "zostało rannych, "
        "poinformował gubernator Ołeksandr Prokudin. 67-letnia kobieta jest w szpitalu. "
        "Uszkodzono dziewięć domów."
    ),
    "fr": (
        "Lundi, trois civils ont été tués et 12 personnes blessées dans un bombardement russe "
        "à Kherson, a indiqué le "
        "gouverneur Oleksandr Prokoudine. Une femme de 67 ans est à l'hôpital. Neuf maisons ont "
        "été endommagées."
    ),
    "es": (
        "El lunes murieron en un bombardeo ruso en Jersón tres civiles y 12 personas "
        "resultaron heridas, informó el "
        "gobernador Oleksandr Prokudin. Una mujer de 67 años está en el hospital. Nueve casas "
        "resultaron dañadas."
    ),
    "it": (
        "Lunedì in un bombardamento russo a Kherson sono stati uccisi tre civili e 12 persone "
        "sono rimaste ferite, ha "
        "riferito il governatore Oleksandr Prokudin. Una donna di 67 anni è in ospedale. Nove "
        "case sono state danneggiate."
    ),
}
"""A governor on a town."""
TOWN_CLAIMS = {
    ("3", "killed", "civilians"),
    ("12", "wounded", "civilians"),
    ("9", "buildings_damaged", "none"),
}
GAZA = {
    "en": (
        "At least 27 people were killed and 149 wounded in the Gaza Strip in the past 24 hours, "
        "the health ministry in Gaza said. 45,541 have been killed since the start of the war. "
        "The Israeli army said it had killed 15 Hamas fighters."
    ),
    "uk": (
        "За минулу добу в секторі Гази загинули щонайменше 27 людей, 149 поранено, повідомило "
        "міністерство охорони здоров'я Гази. З початку війни загинуло 45 541 людина. Армія "
        "Ізраїлю заявила, що ліквідувала 15 бойовиків ХАМАС."
    ),
    "ru": (
        "За минувшие сутки в секторе Газа погибли не менее 27 человек, 149 ранены, сообщил "
        "минздрав Газы. С начала войны погибли 45 541 человек. Армия Израиля заявила, что "
        "ликвидировала 15 боевиков ХАМАС."
    ),
    "de": (
        "In den vergangenen 24 Stunden wurden im Gazastreifen mindestens 27 Menschen getötet und "
        "149 verletzt, teilte die Gesundheitsbehörde in Gaza mit. Seit Beginn des Krieges wurden "
        "45.541 Menschen getötet. Die israelische Armee teilte mit, sie habe 15 Hamas-Kämpfer "
        "getötet."
    ),
    "pl": (
        "W ciągu ostatniej doby w Strefie Gazy zginęło co najmniej 27 osób, a 149 zostało "
        "rannych, poinformowało ministerstwo zdrowia Strefy Gazy. Od początku wojny zginęło "
        "45 541 osób. Izraelska armia podała, że zabiła 15 bojowników Hamasu."
    ),
    "fr": (
        "Au moins 27 personnes ont été tuées et 149 blessées dans la bande de Gaza ces dernières "
        "24 heures, a annoncé le ministère de la Santé de Gaza. 45 541 personnes ont été tuées "
        "depuis le début de la guerre. L'armée israélienne a déclaré avoir tué 15 combattants du "
        "Hamas."
    ),
    "es": (
        "Al menos 27 personas murieron y 149 resultaron heridas en la Franja de Gaza en las "
        "últimas 24 horas, informó el Ministerio de Sanidad de Gaza. Desde el inicio de la guerra "
        "han muerto 45.541 personas. El Ejército israelí afirmó que mató a 15 combatientes de "
        "Hamás."
    ),
    "it": (
        "Almeno 27 persone sono state uccise e 149 ferite nella Striscia di Gaza nelle ultime 24 "
        "ore, ha riferito il ministero della Salute di Gaza. Dall'inizio della guerra sono state "
        "uccise 45.541 persone. L'esercito israeliano ha detto di aver ucciso 15 combattenti di "
        "Hamas."
    ),
}
"""A ministry and an army of another war."""
GAZA_CLAIMS = {
    ("at least 27", "killed", "palestinians"),
    ("149", "wounded", "palestinians"),
    ("45541", "killed", "palestinians"),
    ("15", "killed", "hamas"),
}
QUIET = {
    "en": (
        "The 24th brigade was founded on 8 March 2014 and fires 155 mm howitzers. Its commander, "
        "aged 41, thanked Denmark for 20 million euros. At 9:30 it was minus 5 degrees."
    ),
    "uk": (
        "24-та бригада створена 8 березня 2014 року і стріляє з гаубиць калібру 155 мм. Її "
        "41-річний командир подякував Данії за 20 мільйонів євро. О 9:30 було мінус 5 градусів."
    ),
    "ru": (
        "24-я бригада создана 8 марта 2014 года и стреляет из гаубиц калибра 155 мм. Ее 41-летний "
        "командир поблагодарил Данию за 20 миллионов евро. В 9:30 было минус 5 градусов."
    ),
    "de": (
        "Die 24. Brigade wurde am 8. März 2014 gegründet und schießt mit Haubitzen vom Kaliber "
        "155 Millimeter. Ihr 41-jähriger Kommandeur dankte Dänemark für 20 Millionen Euro. Um "
        "9.30 Uhr waren es minus 5 Grad."
    ),
    "pl": (
        "24. brygada powstała 8 marca 2014 roku i strzela z haubic kalibru 155 mm. Jej 41-letni "
        "dowódca podziękował Danii za 20 milionów euro. O godz. 9.30 było minus 5 stopni."
    ),
    "fr": (
        "La 24e brigade a été créée le 8 mars 2014 et tire avec des obusiers de 155 mm. Son "
        "commandant, âgé de 41 ans, a remercié le Danemark pour 20 millions d'euros. À 9 h 30, il "
        "faisait moins 5 degrés."
    ),
    "es": (
        "La 24.ª brigada se creó el 8 de marzo de 2014 y dispara con obuses de 155 mm. Su "
        "comandante, de 41 años, agradeció a Dinamarca 20 millones de euros. A las 9:30 había 5 "
        "grados bajo cero."
    ),
    "it": (
        "La 24ª brigata è nata l'8 marzo 2014 e spara con obici da 155 mm. Il suo comandante, 41 "
        "anni, ha ringraziato la Danimarca per 20 milioni di euro. Alle 9:30 c'erano 5 gradi "
        "sotto zero."
    ),
}
"""Numbers in a text of the war that are no figures of it."""
