#!/usr/bin/env bash
# One day's work on a site: check the tables, publish what changed, verify what was published.
#
#   daily.sh COLLECTION SITE [ADDRESS]
#
# COLLECTION is a folder of claims, SITE the folder of the site, and ADDRESS where it will stand on
# the web, for previews and the feed. Whatever goes wrong ends here with a sentence and a code
# other than 0, and the site of yesterday stays as it was.
set -euo pipefail

collection=${1:?name a collection}
site=${2:?name the folder of the site}
address=${3:-}

reportedly check "$collection"
reportedly publish --collection "$collection" --to "$site" ${address:+--base-url "$address"}
reportedly verify "$site"
