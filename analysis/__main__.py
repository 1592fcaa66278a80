"""`reportedly`, also as `python -m analysis`: a command that has nothing to do ends at once."""

import gc
import os
import sys

from analysis.paths import PACKAGE, PROJECT, ROOT
from analysis.publish.console import to_its_end

ONE_ALLOCATOR = ("ARROW_DEFAULT_MEMORY_POOL", "system")
"""Arrow's own keeps what it once had, in each of the processes that a command has."""
SWEPT_AFTER = 50_000
"""Objects after which this process looks for garbage, as its servers' children do."""


def main() -> None:
    """Run the command and end this process."""
    to_its_end(_command)


def _command() -> None:
    # Whatever is started, the server of kernels first, works in the folder that was found here.
    if PACKAGE.parent != ROOT:
        os.environ[PROJECT] = str(ROOT)
    os.environ.setdefault(*ONE_ALLOCATOR)
    if sys.argv[1:2] == ["publish"]:
        from analysis.publish.cache import nothing_to_do

        if printed := nothing_to_do(sys.argv[1:]):
            print("nothing changed; --force publishes all the same", file=sys.stderr)
            print(printed)
            return
    gc.set_threshold(SWEPT_AFTER)
    from analysis.cli import main as command

    command()


if __name__ == "__main__":
    main()
