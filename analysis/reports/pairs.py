"""What may be divided: the catalogue, what became of the pairs, refusals."""

from __future__ import annotations

import pandas as pd

from analysis.collection.collection import Collection
from analysis.collection.comparison import deniers_of
from analysis.collection.labels import allowed, labelled, party_named, worded
from analysis.collection.overview import figures_apart, most_first, pairs_judged
from analysis.data.names import in_sentence
from analysis.errors import offering
from analysis.ratios.catalogue import Entry, read_catalogue
from analysis.reports import receipts
from analysis.terms import DENIERS, DIVIDED, FLAGS, STATUS_WORDS, STATUSES
from analysis.text import Passage, Table, counted, how_many, of_them, quantity, say, table

__dir__, __getattr__ = offering(__name__)

SAME = {"same": "same", "different": "must differ", "any": "any", "within": "within"}
LOSSES_FIRST = (
    "Of the figures of people lost that were located, speakers of {label} gave {wounded} of "
    "wounded, {killed} of killed and {together} of both together or of losses without saying which."
)
LOSSES_FURTHER = "Speakers of {label} gave {wounded}, {killed} and {together} of these."


def in_numbers(collection: Collection) -> Passage:
    """Say how many ratios can be given, and how many are refused or lack their second figure.

    One pair of figures has several: killed per wounded, the reverse, the share of killed.
    """
    rows = pairs_judged(collection)
    if rows.empty:
        return say("No figure of the collection has a second one that it could be divided by.")
    status, made = rows["status"], receipts.of_count("statuses")
    divided = status.isin(DIVIDED)
    zero = status.isin(["undefined_zero_zero", "infinite_zero_denominator"])
    return say(
        "{divided} of two figures can be given (one pair may have several): {values} a single "
        "value, {ranges} a range. {refused} refused, {zero} a zero that leaves no finite ratio, "
        "and {missing} one of the two figures.",
        divided=counted(int(divided.sum()), "ratio", made),
        values=of_them(int((divided & rows["value"].notna()).sum()), "gives", made, plural="give"),
        ranges=of_them(int((divided & rows["value"].isna()).sum()), "gives", made, plural="give"),
        refused=counted(
            int(status.str.startswith("blocked").sum()), "ratio was", made, plural="ratios were"
        ),
        zero=of_them(int(zero.sum()), "has", made, plural="have"),
        missing=of_them(int((status == "missing").sum()), "lacks", made, plural="lack"),
    ) + say(
        "What is worked out from these ratios (multiples of bands, figures that a band would "
        "imply, ranks, days covered) makes {further}, and none of them was found anywhere.",
        further=counted(len(collection.ratios) - len(rows), "row more", made, plural="rows more"),
    )


def whose(collection: Collection) -> Passage:
    """Say whose the ratios are that can be given, and why they are so unequal."""
    rows = pairs_judged(collection)
    divided = most_first(rows.loc[rows["status"].isin(DIVIDED), "party"].value_counts())
    if divided.empty:
        return say("No pair of figures may be divided, whoever stated them.")
    made = receipts.of_count("whose pairs")
    pairs = [
        say("{label} {n}", label=party_named(collection, party), n=quantity(n, made))
        for party, n in divided.items()
    ]
    said = say("By the party of the speaker these ratios are: {pairs}.", pairs=pairs) + say(
        "A pair of killed and wounded takes both from one speaker, for one place and time, and "
        "those who fight do not count alike."
    )
    found = figures_apart(collection)
    for place, (party, row) in enumerate(found.iterrows()):
        said += say(
            LOSSES_FIRST if place == 0 else LOSSES_FURTHER,
            label=in_sentence(party_named(collection, party)),
            **{name: how_many(int(n), made) for name, n in row.items()},
        )
    return said


def flags_in_words(flags: str) -> str:
    """Write flags such as "day_inferred;scope_inferred" as a phrase.

    >>> flags_in_words("values_differ")
    'pages give different values'
    """
    return "; ".join(FLAGS[flag] for flag in flags.split(";") if flag)


