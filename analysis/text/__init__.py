"""Numbers, sentences, tables and receipts as a reader sees them."""
