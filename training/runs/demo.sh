#!/usr/bin/env bash
# The demo bundle from nothing: under 90 minutes on 2 cores. Stopped and started again, it goes on where it was.
set -euo pipefail
cd "$(dirname "$0")/.."
./setup.sh
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}" MPLBACKEND=Agg
run() { echo "== $*" >&2; nice -n "${NICE:-0}" .venv/bin/python -m "$@"; }
# Runs two independent steps side by side and fails when either does.
both() { "$1" & local first=$!; "$2"; wait "$first"; }
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT

texts() {
  run wetread.synthetic.conversations out/data/talks.jsonl --count 30000 --first-seed 2000000
  [ -f out/tokenizer/tokenizer.json ] || run wetread.train.tokenizer out/data/talks.jsonl out/tokenizer --vocab 1024
}
images() {
  run wetread.synthetic.generate out/data/pairs --count 16000 --first-seed 0 --style dictated
  run wetread.synthetic.generate out/data/clean --count 1500 --first-seed 500000 --style house
  run wetread.synthetic.generate out/data/heldout --count 600 --first-seed 900000 --style house
  run wetread.synthetic.golden out/data/golden
}
encoder() { run wetread.train.contrastive configs/demo/contrastive.yaml; }
llm() { run wetread.train.llm configs/demo/llm.yaml; }

both texts images
both encoder llm
run wetread.train.align configs/demo/unaligned.yaml
run wetread.train.align configs/demo/stage1.yaml
run wetread.train.align configs/demo/stage2.yaml
run wetread.evaluate configs/demo/evaluate.yaml
run wetread.export.bundle configs/demo/bundle.yaml
run wetread.synthetic.samples ../models/demo/samples
run wetread.export.verify ../models/demo
