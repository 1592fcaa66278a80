"""From a text to draft claims: every figure with what it counts, of whom, where, when, by whom.

`read_text` takes a briefing or a news text and returns a `TextReading`: drafts with the characters
that each of their fields stands on, and the figures that were refused, each with its reason.
Nothing is a claim until a person has decided so. No network, no clock, no model: one text, one
answer.
"""
