"""Frames in the shape of the published figures, with the figures of 18 March 2023."""

import math
from collections.abc import Callable
from functools import cache

import pandas as pd

from analysis import plots
from analysis.figures.figure import Figure
from analysis.paths import RAW

NAN, INF = math.nan, math.inf
SOURCE = "Data bakhmut-2023 (version 0f3a2c1), rules 1, retrieved 18 November 2026."
SPOKESMAN = "Spokesman of Ukraine's Eastern Group"
LONG = "Deputy commander of a brigade, speaking to several outlets about the city and its suburbs"
INSTITUTE = "Institute for the Study of War"
SUMMARY = {
    "value": 1823 / 2209,
    "low": 0.6952,
    "high": 0.9797,
    "median": 0.7902,
    "days_paired": 12,
    "days_in_period": 181,
}
DIFFERENCE = {"value": 20, "low": 15, "high": 25}


def bands() -> pd.DataFrame:
    """The two bands of step 10 of docs/method.md, the narrower one first."""
    return pd.DataFrame(
        [
            ("customary", 0.25, 0.5, "convention for land war"),
            ("documented, 1929–1996", 1 / 13, 0.5, "Coupland & Meddings, BMJ 1999"),
        ],
        columns=["name", "low", "high", "source"],
    )


def ratios() -> pd.DataFrame:
    """A claim, three reference rows in two groups, in no order."""
    return pd.DataFrame(
        [
            ("Vietnam War, United States", 0.309, 0.156, 0.309, "High reliability", "official"),
            ("WWII, United Kingdom", 0.8832, 0.8832, 1.075, "High reliability", "official"),
            ("Iran-Iraq War, Iran", 0.5, 0.375, 1.2167, "Low reliability", "estimate"),
            (SPOKESMAN, 193 / 199, 193 / 199, 193 / 199, "Claims", "claim"),
        ],
        columns=["label", "value", "low", "high", "group", "kind"],
    )


def many_ratios() -> pd.DataFrame:
    """Forty rows: long labels, open ends, zero, infinity, no point, and a letter of no font."""
    odd = pd.DataFrame(
        [
            (LONG, 1.5, 1.2, NAN, "Claims of the speakers", "opponent", 3),
            (f"Пресс-секретарь 漢 {LONG}", INF, 2.2, INF, "Claims of the speakers", "claim", NAN),
            ("A day with $0 killed", 0.0, 0.0, 0.44, "Claims of the speakers", "claim", 1),
            (LONG, NAN, 0.3, 1.8, "Claims of the speakers", "claim", 181),
        ],
        columns=["label", "value", "low", "high", "group", "kind", "n"],
    )
    wars = pd.DataFrame({"value": [0.05 * 1.1**step for step in range(36)]})
    wars = wars.assign(label=LONG, low=wars["value"] / 1.4, high=wars["value"], n=NAN)
    wars = wars.assign(group="Reviewed wars, medium reliability", kind="estimate")
    return pd.concat([odd, wars], ignore_index=True)


def shares() -> pd.DataFrame:
    """Dated shares, and one without a point."""
    rows = pd.DataFrame(
        [
            ("2023-03-28", "2023-03-29", 65, 62.5, 67.5, "assessment", INSTITUTE, "", False),
            ("2023-03-08", "2023-03-18", 50, 47.5, 52.5, "assessment", INSTITUTE, "", False),
            (
                "2023-03-18",
                "2023-03-18",
                70,
                67.5,
                72.5,
                "claim",
                "Russian side",
                "independent",
                False,
            ),
            ("2023-03-31", None, 66.7, 61.7, 71.7, "claim", "Leshchenko", "", True),
            ("2023-04-10", "2023-04-10", NAN, 76, NAN, "claim", "Denis Pushilin", "", False),
        ],
        columns=[
            *("as_of", "stated_on", "value", "low", "high", "kind"),
            *("label", "contradicted", "complement"),
        ],
    )
    return rows.assign(
        as_of=pd.to_datetime(rows["as_of"]), stated_on=pd.to_datetime(rows["stated_on"])
    )


def many_shares() -> pd.DataFrame:
    """Three speakers, eight figures each, crowded together."""
    days = pd.date_range("2023-03-01", periods=24, freq="3D")
    one = shares().iloc[[2] * 24].reset_index(drop=True)
    value = pd.Series(range(24)) * 2.0 + 40
    speaker = [(SPOKESMAN, "Yan Gagin", LONG)[place % 3] for place in range(24)]
    return one.assign(as_of=days, value=value, low=value - 3, high=value + 3, label=speaker)


