"""Every example against the schemas of the clusters it may be installed on."""

import os
from pathlib import Path

import jsonschema
import kubernetes_validate
import pytest
import yaml
from rendered import CHART, EXAMPLES, SMALL, helm, template

VERSIONS = ["1.31", "1.32", "1.33", "1.34", "1.35"]
CUSTOM = {
    "ScaledObject": ("KEDA_MODULE", "config/crd/bases/keda.sh_scaledobjects.yaml"),
    "ExternalSecret": (
        "EXTERNAL_SECRETS_MODULE",
        "config/crds/bases/external-secrets.io_externalsecrets.yaml",
    ),
    "Certificate": ("CERT_MANAGER_MODULE", "deploy/crds/cert-manager.io_certificates.yaml"),
    "ServiceMonitor": (
        "PROMETHEUS_MODULE",
        "example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml",
    ),
    "PrometheusRule": (
        "PROMETHEUS_MODULE",
        "example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml",
    ),
}
ALL = [
    "--set",
    "serviceMonitors.enabled=true,alerts.enabled=true,autoscaling.kind=keda,llm.defaults.minReplicas=0,tls.enabled=true,tls.issuer.name=ca",
    "--set",
    "externalSecrets.enabled=true,externalSecrets.store.name=vault,training.enabled=true,training.claim=work",
]
ids = [values.stem for values in EXAMPLES]


@pytest.mark.parametrize("values", EXAMPLES, ids=ids)
def test_lint(values):
    done = helm("lint", "--strict", str(CHART), "-f", str(values), "--kube-version", "1.31.0")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("values", EXAMPLES, ids=ids)
def test_kubernetes(values, version):
    own = [item for item in template(values) if item["kind"] not in CUSTOM]
    assert len(own) >= 15
    for item in own:
        kubernetes_validate.validate(item, version, strict=True)


def strict(schema):
    """As an API server that was told to refuse fields it does not know."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(part) for key, part in schema.items()}
    if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema:
        closed["additionalProperties"] = bool(schema.get("x-kubernetes-preserve-unknown-fields"))
    return closed


def schema_of(kind: str) -> dict:
    module, path = CUSTOM[kind]
    if not os.environ.get(module):
        pytest.skip(f"{kind} was not checked: the Go module with its schema could not be had")
    definition = yaml.safe_load((Path(os.environ[module]) / path).read_text())
    [version] = [item for item in definition["spec"]["versions"] if item["storage"]]
    schema = strict(version["schema"]["openAPIV3Schema"])
    schema["properties"]["metadata"] = {"type": "object"}
    return schema


@pytest.mark.parametrize("kind", CUSTOM)
@pytest.mark.parametrize("values", [SMALL, *EXAMPLES], ids=["all-on", *ids])
def test_custom_resources(values, kind, request):
    options = ALL if "all-on" in request.node.callspec.id else []
    items = [item for item in template(values, *options) if item["kind"] == kind]
    validator = jsonschema.Draft202012Validator(schema_of(kind))
    for item in items:
        validator.validate(item)
    assert items or not options


def test_the_schemas_refuse_what_is_wrong():
    deployment = next(item for item in template(SMALL) if item["kind"] == "Deployment")
    broken = {**deployment, "spec": {**deployment["spec"], "replicaz": 1}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, VERSIONS[0], strict=True)
