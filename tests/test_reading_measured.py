"""The measure of a reader, on briefings of our own: it counts what it should."""

import pytest

from benchmarks.reading import by_keywords, by_ours, load, rates, score
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
