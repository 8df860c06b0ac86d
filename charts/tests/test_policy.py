"""What holds for every pod and every arrow, whatever the values say."""

import re
from pathlib import Path

import pytest
from rendered import CHART, EXAMPLES, SMALL, containers, of_kind, pods, services, template, templates

ROOT = CHART.parents[1]
ids = [values.stem for values in EXAMPLES]
every_example = pytest.mark.parametrize("values", EXAMPLES, ids=ids)
# Restricted pod security, https://kubernetes.io/docs/concepts/security/pod-security-standards/
VOLUMES = {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"}


@every_example
def test_pods_are_restricted(values):
    for name, pod in pods(template(values)):
        security = pod["securityContext"]
        assert security["runAsNonRoot"] is True and security["runAsUser"] > 0, name
        assert security["seccompProfile"]["type"] == "RuntimeDefault", name
        assert not {"hostNetwork", "hostPID", "hostIPC"} & pod.keys(), name
        for volume in pod["volumes"]:
            assert set(volume) - {"name"} <= VOLUMES, f"{name}: {volume}"
    for name, container in containers(template(values)):
        security = container["securityContext"]
        assert security["allowPrivilegeEscalation"] is False, name
        assert security["readOnlyRootFilesystem"] is True, name
        assert security["capabilities"] == {"drop": ["ALL"]}, name
        assert not any("hostPort" in port for port in container.get("ports", [])), name


@every_example
def test_no_pod_holds_a_token(values):
    assert all(account["automountServiceAccountToken"] is False for account in of_kind(template(values), "ServiceAccount"))
    assert all(pod["automountServiceAccountToken"] is False for _, pod in pods(template(values)))


@every_example
def test_limits_are_set_and_images_pinned(values):
    for name, container in containers(template(values)):
        for kind in ("requests", "limits"):
            assert {"cpu", "memory"} <= container["resources"][kind].keys(), name
        assert re.search(r"(:[\w][\w.-]*|@sha256:[0-9a-f]{64})$", container["image"]), name
        assert not container["image"].endswith(":latest"), name


@every_example
def test_secrets_come_by_reference(values):
    assert not of_kind(template(values), "Secret")
    for name, container in containers(template(values)):
        for variable in container["env"]:
            if variable.get("value", "").startswith("redis://:$(REDIS_PASSWORD)@"):
                continue
            if re.search("SECRET|ACCESS_KEY|ADMIN_KEY|REDIS_URL|PASSWORD|AUTH|WETREAD_KEY", variable["name"]):
                assert "secretKeyRef" in variable["valueFrom"], f"{name}: {variable}"


@every_example
def test_variables_are_those_that_the_services_know(values):
    known = set(re.findall(r"^\| `([A-Z0-9_]+)`", (ROOT / "docs/configuration.md").read_text(), re.M))
    known |= set(re.findall(r"^  ([A-Z_]+): ", (ROOT / "packages/bundles/src/config.ts").read_text(), re.M))
    known |= {"MALLOC_ARENA_MAX", "NODE_EXTRA_CA_CERTS", "OTEL_EXPORTER_OTLP_ENDPOINT", "REDIS_PASSWORD"}
    for name, container in containers(template(values)):
        if container["name"] in ("gateway", "ingest", "encoder", "llm", "fetch-bundle"):
            names = [variable["name"] for variable in container["env"]]
            assert set(names) <= known, name
            assert len(names) == len(set(names)), name


@every_example
def test_a_running_study_may_end(values):
    for name, pod in services(template(values)):
        service = pod["containers"][0]
        assert {"startupProbe", "livenessProbe", "readinessProbe"} <= service.keys(), name
        drain = {v["name"]: v.get("value") for v in service["env"]}["DRAIN_TIMEOUT_MS"]
        pause = service["lifecycle"]["preStop"]["sleep"]["seconds"]
        assert pod["terminationGracePeriodSeconds"] >= pause + int(drain) / 1000 + 15, name


@every_example
def test_health_and_metrics_are_where_no_client_calls(values):
    objects = template(values)
    for name, pod in services(objects):
        service = pod["containers"][0]
        ports = {port["name"]: port["containerPort"] for port in service["ports"]}
        probes = [service[probe]["httpGet"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")]
        assert {probe["port"] for probe in probes} == {"internal"}, name
        env = {variable["name"]: variable.get("value") for variable in service["env"]}
        assert str(ports["internal"]) == env["INTERNAL_PORT" if "http" in ports else "HTTP_PORT"], name
    for monitor in of_kind(objects, "ServiceMonitor"):
        assert {endpoint["port"] for endpoint in monitor["spec"]["endpoints"]} == {"internal"}
    for ingress in of_kind(objects, "Ingress"):
        paths = [path for rule in ingress["spec"]["rules"] for path in rule["http"]["paths"]]
        assert {path["backend"]["service"]["port"]["name"] for path in paths} == {"http"}
    for policy in of_kind(objects, "NetworkPolicy"):
        if component(policy["spec"]["podSelector"]) != "gateway":
            continue
        [public] = [rule for rule in policy["spec"]["ingress"] if {"port": 8090, "protocol": "TCP"} in rule["ports"]]
        assert all("namespaceSelector" in peer and peer["namespaceSelector"] for peer in public["from"])


def component(selector: dict) -> str:
    return selector["matchLabels"].get("app.kubernetes.io/component", "")


def arrows(objects: list[dict], way: str, side: str) -> set[tuple]:
    """(from, to, port) between our own pods, as the policies of one side have it."""
    found = set()
    for policy in of_kind(objects, "NetworkPolicy"):
        for rule in policy["spec"].get(way, []):
            for peer in rule.get(side, []):
                if "podSelector" in peer:
                    own, other = component(policy["spec"]["podSelector"]), component(peer["podSelector"])
                    ends = (other, own) if way == "ingress" else (own, other)
                    found |= {(*ends, port["port"]) for port in rule["ports"]}
    return found


@every_example
def test_only_the_arrows_of_the_design(values):
    design = {("gateway", "ingest", 8081), ("gateway", "llm", 50052), ("llm", "encoder", 50051)}
    there = {item["metadata"]["labels"]["app.kubernetes.io/component"] for _, item in templates(template(values))}
    if "redis" in there:
        design |= {(name, "redis", 6379) for name in ("gateway", "ingest", "llm")}
    if "s3" in there:
        design |= {(name, "s3", 9000) for name in ("gateway", "ingest", "llm", "encoder")}
    if "test" in there:
        design |= {("test", "gateway", 8080), ("gateway", "test", 8088)}
    assert arrows(template(values), "ingress", "from") == design
    assert arrows(template(values), "egress", "to") == design


@every_example
def test_all_else_is_denied_and_the_internet_is_for_two(values):
    policies = {policy["metadata"]["name"]: policy["spec"] for policy in of_kind(template(values), "NetworkPolicy")}
    deny = policies["night-default-deny"]
    assert deny["policyTypes"] == ["Ingress", "Egress"] and "ingress" not in deny
    assert {port["port"] for rule in deny["egress"] for port in rule["ports"]} == {53}
    internet = policies["night-internet"]
    [expression] = internet["podSelector"]["matchExpressions"]
    assert expression["values"] == ["gateway", "ingest"]
    assert "10.0.0.0/8" in internet["egress"][0]["to"][0]["ipBlock"]["except"]


@every_example
def test_what_is_selected_is_there(values):
    """Services, budgets and scalers name pods and deployments that the release has."""
    objects = template(values)
    labels = [item["metadata"]["labels"] for _, item in templates(objects)]
    names = {item["metadata"]["name"] for item in of_kind(objects, "Deployment")}
    selectors = [item["spec"]["selector"] for item in of_kind(objects, "Service")]
    selectors += [item["spec"]["selector"]["matchLabels"] for item in of_kind(objects, "PodDisruptionBudget")]
    for selector in selectors:
        assert any(selector.items() <= pod.items() for pod in labels), selector
    for kind in ("ScaledObject", "HorizontalPodAutoscaler"):
        for item in of_kind(objects, kind):
            assert item["spec"]["scaleTargetRef"]["name"] in names


def test_the_vllm_script_is_that_of_deploy():
    assert (CHART / "files/serve.sh").read_text() == (ROOT / "deploy/vllm/serve.sh").read_text()


def test_the_metrics_are_ones_that_the_gateway_has():
    source = "".join(file.read_text() for file in (ROOT / "services/gateway/src").rglob("*.ts"))
    for metric in ("queue_work", "queue_demand"):
        assert f"name: '{metric}'" in source
    assert "queue: 'reading'" in (ROOT / "packages/contracts/src/jobs.ts").read_text()
