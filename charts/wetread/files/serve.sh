#!/usr/bin/env bash
# Starts a vLLM server for a bundle, as the llm service expects it: `serve.sh /path/to/bundle [more vLLM arguments]`.
# Runs inside a vLLM image or anywhere `vllm` is on the PATH. Loopback only: see README.md.
set -euo pipefail
bundle="${1:?usage: serve.sh /path/to/bundle [vLLM arguments]}"
shift
[ -f "$bundle/llm/config.json" ] || { echo "$bundle has no llm/ folder" >&2; exit 1; }
# The name that the llm service asks for: the bundle's, and its digest, so that other weights are never taken for these.
name="$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["name"])' "$bundle/bundle.json")"
digest="$(sha256sum "$bundle/bundle.json" | cut -c1-12)"
export HF_HUB_OFFLINE=1 VLLM_NO_USAGE_STATS=1
exec vllm serve "$bundle/llm" \
  --served-model-name "$name-$digest" \
  --host 127.0.0.1 --port "${PORT:-8000}" \
  --enable-prompt-embeds \
  --dtype float16 \
  --scheduling-policy priority \
  --generation-config vllm \
  --max-num-seqs "${MAX_NUM_SEQS:-128}" \
  "$@"
