"""`python -m analysis` is `reportedly`."""

from analysis.cli import main

main()
