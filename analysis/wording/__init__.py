"""The words of a figure to an interval."""
