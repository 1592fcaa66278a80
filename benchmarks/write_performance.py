"""Store the results of a run and quote them in docs/performance.md.

    python -m benchmarks.write_performance [RESULTS] [--profile PROFILE --against COMMIT]

Without arguments the page is written again from benchmarks/results.json, which is kept with the
project; with a file of results that one is kept from now on.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from analysis.paths import ROOT
from analysis.publish.report import fill
from analysis.store.files import write_text
from benchmarks import show

STORED = ROOT / "benchmarks" / "results.json"
PAGE = ROOT / "docs" / "performance.md"


def main() -> None:
    """Store and quote."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("results", nargs="?", type=Path, default=STORED)
    asked.add_argument("--profile", type=Path, help="from benchmarks/profile_reports.py --json")
    asked.add_argument("--against", default="", help="the commit that profile was set beside")
    given = asked.parse_args()
    kept = show.read_results(STORED) if STORED.is_file() else {}
    results = show.read_results(given.results)
    results.setdefault("profile", kept.get("profile", {"against": "", "rows": {}}))
    if given.profile:
        rows = json.loads(given.profile.read_text(encoding="utf-8"))
        results["profile"] = {"against": given.against, "rows": rows}
    write_text(STORED, json.dumps(results, indent=1) + "\n")
    write_text(PAGE, rendered(PAGE.read_text(encoding="utf-8"), results))


def rendered(text: str, results: dict) -> str:
    """Return the page with its marked parts as the results have them."""
    return fill(
        text,
        {
            "setting": show.markdown(show.setting(results)),
            "targets": show.markdown(show.targets(results)),
            "entrants": show.markdown(show.entrants(results)),
            "profile": show.markdown(show.profile(results)),
        },
    )


if __name__ == "__main__":
    main()
