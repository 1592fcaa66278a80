"""Readers of texts beside each other: figures found with what they count, on texts of our own.

The texts in benchmarks/texts are ours, in the forms that briefings have, and the tables of words
have seen them: what a reader finds in texts that it never saw is measured by hand, see
docs/reading.md. spaCy takes part where its small English model is installed.
"""

from __future__ import annotations

import subprocess

from analysis.paths import ROOT
from benchmarks.contest import Entrant, Result, Sizes, Target, Tell, held
from benchmarks.entrants import DEV, PLOOMBER, Bench, folder_of

TEXTS = ROOT / "benchmarks" / "texts"
MODEL = "en_core_web_sm"
AHEAD = Target("F1 of the reader over the best of the others, English texts", 1.5, "at least")


def reading(bench: Bench, sizes: Sizes, tell: Tell) -> Result:
    """Set the reader beside a keyword, quantulum3 and spaCy's entities."""
    peers = {
        "a number and the nearest keyword": ("keywords", DEV, ""),
        "quantulum3 and the nearest keyword": ("quantulum3", PLOOMBER, without("quantulum3")),
        "spaCy's entities and the nearest keyword": ("spaCy", PLOOMBER, without(MODEL)),
    }
    entrants = [entrant("the reader, all languages: F1", "ours", DEV, "", "")]
    entrants += [entrant("the reader, English: F1", "ours", DEV, "", "en")]
    entrants += [
        entrant(f"{name}, English: F1", reader, environment, missing, "en")
        for name, (reader, environment, missing) in peers.items()
    ]

    def rows(taken: dict[str, list[float]], missing: dict[str, str]) -> list[dict]:
        ours, others = taken[entrants[1].name], [taken[each.name] for each in entrants[2:]]
        best = [max(values) for values in zip(*filter(None, others), strict=False)]
        return [AHEAD.judged([one / other for one, other in zip(ours, best, strict=False)])]

    return held("figures of texts, and what they count", entrants, 1, tell, rows)


def entrant(name: str, reader: str, environment: str, missing: str, language: str) -> Entrant:
    """One reader, in its environment."""
    missing = missing or ("" if folder_of(environment).is_dir() else f"no {environment}")
    words = ["-m", "benchmarks.reading", str(TEXTS), "--f1", reader]
    words += ["--language", language] if language else []

    def run() -> float:
        python = folder_of(environment) / "python"
        done = subprocess.run(
            [python, *words], cwd=ROOT, check=True, capture_output=True, text=True
        )
        return float(done.stdout)

    return Entrant(name, run, missing)


def without(module: str) -> str:
    """Why a reader cannot take part; empty if its module is there."""
    python = folder_of(PLOOMBER) / "python"
    if not python.is_file():
        return f"no {PLOOMBER}"
    done = subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False)
    return f"{module} is not installed" if done.returncode else ""
