#!/usr/bin/env bash
# Lets HL7's FHIR validator (Java) judge every kind of resource that a real gateway serves. Needs `npm run build` before.
set -euo pipefail
cd "$(dirname "$0")/fhir"

if ! command -v javac >/dev/null || ! command -v mvn >/dev/null; then
  (apt-get update && apt-get install -y --no-install-recommends default-jdk-headless maven) >/dev/null 2>&1 || true
fi
if ! command -v javac >/dev/null || ! command -v mvn >/dev/null; then
  echo "No JDK and Maven here and none could be installed: nothing was validated by HL7's validator."
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
fi
if [ ! -f .lib/done ] || [ pom.xml -nt .lib/done ]; then
  echo "Fetching the validator …"
  rm -rf .lib
  if ! mvn -q -B dependency:copy-dependencies -DoutputDirectory=.lib >.mvn.log 2>&1; then
    grep -m3 ERROR .mvn.log || true
    echo "The validator could not be fetched from Maven Central: nothing was validated."
    echo "0 passed, 0 failed, 1 skipped"
    exit 0
  fi
  touch .lib/done
fi

resources=$(mktemp -d)
trap 'rm -rf "$resources"' EXIT
# The pinned Node, where it came from npm.
PATH="$(cd ../../.. && pwd)/node_modules/.bin:$PATH" node resources.ts "$resources"
java -cp '.lib/*' Validate.java "$resources"
