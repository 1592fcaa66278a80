"""Three tables without anything in common: lines of mapping, and what `check` says of faults."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from test_unlike_tables import checked
from unlike_tables import TABLES


def main() -> None:
    """Print each table with its five faults, planted one after the other."""
    for name, table in TABLES.items():
        lines = [line for line in table.mapping.splitlines() if line.strip()]
        print(f"\n{name}: {table.file}, {len(lines)} lines of mapping, {table.figures} figures")
        for old, new, _ in table.faults:
            with tempfile.TemporaryDirectory() as folder:
                first = checked(Path(folder), table, old, new).lines()[0]
            print(f"  {old!r} -> {new!r}\n    {first}")


if __name__ == "__main__":
    main()
