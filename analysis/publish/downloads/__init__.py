"""The tables beside a page: CSV, XLSX, codebook and data package."""
