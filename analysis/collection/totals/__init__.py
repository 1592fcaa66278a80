"""Running totals: their lines, the steps between days, revisions, and mirrors of one series."""