def briefings() -> pd.DataFrame:
    """The twelve briefings of one spokesman; months without a day stand on their 15th."""
    table = pd.read_csv(RAW / "test-vectors" / "spokesman_12_briefings.csv")
    stated = table["statement_date"].where(
        table["statement_date"].str.len() == 10, table["statement_date"] + "-15"
    )
    stated = stated.where(table["record_id"] != "ss12", "2023-06-25")
    value = table["killed"] / table["wounded"]
    return pd.DataFrame(
        {
            "day": pd.to_datetime(stated),
            "value": value,
            "low": value,
            "high": value,
            "kind": "claim",
            "flagged": ~table["date_quality"].str.startswith("page date"),
            "highlight": table["record_id"] == "ss08",
        }
    )


def sixty_days() -> pd.DataFrame:
    """Sixty days with bars, two open ends, a zero, an infinite one and one without a point."""
    value = pd.Series([0.5 + 0.1 * (place * 7 % 13) for place in range(60)])
    days = pd.DataFrame({"value": value, "low": value / 1.2, "high": value * 1.2})
    days = days.assign(day=pd.date_range("2023-02-20", periods=60), kind="claim", flagged=False)
    days.loc[10, ["value", "low", "high"]] = [0, 0, 0.1]
    days.loc[20, ["value", "low", "high"]] = [INF, 3, INF]
    days.loc[30, "value"] = NAN
    days.loc[40, "high"] = NAN
    days.loc[50, "flagged"] = True
    return days


def coverage() -> pd.DataFrame:
    """Half a year, every sixth day with both figures and every seventh other with one."""
    days = pd.date_range("2023-01-01", "2023-06-30")
    state = ["both" if n % 6 == 0 else "one" if n % 7 == 0 else "none" for n in range(len(days))]
    return pd.DataFrame({"day": days, "state": state})


def two_parties() -> pd.DataFrame:
    """Four days; the right side is silent on the second and has no point on the others."""
    left, right = f"{SPOKESMAN} about Russian forces", "Russian Ministry of Defence about Ukraine's"
    return pd.DataFrame(
        {
            "day": pd.to_datetime(["2023-03-13", "2023-03-10", "2023-03-11", "2023-03-08"]),
            "left_label": left,
            **{f"left_{name}": [239, 127, 221, 115] for name in ("value", "low", "high")},
            "right_label": right,
            "right_value": [180, NAN, NAN, NAN],
            "right_low": [170, NAN, 150, 201],
            "right_high": [190, NAN, 240, NAN],
        }
    )


def phrases() -> pd.DataFrame:
    """Wordings of step 3 of docs/method.md with their bounded and strict readings."""
    return pd.DataFrame(
        [
            ("193", 193, 193, 193, 193, 193, f"killed, {LONG}"),
            ("about 300", 300, 270, 330, 270, 330, "wounded, spokesman"),
            ("more than 1,100", NAN, 1101, 1199, 1101, NAN, "killed and wounded, General Staff"),
            ("up to 40", NAN, 31, 40, 0, 40, "killed, Russian Ministry of Defence"),
            ("several dozen", NAN, 20, 99, 20, 99, "attacks, spokesman"),
        ],
        columns=["reported", "value", "low", "high", "strict_low", "strict_high", "label"],
    )


def phrases_far_apart() -> pd.DataFrame:
    """Words that allow less than three, and words that allow almost 200,000."""
    few = ("less than 3", NAN, 0, 2, 0, 2, "area left, spokesman")
    many = ("almost 200000", NAN, 180_000, 199_999, 0, 199_999, "killed, General Staff")
    return pd.concat([phrases(), pd.DataFrame([few, many], columns=list(phrases()))])


def panels() -> pd.DataFrame:
    """Ratios of one day on axes of three kinds."""
    exact = [(value, value, value) for value in (193 / 199, 16 / 27, 4 / 27)]
    return pd.DataFrame(
        [
            ("killed per wounded", "193 killed", "199 wounded", *exact[0], 1 / 13, 0.5, "ratio"),
            ("city's share of clashes", "16 in the city", "27", *exact[1], NAN, NAN, "share"),
            ("airstrikes per clash", "4 airstrikes", "27 clashes", *exact[2], NAN, NAN, "ratio"),
            ("attacks per airstrike", "several dozen", "4", NAN, 5, 24.75, NAN, NAN, "ratio"),
            ("claimed less assessed", "70 %", "50 %", 20, 15, 25, NAN, NAN, "points"),
        ],
        columns=[
            *("ratio", "numerator", "denominator", "value", "low", "high"),
            *("band_low", "band_high", "axis"),
        ],
    )


def raw_counts() -> pd.DataFrame:
    """Figures of one day in two groups, one without a point."""
    return pd.DataFrame(
        [
            ("killed", "193", 193, 193, 193, "People"),
            ("wounded", "199", 199, 199, 199, "People"),
            ("clashes in the Bakhmut direction", "27", 27, 27, 27, "Events"),
            ("airstrikes", "4", 4, 4, 4, "Events"),
            ("attacks", "several dozen", NAN, 20, 99, "Events"),
        ],
        columns=["label", "reported", "value", "low", "high", "group"],
    ).assign(kind="claim", speaker=SPOKESMAN)


