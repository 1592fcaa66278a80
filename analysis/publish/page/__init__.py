"""From a notebook that has run to one page: markup, receipts, templates."""
