#!/usr/bin/env bash
# Lets the Standard Webhooks library of PyPI verify what a real gateway delivers. Needs `npm run build` before.
set -euo pipefail
cd "$(dirname "$0")/webhooks"
python="${PYTHON:-python3}"
venv=.venv

if ! "$python" -m venv --help >/dev/null 2>&1 || ! "$python" -c 'import ensurepip' 2>/dev/null; then
  (apt-get update && apt-get install -y --no-install-recommends python3 python3-venv) >/dev/null 2>&1 || true
fi
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
  echo "No python3 with venv here and none could be installed: nothing was verified by the library of PyPI."
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
fi
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements.txt
# The pinned Node, where it came from npm.
PATH="$(cd ../../.. && pwd)/node_modules/.bin:$PATH"
exec node deliver.ts "$PWD/$venv/bin/python"
