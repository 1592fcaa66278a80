"""The catalogue of ratios, and the gate: which two figures may be divided, and why others may not.

The entries of the catalogue are data: which two figures may meet, and what must agree. The head of
`catalogue.toml` explains each field.

Every candidate pair gets a status and, unless it is simply ok, a sentence that names what differs
or what is assumed. A candidate agrees in everything that must match, or in everything but one: the
pairs a reader might be tempted to divide.

A side of a pair is one figure, or several of one statement added up (killed and wounded), or a
figure with the part for a smaller area taken off. It keeps the claims it was made from.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.data.names import LESS, label_of, nearest
from analysis.data.vocabulary import Vocabulary
from analysis.errors import RatioError
from analysis.store.columns import decode
from analysis.terms import GROUP_OF_DAY, SUM_OF_BOUNDS
from analysis.text import day, period_words
from analysis.wording.intervals import BOUNDING

PATH = Path(__file__).with_name("catalogue.toml")

PAIR_FORMS = ("ratio", "part", "share", "odds", "gap", "change", "days")
READ_OFF_FORMS = ("multiple", "implied", "rank", "coverage")
LIKE_FORMS = ("part", "share", "odds", "gap", "change")
"""Forms whose two figures are of one unit."""
MUST_AGREE = {
    ("speaker", "same"): "speaker",
    ("speaker", "different"): "another speaker",
    ("subject", "same"): "subject",
    ("subject", "not_actor"): "the counted side must not be the acting one",
    ("actor", "same"): "actor",
    ("scope", "same"): "scope",
    ("scope", "within"): "the first scope within the second",
}
"""The demands of an entry in words, by its field; what is `any` demands nothing."""

READINGS = ("", "strict_", "rounded_", "versions_")
"""Prefixes of the four pairs of ends that a claim carries: bounded, strict, rounded, versions."""
ENDS = [f"{reading}{end}" for reading in READINGS for end in ("low", "high")]
"""The ends of a ratio under each reading of the two wordings."""
COLUMNS = ["ratio", "variant", "status", "reason", "flags", "stated_on", "date_basis", "speaker"]
COLUMNS += ["party", "denominator_speaker", "subject", "scope", "denominator_scope", "period"]
COLUMNS += ["period_kind", "as_of", "numerator", "numerator_low", "numerator_high", "denominator"]
COLUMNS += ["denominator_low", "denominator_high", "value", *ENDS, "unit", "numerator_claims"]
COLUMNS += ["denominator_claims", "rule_version"]
"""Of a table of ratios."""
DAYS = dict.fromkeys(("stated_on", "as_of"), "datetime64[s]")
NUMBERS = [f"{side}{end}" for side in ("numerator", "denominator") for end in ("", "_low", "_high")]
NUMBERS += ["value", *ENDS]
TEXTS = [name for name in COLUMNS if name not in DAYS and name not in NUMBERS]
CLAIMS = ("numerator_claims", "denominator_claims")
"""Columns of texts of which each may be its own."""


@dataclass(frozen=True)
class Entry:
    """One ratio of the catalogue, or one pairing that is refused on purpose.

    The head of `catalogue.toml` says what each field is.

    Parameters
    ----------
    form : str
        One of `PAIR_FORMS` or `READ_OFF_FORMS`.
    number : int
        0 for a pairing that is refused on purpose.
    noise : str
        Empty if the counting-noise yardstick may be shown, else why not.
    """

    name: str
    form: str
    read_as: str
    unit: str
    number: int = 0
    called: str = ""
    numerator: tuple[str, ...] = ()
    denominator: tuple[str, ...] = ()
    numerator_less: str = ""
    denominator_less: str = ""
    speaker: str = "same"
    subject: str = "any"
    actor: str = "any"
    scope: str = "same"
    part: str = ""
    whole: str = ""
    numerator_stance: str = ""
    denominator_stance: str = ""
    numerator_side: str = ""
    denominator_side: str = ""
    assumption: str = ""
    aggregate: str = "ratio_of_sums"
    band: bool = False
    noise: str = ""

    @property
    def is_pairing(self) -> bool:
        """Whether it joins two claims, rather than being read off a ratio."""
        return self.form in PAIR_FORMS

    @property
    def label(self) -> str:
        """What readers call it: "killed per wounded"."""
        return self.called or self.name.replace("_", " ")

    @property
    def across_days(self) -> bool:
        """Whether a figure meets the last one stated before it, not one of its own day."""
        return self.form == "change" or bool(self.denominator_stance)

    @property
    def must_agree(self) -> list[str]:
        """What two figures must have in common, in words; nothing if it joins no two."""
        if not self.is_pairing:
            return []
        words = [said for (name, asked), said in MUST_AGREE.items() if getattr(self, name) == asked]
        unit = ["unit"] if self.form in LIKE_FORMS else []
        return [*words, "kind of period" if self.across_days else "period", *unit]


@cache
def read_catalogue(path: Path = PATH) -> dict[str, Entry]:
    """Read all entries, by name, in catalogue order; pairings refused on purpose come last.

    Raises
    ------
    RatioError
        If a form is unknown or a name stands twice.
    """
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    entries: dict[str, Entry] = {}
    for table in [*content["entry"], *content["tempting"]]:
        lists = {key: tuple(table[key]) for key in ("numerator", "denominator") if key in table}
        read = Entry(**{**table, **lists})
        if read.form not in (*PAIR_FORMS, *READ_OFF_FORMS) or read.name in entries:
            raise RatioError(f"{path.name}: entry {read.name!r}, form {read.form!r}")
        entries[read.name] = read
    return entries


def entry(name: str) -> Entry:
    """Return one entry.

    Raises
    ------
    RatioError
        If the catalogue has no such ratio, naming the nearest.
    """
    entries = read_catalogue()
    if name not in entries:
        close = ", ".join(nearest(name, entries)) or ", ".join(entries)
        raise RatioError(f"the catalogue has no ratio {name!r}; nearest: {close}")
    return entries[name]


@dataclass(frozen=True)
class RatioSide:
    """What may stand on one side of a ratio, as `Entry` says it of both."""

    measures: tuple[str, ...]
    less: str = ""
    stance: str = ""
    of_subject: str = ""

    @property
    def label(self) -> str:
        """The measures in words: "killed and wounded"."""
        return " and ".join(measure.replace("_", " ") for measure in self.measures)


def sides_of(entry: Entry) -> tuple[RatioSide, RatioSide]:
    """Return what may stand on the two sides of an entry."""
    of = vars(entry)
    over, under = (
        RatioSide(of[side], of[f"{side}_less"], of[f"{side}_stance"], of[f"{side}_side"])
        for side in ("numerator", "denominator")
    )
    return over, under


def with_texts(rows: pd.DataFrame) -> pd.DataFrame:
    """Hold days as days, texts as texts and numbers, counts too, as numbers with a point.

    Texts as an object for each would take ten times the memory.

    Columns of codes stay as they are, and not all of `COLUMNS` need be there.
    """
    texts = [name for name in rows if name in TEXTS and rows[name].dtype != "category"]
    days = {name: kind for name, kind in DAYS.items() if name in rows}
    numbers = [name for name in NUMBERS if name in rows]
    return rows.astype(dict.fromkeys(texts, "str") | dict.fromkeys(numbers, float) | days)


SAME_STATEMENT = ["day", "speaker", "subject", "actor", "scope", "part", "period_key"]
"""What figures must share to be added up."""

CARRIED = ["stated_on", "speaker", "party", "stance", "subject", "actor", "scope", "part", "unit"]
CARRIED += ["period", "period_kind", "period_start", "period_end", "date_basis"]


def figures_of(points: pd.DataFrame, words: Vocabulary) -> pd.DataFrame:
    """Lay claims out as figures that can be paired: once for all ratios.

    Parameters
    ----------
    points : pandas.DataFrame
        Claims that speak for their origin, as `claims.points_of` returns them; denials are left
        out.
    words : Vocabulary

    Returns
    -------
    pandas.DataFrame
        One row a claim: measure, the fields in `CARRIED`, day and period_key to join on,
        of_subject (own or other), value (the number that the words name, missing where they name
        none), excluded (whether they exclude that number), bound (whether they name a bound), low
        and high under each of `READINGS` (high infinite where open), claims, pages and flags.
    """
    rows = points[points["stance"] != "denial"].reset_index(drop=True)
    day = rows["stated_on"].dt.strftime("%Y-%m-%d")
    ends = [rows[end].dt.strftime("%Y-%m-%d").fillna("?") for end in ("period_start", "period_end")]
    is_own = rows["subject"].map(words.forces["party"]) == rows["party"]
    pages = rows["source_id"].str.cat(rows["also_in"], sep=";").str.rstrip(";")
    figures = rows[["measure", "flags", *CARRIED]].assign(
        value=rows["named"],
        excluded=rows["named"].notna() & rows["value"].isna(),
        bound=rows["wording"].isin([*BOUNDING, SUM_OF_BOUNDS]),
        day=day.fillna("undated, page " + rows["source_id"]),
        period_key=rows["period_kind"].str.cat(ends, sep=" "),
        of_subject=is_own.map({True: "own", False: "other"}),
        claims=rows["claim_id"],
        # A table that says itself which row is of which day is no page.
        pages=pages.mask(rows["claim_group"].str.startswith(GROUP_OF_DAY), ""),
    )
    bounds = {f"{reading}low": rows[f"{reading}low"] for reading in READINGS}
    bounds |= {f"{reading}high": rows[f"{reading}high"].fillna(np.inf) for reading in READINGS}
    return figures.assign(**bounds)


def operands(figures: pd.DataFrame, side: RatioSide, words: Vocabulary) -> pd.DataFrame:
    """Make every operand of one side that the collection holds.

    Parameters
    ----------
    figures : pandas.DataFrame
        As `figures_of` returns it.
    side : RatioSide
    words : Vocabulary

    Returns
    -------
    pandas.DataFrame
        One row an operand, with the columns of `figures_of`; `claims` holds several ids,
        semicolon-separated, where several figures were joined.
    """
    usable = figures
    if side.stance:
        usable = usable[usable["stance"] == side.stance]
    if side.of_subject:
        usable = usable[usable["of_subject"] == side.of_subject]
    total, *further = (usable[usable["measure"] == measure] for measure in side.measures)
    for other in further:
        both = total.merge(other, on=SAME_STATEMENT, suffixes=("", "_2"))
        total = _joined(both, sign=1)[total.columns]
    if side.less:
        keys = [key for key in SAME_STATEMENT if key != "scope"]
        part = usable[usable["measure"] == side.less]
        both = total.merge(part, on=keys, suffixes=("", "_2"))
        nested = words.nested.rename(columns={"scope": "scope_2", "whole": "scope"})
        both = both.merge(nested, on=["scope", "scope_2"])
        both["scope"] = both["scope"] + LESS + both["scope_2"]
        total = _joined(both, sign=-1)[total.columns]
    return total.reset_index(drop=True)


def _joined(both: pd.DataFrame, sign: int) -> pd.DataFrame:
    """Add the second figure of each row to the first, or take it off."""
    both["value"] += sign * both["value_2"]
    for reading in READINGS:
        low, high = f"{reading}low", f"{reading}high"
        least, most = (low, high) if sign > 0 else (high, low)
        both[low] += sign * both[f"{least}_2"]
        both[high] += sign * both[f"{most}_2"]
    for column in ("claims", "pages", "flags"):
        both[column] = union(both[column], both[f"{column}_2"])
    for column in ("excluded", "bound"):
        both[column] |= both[f"{column}_2"]
    return both


def union(left: pd.Series, right: pd.Series) -> pd.Series:
    """Join two columns of semicolon-separated words, each word once, in order.

    Each distinct pair is joined once.

    >>> union(pd.Series(["a;b"]), pd.Series(["b;c"])).tolist()
    ['a;b;c']
    """
    pairs = left.str.cat(right, sep="|")
    distinct = {
        pair: ";".join(dict.fromkeys(word for word in pair.replace("|", ";").split(";") if word))
        for pair in pairs.unique()
    }
    return pairs.map(distinct)


N, D = "_n", "_d"
"""Suffixes of the numerator's and the denominator's columns."""

MAY_DIFFER = ("speaker", "scope", "part", "subject", "actor")
"""What the two figures of a pairing share where its entry says `same`, and of one part always."""
UNSTATED_START = ("to_date", "average")

MOST_PAIRS = 200_000
"""Pairs that are laid out and judged at once."""
NO_ROWS = pd.DataFrame({"n": [], "d": [], "day_apart": []}, dtype="int64").astype(
    {"day_apart": bool}
)

UNNAMED = "a side that is not named"
BOTH_BOUNDS = "both figures are worded as bounds: the words give a range and no single value"

OF_SIDES = ("unit", "speaker", "subject", "actor", "scope", "part", "period", "period_kind")
OF_SIDES += ("period_key", "period_start", "stated_on", "flags", "value", "excluded", "bound")
OF_SIDES += ("low", "high")
JUDGED = ["ratio", "day_apart", *(f"{name}{side}" for name in OF_SIDES for side in (N, D))]
"""What the verdict on a pair hangs on: a pair is wide."""
DIFFERING = ("unit", "speaker", "subject", "actor", "scope", "part", "period_key", "period_kind")
"""In what the two figures of a pair may differ so that they are not divided."""
COMPARED = [("subject", "actor")]
COMPARED += [(name,) for name in ("ratio", "measure", "day", "period_key", "of_subject")]
COMPARED += [(name,) for name in ("speaker", "party", "stance", "scope", "part", "unit")]
COMPARED += [(name,) for name in ("period", "period_kind", "date_basis")]
"""Words of a pair; those of one line may be compared with each other."""
MATCHED = ["ratio", "day", "speaker", "scope", "part", "subject", "actor", "period_kind"]
MATCHED += ["period_key", "stated_on", "claims", "pages"]
"""What it hangs on whether two operands are a pair."""


def pair_blocks(numerators: pd.DataFrame, denominators: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Join operands of the same ratio that agree in all, or in all but one, that must match.

    In blocks, with words that are compared as codes: a pair is wide, and there may be millions.

    Parameters
    ----------
    numerators, denominators : pandas.DataFrame
        As `operands` returns them, with the name of the ratio in `ratio`.

    Yields
    ------
    pandas.DataFrame
        One row a pair: ratio, and each other column twice, with `_n` and `_d`; `day_apart` marks
        two figures of one page that are dated a day apart. One block at least, with no row if
        there is no pair.
    """
    sides = _coded(numerators, denominators)
    held = [_beside(*sides, NO_ROWS)]
    for rows in _paired_rows(numerators[MATCHED], denominators[MATCHED]):
        for first in range(0, len(rows), MOST_PAIRS):
            held.append(_beside(*sides, rows.iloc[first : first + MOST_PAIRS]))
            if sum(map(len, held)) >= MOST_PAIRS:
                yield pd.concat(held, ignore_index=True)
                held = held[:1]
    yield pd.concat(held, ignore_index=True)