def catalogue_table() -> Table:
    """List the ratios of the catalogue and what must agree for each."""
    entries = [entry for entry in read_catalogue().values() if entry.number]
    rows = pd.DataFrame(
        {
            "number": [str(entry.number) for entry in entries],
            "label": [entry.label for entry in entries],
            "read_as": [entry.read_as for entry in entries],
            "speaker": [SAME[entry.speaker] if entry.is_pairing else "" for entry in entries],
            "scope": [SAME[entry.scope] if entry.is_pairing else "" for entry in entries],
            "days": [entry.aggregate.replace("_", " ") for entry in entries],
        }
    )
    return table(
        rows,
        {
            "number": "no.",
            "label": "ratio",
            "read_as": "read as",
            "speaker": "speakers",
            "scope": "areas",
            "days": "over days",
        },
        caption="The catalogue of ratios",
    )


def refusals_table(held: Collection, most: int = 24) -> Table:
    """List refused pairs with the reason: one of each ratio and kind, each pair once.

    Pairings that tempt most come first.
    """
    blocked = held.ratios[["ratio", "status", "numerator_claims", "denominator_claims"]]
    blocked = blocked[blocked["status"].str.startswith("blocked")]
    tempting = {name for name, entry in read_catalogue().items() if not entry.number}
    ids = blocked["numerator_claims"] + ";" + blocked["denominator_claims"]
    both = [";".join(sorted(pair.split(";"))) for pair in ids]
    ranked = blocked.assign(first=blocked["ratio"].isin(tempting), both=both)
    ranked = ranked.sort_values("first", ascending=False, kind="stable")
    ranked = ranked.drop_duplicates(["both"]).drop_duplicates(["ratio", "status"])
    chosen = held.ratios.loc[ranked.index]
    return table(
        ratio_rows(chosen, held),
        {
            "label": "ratio",
            "stated_on": "day",
            "speaker": "speaker",
            "first": "first",
            "second": "second",
            "reason": "why not",
        },
        caption="Pairs refused: one of each ratio and kind of refusal",
        most=most,
        receipts=receipts.of_ratios(chosen),
        figures=("first", "second"),
    ).or_say("No pair was refused.")


def statuses_table(held: Collection) -> Table:
    """Count the ratios of two figures by what became of them."""
    counted = pairs_judged(held)["status"].value_counts()
    rows = pd.DataFrame({"meaning": STATUSES, "rows": counted}).reindex(list(STATUSES))
    rows = rows[rows["rows"].notna()].reset_index(names="status")
    return table(
        rows.assign(status=rows["status"].map(STATUS_WORDS)),
        {"status": "status", "meaning": "what it means", "rows": "ratios"},
        caption="What became of the ratios of two figures",
        receipts=[receipts.of_count("statuses")] * len(rows),
    )


def ratio_rows(ratios: pd.DataFrame, held: Collection) -> pd.DataFrame:
    """Put ratios in readers' words: label, first, second, allowed, status_words, remarks.

    The remarks are the reason of the status, and all that is flagged.
    """
    entries = read_catalogue()
    rows = labelled(ratios, held)
    return rows.assign(
        label=[entries[name].label for name in ratios["ratio"]],
        first=[
            worded(row.numerator_claims, held, less=bool(entries[row.ratio].numerator_less))
            for row in ratios.itertuples()
        ],
        second=[
            worded(row.denominator_claims, held, less=_is_rest(entries[row.ratio]))
            for row in ratios.itertuples()
        ],
        allowed=[
            allowed(low, high) for low, high in zip(ratios["low"], ratios["high"], strict=True)
        ],
        status_words=ratios["status"].map(STATUS_WORDS),
        remarks=[
            "; ".join(filter(None, [row.reason, _flags(row, held)])) for row in ratios.itertuples()
        ],
    )


def _flags(row, held: Collection) -> str:
    """Write the flags of a ratio as a phrase that says where those stand who contradict a claim."""
    words = flags_in_words(row.flags)
    if "contradicted" not in row.flags:
        return words
    behind = held.claims_behind(f"{row.numerator_claims};{row.denominator_claims}")
    deniers = deniers_of(behind, held.words)
    named = dict.fromkeys(DENIERS[denier] for denier in deniers if denier)
    return words.replace(FLAGS["contradicted"], "; ".join(named) or FLAGS["contradicted"])


def _is_rest(entry: Entry) -> bool:
    """Whether the denominator is what is left of a figure when another is taken off."""
    return bool(entry.denominator_less) or entry.form == "odds"
