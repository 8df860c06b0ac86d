#!/usr/bin/env bash
# Lets dicomweb-client of PyPI and Orthanc store, search and retrieve on a running stack. Needs `npm run build` before.
set -euo pipefail
cd "$(dirname "$0")/dicomweb"
. ../python.sh "nothing was stored, searched or retrieved by dicomweb-client."
# The pinned Node, where it came from npm.
PATH="$(cd ../../.. && pwd)/node_modules/.bin:$PATH"
exec node clients.ts "$PWD/$venv/bin/python"
