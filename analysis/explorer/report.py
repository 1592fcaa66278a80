"""From a view to a report: its parameters written down, and the briefing run with them."""

from __future__ import annotations

from pathlib import Path

from analysis.errors import AnalysisError
from analysis.explorer.answer import Answer
from analysis.explorer.question import key_of_series
from analysis.paths import ROOT
from analysis.publish.page.colophon import command
from analysis.publish.runs.report import default_output, find_notebook, prepare, run_report
from analysis.store.files import write_text

REPORT = "briefing"


def parameters_of(answer: Answer) -> dict[str, str | bool]:
    """Return what the briefing is to be run with: the chosen mark's day, speaker and area.

    Raises
    ------
    AnalysisError
        If the view has no day to report on.
    """
    if not answer.mark:
        raise AnalysisError(answer.why_nothing())
    key = key_of_series(answer.asked)
    return {
        "stated_on": answer.mark,
        "scope": key["scope"],
        "speaker": key["speaker"],
        "subject": key["subject"],
        "collection": answer.name,
        "inferred_days": answer.reading.inferred_days,
        "as_of": answer.reading.as_of,
        "counting_noise": answer.reading.counting_noise,
    }


def make_report(answer: Answer, folder: Path = ROOT / "reports") -> list[Path]:
    """Write the parameters of a view down, and run the briefing with them.

    Parameters
    ----------
    answer : Answer
    folder : Path
        Where the files go, named by the values that differ from the defaults.

    Returns
    -------
    list of Path
        The executed notebook, the page, and the parameters, which papermill takes with `-f`.

    Raises
    ------
    ParameterError
        If the briefing refuses a value.
    AnalysisError
        If it fails; what stood before stands.
    """
    import yaml

    values = parameters_of(answer)
    report = prepare(find_notebook(REPORT), values)
    place = default_output(report, folder)
    written, _ = run_report(report, place, html=True)
    noted = place.with_suffix(".yml")
    write_text(noted, yaml.safe_dump(values, sort_keys=False))
    return [*written, noted]


def command_of(answer: Answer) -> str:
    """Return the command that makes the same report."""
    return command("run", REPORT, values=parameters_of(answer))
