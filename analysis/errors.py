"""What can go wrong, in words a reader can use.

One exception for the package and a child for each kind of refusal.
"""


class AnalysisError(ValueError):
    """Base of every refusal of this package."""


class RawDataError(AnalysisError):
    """A raw table cannot be read or breaks its rules; holds every fault found."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = list(faults)
        noun = "fault" if len(self.faults) == 1 else "faults"
        super().__init__("\n".join([f"{len(self.faults)} {noun} in the raw data:", *self.faults]))


class ParameterError(AnalysisError):
    """A report was asked for with a name, type or value it cannot have."""


class RatioError(AnalysisError):
    """Two figures may not be divided, or an interval may not be computed."""
