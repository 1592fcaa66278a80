"""From notebooks to pages: parameters, runs, the exporter, the site."""
