"""What the reports print: rows, sentences, tables, titles and receipts."""