def _coded(*sides: pd.DataFrame) -> list[pd.DataFrame]:
    """Hold words as codes, of the same words on both sides, so that they can be compared."""
    coded = [side.copy(deep=False) for side in sides]
    for names in COMPARED:
        columns = [(side, name) for side in coded for name in names]
        codes, words = pd.factorize(pd.concat([side[name] for side, name in columns]))
        first = 0
        for side, name in columns:
            end = first + len(side)
            side[name] = pd.Categorical.from_codes(codes[first:end], pd.Index(words, dtype="str"))
            first = end
    return coded


def _paired_rows(numerators: pd.DataFrame, denominators: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Give, for entries of one rule, the numbers of the rows of both sides that are a pair."""
    # By how pairings look for a partner: over days or in one, and agreeing in what.
    rules: dict[tuple[bool, bool, tuple[str, ...]], list[str]] = {}
    for entry in (found for found in read_catalogue().values() if found.is_pairing):
        demands = vars(entry) | {"part": "same"}
        same = [name for name in MAY_DIFFER if demands[name] == "same"]
        rule = entry.across_days, entry.form != "change", ("period_key", *same)
        rules.setdefault(rule, []).append(entry.name)
    for (across_days, same_day, fields), names in rules.items():
        first, second = (
            np.flatnonzero(side["ratio"].isin(names)) for side in (numerators, denominators)
        )
        if not len(first) or not len(second):
            continue
        left = numerators.take(first).reset_index(drop=True)
        right = denominators.take(second).reset_index(drop=True)
        if across_days:
            # Beside the last one stated before it for the same area, whoever said it: about the
            # same subject where there is one, else about another.
            rows = _last(left, right, ["ratio", "scope", "subject"], same_day)
            further = _last(left.drop(rows["n"]), right, ["ratio", "scope"], same_day)
            rows = pd.concat([rows, further]).assign(day_apart=False)
        else:
            rows = _matches(left, right, fields)
            rows = pd.concat([rows, _of_one_page(left, right, fields, rows)])
        rows = rows.drop_duplicates(["n", "d"])
        yield rows.assign(n=first[rows["n"]], d=second[rows["d"]])


def _matches(left: pd.DataFrame, right: pd.DataFrame, fields: Sequence[str]) -> pd.DataFrame:
    """Find the rows that agree in the day and in all fields, or in all but one of them."""
    fields = ["ratio", "day", *fields]
    both = pd.concat([left[fields], right[fields]]).apply(lambda cells: pd.factorize(cells)[0])
    codes_n, codes_d = both.iloc[: len(left)], both.iloc[len(left) :].reset_index(drop=True)
    joins = [_join(codes_n, codes_d, fields)]
    for loose in fields[2:]:
        near = _join(codes_n, codes_d, [field for field in fields if field != loose])
        differ = codes_n[loose].to_numpy()[near["n"]] != codes_d[loose].to_numpy()[near["d"]]
        joins.append(near[differ])
    rows = pd.concat(joins).assign(day_apart=False)
    same = left["claims"].to_numpy()[rows["n"]] == right["claims"].to_numpy()[rows["d"]]
    return rows[~same]


def _join(left: pd.DataFrame, right: pd.DataFrame, fields: list[str]) -> pd.DataFrame:
    sides = (
        side[fields].assign(**{name: np.arange(len(side))})
        for side, name in ((left, "n"), (right, "d"))
    )
    return next(sides).merge(next(sides), on=fields)[["n", "d"]]


def _of_one_page(
    left: pd.DataFrame, right: pd.DataFrame, fields: Sequence[str], paired: pd.DataFrame
) -> pd.DataFrame:
    """Find figures that one page prints together and other pages date a day apart.

    Neither has a partner of its own day: a page may also carry the figures of two days.
    """
    keys = ["ratio", *(field for field in fields if field != "period_key"), "period_kind", "page"]
    alone_n = _by_page(left, "n", keys, paired)
    alone_d = _by_page(right, "d", keys, paired)
    rows = alone_n.merge(alone_d, on=keys, suffixes=(N, D))
    apart = (rows["stated_on_n"] - rows["stated_on_d"]).abs().dt.days == 1
    return rows.loc[apart, ["n", "d"]].assign(day_apart=True)


def _by_page(side: pd.DataFrame, name: str, keys: list[str], paired: pd.DataFrame) -> pd.DataFrame:
    """List the figures that are not paired, once for each of their pages."""
    alone = side.drop(paired[name].unique())
    alone = alone[alone["pages"] != ""]
    rows = alone[[key for key in keys if key != "page"]]
    rows = rows.assign(stated_on=alone["stated_on"], page=alone["pages"].str.split(";"))
    return rows.assign(**{name: alone.index}).explode("page")


def _last(left: pd.DataFrame, right: pd.DataFrame, by: list[str], same_day: bool) -> pd.DataFrame:
    sides = (
        side[[*by, "stated_on", "claims"]]
        .assign(**{name: side.index})
        .dropna(subset="stated_on")
        .sort_values(["stated_on", "claims"])
        .drop(columns="claims")
        for side, name in ((left, "n"), (right, "d"))
    )
    rows = pd.merge_asof(
        next(sides), next(sides), on="stated_on", by=by, allow_exact_matches=same_day
    )
    return rows.dropna(subset="d")[["n", "d"]].astype("int64")


def _beside(left: pd.DataFrame, right: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    numerators = left.take(rows["n"]).drop(columns="ratio").add_suffix(N).reset_index(drop=True)
    denominators = right.take(rows["d"]).drop(columns="ratio").add_suffix(D)
    pairs = pd.concat([numerators, denominators.reset_index(drop=True)], axis=1)
    return pairs.assign(
        ratio=left["ratio"].take(rows["n"]).to_numpy(), day_apart=rows["day_apart"].to_numpy()
    )


def judge(
    pairs: pd.DataFrame, words: Vocabulary, refused: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Say of each pair whether it may be divided.

    Parameters
    ----------
    pairs : pandas.DataFrame
        As `pair_blocks` gives them; any two operands may be put to it.
    words : Vocabulary
    refused : mapping, optional
        From a ratio that its collection rules out to the reason.

    Returns
    -------
    pandas.DataFrame
        Columns status and reason, same index. A blocked status comes before any other; the
        reason is empty only for ok.
    """
    pairs, rules = pairs[JUDGED], rules_of(pairs["ratio"])
    status = pd.Series("ok", index=pairs.index)
    reason = pd.Series("", index=pairs.index)
    for name, (applies, say) in _verdicts(pairs, rules, words).items():
        rows = pairs.index[applies & (status == "ok")]
        if len(rows):
            status[rows] = name
            reason[rows] = say(decode(pairs.loc[rows]), rules.loc[rows], words)
    if refused:
        barred = pairs["ratio"].map(refused).dropna().astype("str")
        status[barred.index], reason[barred.index] = "blocked_collection", barred
    return pd.DataFrame({"status": status, "reason": reason})


def rules_of(ratios: pd.Series) -> pd.DataFrame:
    """Lay the catalogue's rules beside names of ratios.

    Returns
    -------
    pandas.DataFrame
        Same index; columns form, unit, speaker, subject, actor, scope, part, whole, assumption,
        across_days, and the labels of the two sides, n_label and d_label.
    """
    entries = read_catalogue()
    fields = ("form", "unit", "speaker", "subject", "actor", "scope", "part", "whole")
    fields += ("assumption", "across_days")
    named = [entries[name] for name in ratios.unique()]
    rows = [
        [*(getattr(found, field) for field in fields), *(side.label for side in sides_of(found))]
        for found in named
    ]
    index = pd.Index([found.name for found in named], dtype="object")
    table = pd.DataFrame(rows, index=index, columns=[*fields, "n_label", "d_label"], dtype="object")
    rules = table.reindex(ratios).set_axis(ratios.index)
    return rules.astype({"across_days": bool})


Reason = Callable[[pd.DataFrame, pd.DataFrame, Vocabulary], pd.Series]


def _verdicts(
    pairs: pd.DataFrame, rules: pd.DataFrame, words: Vocabulary
) -> dict[str, tuple[pd.Series, Reason]]:
    """Say by status to which pairs it applies, and who writes the reason; the first one counts."""
    differ = {name: pairs[f"{name}_n"] != pairs[f"{name}_d"] for name in DIFFERING}
    other_side = (rules["subject"] == "same") & differ["subject"]
    other_side |= (rules["subject"] == "not_actor") & (pairs["subject_n"] == pairs["actor_d"])
    other_side |= (rules["actor"] == "same") & differ["actor"]
    scopes = pd.MultiIndex.from_frame(pairs[["scope_n", "scope_d"]])
    is_nested = scopes.isin(pd.MultiIndex.from_frame(words.nested))
    other_scope = differ["scope"].where(rules["scope"] != "within", ~is_nested) | differ["part"]
    other_scope |= (pairs["scope_n"] == "unclear") | (pairs["scope_d"] == "unclear")
    other_period = differ["period_key"] & ~pairs["day_apart"]
    other_period = other_period.where(~rules["across_days"], differ["period_kind"])
    other_period |= (pairs["period_kind_n"] == "unclear") | pairs["stated_on_n"].isna()
    inferred = pairs["flags_n"].str.contains("period_inferred")
    inferred |= pairs["flags_d"].str.contains("period_inferred")
    return {
        "blocked_unit": (rules["form"].isin(LIKE_FORMS) & differ["unit"], _units),
        "blocked_speaker": (differ["speaker"] != (rules["speaker"] == "different"), _speakers),
        "blocked_subject": (other_side, _subjects),
        "blocked_scope": (other_scope, _scopes),
        "blocked_period": (other_period, _periods),
        "qualified": (pairs["day_apart"] | inferred | _start_unstated(pairs), _qualified),
        "conditional": (rules["assumption"] != "", _assumed),
        "no_point": (gives_range_alone(pairs, rules["form"]), _no_point),
    }


def _start_unstated(pairs: pd.DataFrame) -> pd.Series:
    return pairs["period_kind_n"].isin(UNSTATED_START) | (
        (pairs["period_kind_n"] == "span") & pairs["period_start_n"].isna()
    )


def gives_range_alone(pairs: pd.DataFrame, form: pd.Series) -> pd.Series:
    """Mark the pairs whose words give a range.

    One figure has no value, both name a bound, or what is divided by is nought as it is named and
    may be more: “10 over about 0”. How old a figure is does not hang on its words.
    """
    over, under = (value_of(pairs, side) for side in (N, D))
    named = _by_form(form, under, over + under, under - over)
    nought = is_quotient(form) & (named == 0) & (most_divisor(pairs, form) > 0)
    bounds = pairs["bound_n"] & pairs["bound_d"]
    without = over.isna() | under.isna() | bounds | nought
    return without & (form != "days")


def is_quotient(form: pd.Series) -> pd.Series:
    """Mark the forms that divide."""
    return ~form.isin(["gap", "change", "days"])


def most_divisor(pairs: pd.DataFrame, form: pd.Series) -> pd.Series:
    """Return the most that the words allow to divide by; of an odds, of what is left."""
    over, under = pairs["high_n"], pairs["high_d"]
    return _by_form(form, under, over + under, (under - pairs["low_n"]).clip(lower=0))


def _by_form(form: pd.Series, plain: pd.Series, part: pd.Series, odds: pd.Series) -> pd.Series:
    return plain.mask(form == "part", part).mask(form == "odds", odds)


def value_of(pairs: pd.DataFrame, side: str) -> pd.Series:
    """Return the values of one side: a number that its own words exclude is none."""
    return pairs[f"value{side}"].mask(pairs[f"excluded{side}"])


def _labels(keys: pd.Series, labels: pd.Series) -> pd.Series:
    """Put labels in place of keys, also inside "x less y"."""
    return keys.map({key: label_of(key, labels) for key in keys.unique()})


def _each(column: pd.Series, write: Callable[[Any], str]) -> pd.Series:
    """Write each distinct value once."""
    return column.map({value: write(value) for value in column.unique()})


def _units(pairs: pd.DataFrame, rules: pd.DataFrame, words: Vocabulary) -> pd.Series:
    first = rules["n_label"] + " in " + pairs["unit_n"]
    return first + ", " + rules["d_label"] + " in " + pairs["unit_d"]


def _speakers(pairs: pd.DataFrame, rules: pd.DataFrame, words: Vocabulary) -> pd.Series:
    label = pd.Series(words.spoken)
    first, second = _labels(pairs["speaker_n"], label), _labels(pairs["speaker_d"], label)
    one = "both figures stated by one speaker, " + first
    two = rules["n_label"] + " stated by " + first + ", " + rules["d_label"] + " by " + second
    return one.where(pairs["speaker_n"] == pairs["speaker_d"], two)


def _subjects(pairs: pd.DataFrame, rules: pd.DataFrame, words: Vocabulary) -> pd.Series:
    label = words.forces["label"]
    counted = rules["n_label"] + " of " + _labels(pairs["subject_n"], label)
    of_two = counted + ", " + rules["d_label"] + " of " + _labels(pairs["subject_d"], label)
    by_actor = counted + ", the side to which the speaker ascribes the " + rules["d_label"]
    actors = [_labels(pairs[f"actor{side}"], label).replace("", UNNAMED) for side in (N, D)]
    by_two = rules["n_label"] + " by " + actors[0] + ", " + rules["d_label"] + " by " + actors[1]
    reason = of_two.where(rules["subject"] == "same", by_two)
    return reason.where(rules["subject"] != "not_actor", by_actor)


def _scopes(pairs: pd.DataFrame, rules: pd.DataFrame, words: Vocabulary) -> pd.Series:
    areas = [
        _labels(pairs[f"scope{side}"], words.scopes["label"])
        + pairs[f"part{side}"].map(lambda part: f" ({part})" if part else "")
        for side in (N, D)
    ]
    first = rules["n_label"] + " for " + areas[0]
    return first + ", " + rules["d_label"] + " for " + areas[1]


def _periods(pairs: pd.DataFrame, rules: pd.DataFrame, words: Vocabulary) -> pd.Series:
    first = rules["n_label"] + " over " + _each(pairs["period_n"], period_words)
    second = rules["d_label"] + " over " + _each(pairs["period_d"], period_words)
    undated = "the page does not allow a day for the two figures"
    unclear = "the page does not make clear what time the figures cover"
    reason = (first + ", " + second).mask(pairs["period_kind_n"] == "unclear", unclear)
    return reason.mask(pairs["stated_on_n"].isna(), undated)


def _qualified(pairs: pd.DataFrame, rules: pd.DataFrame, words: Vocabulary) -> pd.Series:
    days = [_each(pairs[f"stated_on{side}"], day) for side in (N, D)]
    apart = "the two figures stand on one page; other pages date them a day apart, "
    inferred = "the period of a figure is inferred from the text around it"
    start = "neither page says since when the figures count"
    reason = pd.Series(inferred, index=pairs.index).mask(_start_unstated(pairs), start)
    return reason.mask(pairs["day_apart"], apart + days[0] + " and " + days[1])


def _assumed(pairs: pd.DataFrame, rules: pd.DataFrame, words: Vocabulary) -> pd.Series:
    return "assumes " + rules["assumption"]


def _no_point(pairs: pd.DataFrame, rules: pd.DataFrame, words: Vocabulary) -> pd.Series:
    which = rules["n_label"].where(value_of(pairs, N).isna(), rules["d_label"])
    one = "the wording of " + which + " gives a range and no single value"
    return one.mask(pairs["bound_n"] & pairs["bound_d"], BOTH_BOUNDS)


def merged_flags(pairs: pd.DataFrame, marks: dict[str, pd.Series]) -> pd.Series:
    """Join the flags of the two sides, and further marks of the pair, in order."""
    flags = union(pairs["flags_n"], pairs["flags_d"])
    for name, applies in marks.items():
        rows = flags.index[applies]
        flags[rows] = union(flags[rows], pd.Series(name, index=rows))
    return flags
