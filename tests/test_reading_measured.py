"""The measure of a reader, on briefings of our own: it counts what it should."""

import re

import pytest

from analysis.paths import ROOT
from benchmarks.reading import by_keywords, by_ours, load, matched, rates, score
from tests.briefings import BRIEFINGS, FIGURES, PUBLISHED


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """The briefings and their figures, in the form of annotated texts."""
    folder = tmp_path_factory.mktemp("annotated")
    for language, text in BRIEFINGS.items():
        gold = "\n".join(f"{wording};{measure}" for wording, measure in FIGURES)
        head = f"### own_{language} {language} {PUBLISHED}"
        fields = "--- russian_forces ? day serhii_cherevatyi claim"
        (folder / f"{language}.txt").write_text(f"{head}\n{text}\n{fields}\n{gold}\n", "utf-8")
    return load(folder)


def test_annotated_texts_are_loaded_whole(texts):
    """A text and nine figures in each language, with the fields of the head line."""
    assert {text.language for text in texts} == set(BRIEFINGS)
    assert all(len(text.gold) == len(FIGURES) for text in texts)
    assert all(figure["p"] == "day" for text in texts for figure in text.gold)


def test_our_reader_finds_the_figures_of_our_briefings_and_keywords_do_not(texts):
    """A forecast for other texts is the business of docs/reading.md."""
    ours, keywords = score(texts, by_ours), score(texts, by_keywords)

    assert rates(ours["counts"]["all"]) == (1.0, 1.0, pytest.approx(1.0))
    assert rates(keywords["counts"]["all"])[2] < 0.5
    assert ours["fields"]["stance"][0] == ours["fields"]["stance"][1]


def test_a_miss_and_a_false_figure_are_counted(texts):
    """Precision falls by the one, recall by the other."""

    def poor(text):
        first, *rest = by_ours(text)
        return [*rest, {**first, "wording": "7777"}]

    precision, recall, _ = rates(score(texts, poor)["counts"]["all"])

    assert precision == recall == pytest.approx(1 - 1 / len(FIGURES))


def test_the_document_counts_the_texts_that_its_rows_name():
    """The opening count is the sum of the rows; the rows of committed texts are what they hold."""
    document = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
    table = document.split("| first sight |", 1)[1].split("\n\n", 1)[0]
    rows = [line.strip("|").split("|") for line in table.split("\n")[2:]]
    texts = load(ROOT / "benchmarks" / "texts")
    held = []
    for name in ("ownd", "owne", "ownf", "owng"):
        batch = [text for text in texts if text.name.startswith(name)]
        held.append((len(batch), sum(len(matched(text, [])[1]) for text in batch)))

    assert int(re.search(r"Measured on (\d+) texts", document)[1]) == sum(int(r[1]) for r in rows)
    assert [(int(row[1]), int(row[2])) for row in rows[-4:]] == held
