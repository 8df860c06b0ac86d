#!/usr/bin/env bash
# Runs schemathesis against a local stack, from the gateway's own OpenAPI document: no 5xx, no answer that the document does
# not have. `test/conformance/schemathesis.sh [schemathesis options]`; the last line counts operations.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
export PATH="$root/node_modules/.bin:$PATH"
python="${PYTHON:-python3}"
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  echo "schemathesis needs Python 3.10 or newer; name one with PYTHON=/path/to/python3" >&2
  exit 1
fi
stamp=.venv/requirements.sha256
wanted="$(sha256sum requirements.txt | cut -d' ' -f1)"
if ! { [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; }; then
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
  echo "$wanted" > "$stamp"
fi
(cd "$root" && node scripts/run.mjs build)

work=$(mktemp -d)
stack=
finish() {
  if [ -n "$stack" ]; then kill -TERM "$stack" 2>/dev/null && wait "$stack" || true; fi
  rm -rf "$work"
}
trap finish EXIT
node "$root/cli/bin/wetread.mjs" up --json --port 0 --dicom-port 0 --home "$work/home" > "$work/up.json" 2> "$work/up.log" &
stack=$!
until [ -s "$work/up.json" ]; do
  kill -0 "$stack" 2>/dev/null || { cat "$work/up.log" >&2; exit 1; }
  sleep 0.2
done
WETREAD_URL=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).url' "$work/up.json")
export WETREAD_URL WETREAD_DICOM="$work/chest.dcm"
WETREAD_KEY=$(cat "$work/home/api-key")
export WETREAD_KEY

# One study that has been read, for the routes that need one, and a DICOM file to send.
(cd "$root/packages/stack" && node --input-type=module -e '
  import { writeFileSync } from "node:fs";
  import { demoBundle, sampleFiles } from "@wetread/stack";
  const [dicom] = await sampleFiles(demoBundle);
  writeFileSync(process.env.WETREAD_DICOM, dicom.bytes);
')
node "$root/cli/bin/wetread.mjs" submit --wait --json "$WETREAD_DICOM" > "$work/submit.jsonl"
summary='JSON.parse(require("fs").readFileSync(process.argv[1], "utf8").split("\n").find((line) => line.includes("ended"))).summary'
WETREAD_STUDY=$(node -p "$summary.study" "$work/submit.jsonl")
WETREAD_RESULT=$(node -p "$summary.id" "$work/submit.jsonl")
WETREAD_KEY_ID=$(node "$root/cli/bin/wetread.mjs" keys list --json | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).keys[0].id')
export WETREAD_KEY_ID
export WETREAD_STUDY WETREAD_RESULT SCHEMATHESIS_HOOKS=hooks PYTHONPATH="$PWD"

status=0
.venv/bin/st --config-file schemathesis.toml run "$WETREAD_URL/openapi.json" \
  --report junit --report-junit-path "$work/junit.xml" "$@" || status=$?
kill -0 "$stack" || { echo "The stack ended in the middle."; status=1; }

.venv/bin/python - "$work/junit.xml" <<'EOF'
import sys, xml.etree.ElementTree as tree
cases = list(tree.parse(sys.argv[1]).getroot().iter("testcase"))
bad = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
skipped = [case for case in cases if case.find("skipped") is not None]
print(f"schemathesis: {len(cases) - len(bad) - len(skipped)} passed, {len(bad)} failed, {len(skipped)} skipped (operations)")
EOF
exit $status
