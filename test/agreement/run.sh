#!/usr/bin/env bash
# Do the engines agree? `test/agreement/run.sh [COUNT] [--vllm=float32,float16]`; docs/agreement.md has the last full run.
# Needs training/setup.sh for the reference; the workspace must be built.
set -euo pipefail
cd "$(dirname "$0")/../.."
count="${1:-100}"
shift || true
out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
TRANSFORMERS_VERBOSITY=error HF_HUB_DISABLE_PROGRESS_BARS=1 training/.venv/bin/python test/agreement/reference.py models/demo "$out" --count "$count"
export PATH="$PWD/node_modules/.bin:$PATH"
node test/agreement/agreement.ts "$out" "$@"
