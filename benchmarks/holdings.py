"""Print the worked ratios of one statement beside what the project computes from the raw files.

Also the rows in, out and set aside, and the tests by kind.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys

from analysis.collection.collection import load_collection
from analysis.paths import RAW, ROOT
from analysis.text import number

DAY = "2023-03-18"
OURS = {
    "killed_share_of_reported_casualties": ("killed_share", ""),
    "reported_casualties_per_clash": ("casualties_per_clash", ""),
    "city_share_of_direction_clashes": ("city_share_of_clashes", ""),
    "artillery_strikes_per_clash": ("artillery_per_clash", ""),
    "artillery_strikes_per_airstrike": ("artillery_per_airstrike", ""),
    "all_strikes_per_clash": ("strikes_per_clash", ""),
    "settlement_shellings_per_city_clash": ("shellings_per_clash", ""),
    "artillery_per_clash_outside_settlement": ("artillery_outside_per_clash_outside", ""),
    "attacks_per_all_strikes": ("attacks_per_strike", ""),
    "control_claim_to_assessment_ratio": ("claim_to_assessment", ""),
    "killed_per_wounded_over_reference_1:2": ("band_multiple", "killed per wounded over 1:2"),
    "killed_per_wounded_over_reference_1:3": ("band_multiple", "killed per wounded over 1:3"),
    "killed_per_wounded_over_reference_1:4": ("band_multiple", "killed per wounded over 1:4"),
    "wounded_implied_by_1:2_to_1:4_given_killed": ("implied_other_term", "wounded, inner band"),
    "killed_implied_by_1:2_to_1:4_given_wounded": ("implied_other_term", "killed, inner band"),
    "casualties_per_city_clash": ("casualties_per_clash", ""),
}
"""Names of the worked ratios where ours differ, with the variant."""


def worked() -> None:
    """Print the table of worked ratios."""
    oracle = json.loads((RAW / "test-vectors" / "ratio_oracle.json").read_text(encoding="utf-8"))
    ratios = load_collection("bakhmut-2023").ratios
    ours = ratios[(ratios["stated_on"] == DAY) & (ratios["status"] != "missing")]
    print(
        f"{'worked ratio':46} {'worked':>8} {'ours':>8}  {'worked interval':20} {'ours':20} status"
    )
    for row in oracle["ratios"][:35]:
        name, variant = OURS.get(row["name"], (row["name"], ""))
        found = ours[(ours["ratio"] == name) & (ours["variant"] == variant)]
        is_blocked = row["status"].startswith("blocked")
        found = found[found["status"].str.startswith("blocked") == is_blocked]
        if found.empty:
            continue
        first = found.iloc[0]
        interval = [first["low"], first["high"]]
        print(
            f"{row['name']:46} {said(row['value']):>8} {said(first['value']):>8}  "
            f"{ends(row['interval']):20} {ends(interval):20} {first['status']}"
        )


def said(value: float | str | None) -> str:
    """Write a number to four digits; nothing where there is none."""
    if value is None or value == "inf" or math.isnan(value):
        return "" if value != "inf" else "inf"
    return number(value, 4)


def ends(interval: list | None) -> str:
    """Write two ends."""
    if not interval or any(isinstance(end, float) and math.isnan(end) for end in interval):
        return ""
    return " to ".join(said(end) for end in interval)


def tests() -> None:
    """Count the tests by kind."""
    kinds = {
        "unit tests": ["-m", "not slow and not browser", "tests"],
        "in a browser": ["-m", "browser", "tests"],
        "slow": ["-m", "slow", "tests"],
        "doctests": ["analysis"],
    }
    for kind, arguments in kinds.items():
        command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *arguments]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        print(f"{kind}: {sum('::' in line for line in listed.stdout.splitlines())}")
    cells = sum(
        cell["cell_type"] == "code"
        for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    )
    print(f"notebook cells compared strictly: {cells}")


if __name__ == "__main__":
    held = load_collection("bakhmut-2023")
    print(f"rows in {held.rows_in}, kept {len(held.claims)}, set aside {len(held.set_aside)}")
    print(
        f"rows of ratios.csv {len(held.ratios)}: {held.ratios['status'].value_counts().to_dict()}"
    )
    worked()
    tests()
