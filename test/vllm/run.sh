#!/usr/bin/env bash
# Tests the decoder against a real vLLM on this machine's CPU: `test/vllm/run.sh [vitest arguments]`. The workspace must be built.
set -uo pipefail
cd "$(dirname "$0")/../.."
minutes="${VLLM_SETUP_MINUTES:-15}"
if ! timeout "$((minutes * 60))" bash test/vllm/setup.sh; then
  echo "vLLM could not be installed here within $minutes minutes: THE REAL vLLM WAS NOT TESTED. The lines above say why."
  exit 0
fi
export PATH="$PWD/node_modules/.bin:$PATH"
exec timeout "${VLLM_TEST_SECONDS:-900}" vitest run --config test/vllm/vitest.config.ts "$@"
