"""Numbers that we chose, each with its reason.

A number that somebody published is data (`data/raw`); a number that a reader may vary is in the
`parameters` cell of a notebook.
"""

RULES_VERSION = "3"
"""Version of the wording, echo and pairing rules; printed on every page, raised when one moves."""

CAP = 0.10
"""Largest half-width of a rounded or hedged figure, as a share of it (step 3 of docs/method.md)."""

CAP_WIDE = 0.20
"""The wider cap that a sensitivity tries (step 24 of docs/method.md), for generous rounding."""

LEVEL = 0.95
"""Nominal level of the counting-noise yardstick and of the between-day interval."""

AS_OF_TOLERANCE_DAYS = 3
"""Days between claim and assessment that are not remarked on (step 15 of docs/method.md)."""

ECHO_DAYS = 1
"""One statement may be dated a day apart by two pages (step 4 of docs/method.md)."""

SERIES_MIN_DAYS = 5
"""Fewest paired days for a between-day interval (step 8 of docs/method.md, from a simulation)."""

NEWEY_WEST_MIN_DAYS = 30
"""Fewest paired days for which dependence between days is modelled (step 8 of docs/method.md)."""

MOST_VERSIONS = 3
"""Rows of one key and day that differ: pages give two or three; more are events, or a slip."""

STALE_DAYS = 3
"""Older totals that a feed carried forward enter no ratio; as-of days get the same tolerance."""

RESTART_SHARE = 0.5
"""A total that falls below this share of itself began anew; no correction is known to halve one."""

SLIP_SHARE = 0.5
"""A fall below this share of a slip of a digit is not explained by it: ten would explain one."""

BATCH_LINES = 2
"""So many totals of one speaker that fall on one day were revised together."""

FAR_DAYS = 1826
"""Days five years from all others are told: wars are longer, gaps in a table of one are not."""

ALIKE_DAYS = 3
"""On so many days two counts are equal by chance in no table of war that we know of."""

NEAR_KM = 75
"""A map shows areas within this of the page's own: a city's direction, not the next region."""