def alternatives() -> pd.DataFrame:
    """Two choices: one that moves the ratio, with an open end, and one that leaves no day."""
    return pd.DataFrame(
        [
            ("words", "as drawn", 0.97, 0.97, 0.97, True),
            ("words", "strictly", 0.97, 0.9, NAN, False),
            ("days", "all located days", 0.97, 0.97, 0.97, True),
            ("days", "firm days", 0.6, 0.6, 0.6, False),
            ("areas", "inferred too", 0.97, 0.97, 0.97, True),
            ("areas", "as the page states", NAN, NAN, NAN, False),
        ],
        columns=["choice", "alternative", "value", "low", "high", "ours"],
    )


CHOICES = {
    "days": {"all": "all located days", "firm": "firm days"},
    "areas": {"a": "all", "b": LONG},
}
"""Labels of two choices and the words of their alternatives."""


def specifications() -> pd.DataFrame:
    """Four combinations of two choices: one with an open end, one without a day."""
    return pd.DataFrame(
        [
            ("all", "a", 0.97, 0.97, 0.97, 0.9, 1.1, True),
            ("all", "b", 0.7, 0.6, 0.8, 0.6, NAN, False),
            ("firm", "a", 0.4, 0.4, 0.4, 0.4, 0.4, False),
            ("firm", "b", NAN, NAN, NAN, NAN, NAN, False),
        ],
        columns=[*CHOICES, "value", "low", "high", "widest_low", "widest_high", "ours"],
    )


def areas() -> pd.DataFrame:
    """A city in its surroundings in a direction, one beside it, and what lies between towns."""
    here, there = (SPOKESMAN, 48.594, 37.999), ("Солeдар 漢", 48.692, 38.071)
    far = ("Donetsk", 48.023, 37.802)
    return pd.DataFrame(
        [
            ("the direction", "direction", (here,), 1315, True),
            ("the city", "city", (here,), 110, False),
            ("the city and its surroundings", "surroundings", (here,), 61, False),
            ("the axis", "segment", (here, there), 1, False),
            (f"between, {LONG}", "between", (there, far), 2, False),
        ],
        columns=["label", "shape", "places", "figures", "chosen"],
    )


FRAMES: dict[str, tuple[Callable[[], pd.DataFrame], Callable[..., Figure]]] = {
    "calendar": (coverage, lambda rows, **words: plots.calendar(rows, undated=7, **words)),
    "counts": (raw_counts, plots.counts),
    "lead": (
        ratios,
        lambda rows, **words: plots.lead(rows, bands(), chosen="Two of eight wars.", **words),
    ),
    "forest": (ratios, lambda rows, **words: plots.forest(rows, bands(), **words)),
    "forest, many": (many_ratios, lambda rows, **words: plots.forest(rows, bands(), **words)),
    "gap": (
        lambda: shares().iloc[[1, 2]],
        lambda rows, **words: plots.gap(rows, DIFFERENCE, **words),
    ),
    "locator": (
        areas,
        lambda rows, **words: plots.locator(
            rows, [("Kramatorsk", 48.731, 37.568), ("Kyiv", 50.455, 30.524)], **words
        ),
    ),
    "locator, one town": (lambda: areas().iloc[:2], plots.locator),
    "multiples": (panels, plots.multiples),
    "paired": (two_parties, plots.paired),
    "slope": (shares, plots.slope),
    "slope, many": (many_shares, plots.slope),
    "specification": (
        specifications,
        lambda rows, **words: plots.specification(
            rows, CHOICES, what="killed for each wounded", bands=bands(), **words
        ),
    ),
    "tornado": (
        alternatives,
        lambda rows, **words: plots.tornado(rows, what="killed for each wounded", **words),
    ),
    "timeline": (
        briefings,
        lambda rows, **words: plots.timeline(rows, SUMMARY, bands=bands(), **words),
    ),
    "timeline, many": (
        sixty_days,
        lambda rows, **words: plots.timeline(rows, SUMMARY, bands=bands(), **words),
    ),
    "wording": (phrases, plots.wording_strip),
    "wording, far apart": (phrases_far_apart, plots.wording_strip),
}
"""For each figure, what makes its frame and what draws it."""


def draw(name: str, **words: str) -> Figure:
    """Draw one of the figures anew."""
    frame, plot = FRAMES[name]
    return plot(frame(), **{"title": f"{SPOKESMAN}: {name}", "source": SOURCE, **words})


@cache
def figure(name: str) -> Figure:
    """Return one of the figures, drawn once for all tests that only look at it."""
    return draw(name)
