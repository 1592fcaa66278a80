"""What ran before and is the same now: fingerprints, seals and kept reports."""
