#!/usr/bin/env bash
# Holds the files of deploy/ against hadolint, Compose's own loader, and our own policy. Tools come from registries. What the images
# hold is started by test/system/deployed.test.ts.
set -euo pipefail
cd "$(dirname "$0")/.."
tools="$PWD/.wetread/deploy"
. scripts/checkers.sh
mkdir -p "$tools"
venv deploy/requirements.txt || give_up "No python3 with venv here, and none could be installed. The files of deploy/ were not tested."
# Found or not; the tests say what was not checked for want of it.
COMPOSE=
find_go && (cd deploy/tests/compose && CGO_ENABLED=0 go build -ldflags=-s -o "$tools/compose" .) && COMPOSE="$tools/compose"
find_promtool() {
  command -v promtool >/dev/null && PROMTOOL=$(command -v promtool) && return
  PROMTOOL="$tools/prometheus/usr/bin/promtool"
  [ -x "$PROMTOOL" ] && return
  # Unpacked and not installed: Debian would start the server.
  (mkdir -p "$tools/prometheus" && cd "$tools/prometheus" && { apt-get download prometheus || { apt-get update && apt-get download prometheus; }; } &&
    dpkg-deb -x prometheus_*.deb . && rm prometheus_*.deb) >/dev/null 2>&1
}
find_promtool || PROMTOOL=
export PROMTOOL COMPOSE HADOLINT="$tools/venv/bin/hadolint" PATH="$PWD/node_modules/.bin:$PATH"
exec "$tools/venv/bin/python" -m pytest -q -rs -p no:cacheprovider deploy/tests
