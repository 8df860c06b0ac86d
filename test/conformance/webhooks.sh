#!/usr/bin/env bash
# Lets the Standard Webhooks library of PyPI verify what a real gateway delivers. Needs `npm run build` before.
set -euo pipefail
cd "$(dirname "$0")/webhooks"
. ../python.sh "nothing was verified by the library of PyPI."
# The pinned Node, where it came from npm.
PATH="$(cd ../../.. && pwd)/node_modules/.bin:$PATH"
exec node deliver.ts "$PWD/$venv/bin/python"
