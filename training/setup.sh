#!/usr/bin/env bash
# Makes training/.venv with the pinned packages. Run again, it does nothing.
set -euo pipefail
cd "$(dirname "$0")"
python="${PYTHON:-python3}"
stamp=.venv/requirements.sha256
wanted="$(sha256sum requirements.txt | cut -d' ' -f1)"
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then exit 0; fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "training/ needs Python 3.11 or newer; name one with PYTHON=/path/to/python3" >&2
  exit 1
fi
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
echo "$wanted" > "$stamp"
