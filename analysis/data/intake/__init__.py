"""Tables of others: any file, read by a mapping, becomes the checked table of claims."""
