"""deploy/compose.yaml as Compose understands it."""

import functools
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

DEPLOY = Path(__file__).parents[1]
ROOT = DEPLOY.parent
OURS = ("gateway", "ingest", "encoder", "llm")


def load(**env: str) -> subprocess.CompletedProcess:
    if not os.environ.get("COMPOSE"):
        pytest.skip("compose.yaml was not checked: Compose's loader could not be compiled")
    environment = {"PATH": os.environ["PATH"], **env}
    return subprocess.run([os.environ["COMPOSE"], str(DEPLOY / "compose.yaml")], capture_output=True, text=True, env=environment)


@functools.cache
def secrets() -> dict[str, str]:
    done = subprocess.run([str(DEPLOY / "compose/secrets.sh")], capture_output=True, text=True, check=True)
    return dict(line.split("=", 1) for line in done.stdout.splitlines())


def services(**env: str) -> dict[str, dict]:
    done = load(**secrets(), **env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["services"]


def test_every_secret_is_asked_for():
    for name in secrets():
        done = load(**{key: value for key, value in secrets().items() if key != name})
        assert done.returncode == 1
        assert f"required variable {name} is missing a value: run deploy/compose/secrets.sh > deploy/.env" in done.stderr


def test_all_are_there():
    wanted = {*OURS, "bundles", "volumes", "redis", "s3", "otel", "prometheus", "grafana"}
    assert services().keys() == wanted


def test_containers_are_hardened_and_limited():
    for name, service in services().items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert {"cpus", "memory"} <= service["deploy"]["resources"]["limits"].keys(), name
        assert not service.get("privileged"), name
        if name in OURS:
            assert service["user"] == "10001:10001", name


def test_images_are_ours_or_pinned():
    for name, service in services().items():
        if "build" in service:
            dockerfile = (ROOT / service["build"]["dockerfile"]).read_text()
            assert re.search(rf" AS {service['build']['target']}$", dockerfile, re.M), name
        else:
            assert re.search(r":[\w.-]+@sha256:[0-9a-f]{64}$", service["image"]), name


def test_health_is_known_where_something_waits_for_it():
    all_services = services()
    for name, service in all_services.items():
        for other, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "test" in all_services[other]["healthcheck"], f"{name} waits for {other}"
            else:
                assert all_services[other]["restart"] == "no", f"{name} waits for the end of {other}"
    assert all("healthcheck" in all_services[name] for name in OURS)


def test_variables_are_those_that_the_services_know():
    page = (ROOT / "docs/configuration.md").read_text()
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", page, re.M | re.S))
    fetcher = (ROOT / "packages/bundles/src/config.ts").read_text() + (ROOT / "packages/storage/src/config.ts").read_text()
    known = {name: set(re.findall(r"^\| `([A-Z0-9_]+)`", sections[name], re.M)) for name in OURS}
    known["bundles"] = set(re.findall(r"^  ([A-Z0-9_]+)[:,]", fetcher, re.M))
    for name, variables in known.items():
        assert services()[name]["environment"].keys() <= variables | {"OTEL_EXPORTER_OTLP_ENDPOINT"}, name


def test_what_reaches_out_and_what_is_open():
    all_services = services()
    outside = {name for name, service in all_services.items() if "outer" in service.get("networks", {})}
    # `bundles` runs once, for a registry or a storage elsewhere.
    assert outside == {"gateway", "ingest", "grafana", "bundles"}
    for name, service in all_services.items():
        for port in service.get("ports", []):
            assert name in outside and port["host_ip"] == "127.0.0.1", name


def test_the_demo_bundle_is_the_default():
    digest = subprocess.run(["sha256sum", str(ROOT / "models/demo/bundle.json")], capture_output=True, text=True).stdout[:64]
    assert services()["encoder"]["environment"]["BUNDLE_PATH"] == f"/bundles/{digest}"
    assert services()["bundles"]["environment"]["BUNDLE_DIGEST"] == digest
    own = services(BUNDLE_DIGEST="f" * 64)
    assert {own[name]["environment"]["BUNDLE_PATH"] for name in ("encoder", "llm")} == {f"/bundles/{'f' * 64}"}


def test_files_that_are_mounted():
    compose = DEPLOY / "compose"
    for file in [compose / "otel.yaml", compose / "prometheus.yaml", *compose.glob("grafana/*/*.yaml")]:
        assert yaml.safe_load(file.read_text())
    targets = yaml.safe_load((compose / "prometheus.yaml").read_text())["scrape_configs"][0]["static_configs"]
    environments = {name: services()[name]["environment"] for name in OURS}
    ports = {name: env.get("INTERNAL_PORT", env["HTTP_PORT"]) for name, env in environments.items()}
    assert {target for entry in targets for target in entry["targets"]} == {f"{name}:{port}" for name, port in ports.items()}
