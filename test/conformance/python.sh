# Sourced by what lets a library of PyPI judge us: makes .venv in this folder from requirements.txt, or says that it cannot and
# ends with status 0. $1: what was not done then.
python="${PYTHON:-python3}"
venv=.venv

if ! "$python" -m venv --help >/dev/null 2>&1 || ! "$python" -c 'import ensurepip' 2>/dev/null; then
  (apt-get update && apt-get install -y --no-install-recommends python3 python3-venv) >/dev/null 2>&1 || true
fi
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
  echo "No python3 with venv here and none could be installed: $1"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
fi
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements.txt
