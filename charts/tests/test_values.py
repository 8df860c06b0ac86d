"""Wrong values are refused by a sentence that names them; right ones do what they say."""

import pytest
import readme
from rendered import CHART, EXAMPLES, SMALL, helm, of_kind, refusal, services, template

HOSPITAL = next(values for values in EXAMPLES if "hospital" in values.name)
MI250X = next(values for values in EXAMPLES if "mi250x" in values.name)
NETWORK = next(values for values in EXAMPLES if "network" in values.name)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--set", "gateway.replica=3"], "additional properties 'replica' not allowed"),
        (["--set", "gateway.replicas=0"], "minimum: got 0, want 1"),
        (["--set", "image.tag=latest"], "/image/tag"),
        (["--set", "logLevel=loud"], "/logLevel"),
        (["--set", "storage.url=http://x"], "/storage/url"),
        (["--set-string", "bundle.digest=latest"], "/bundle/digest"),
        (["--set", "bundle.digest="], "bundle.digest is required"),
        (["--set", "bundle.source="], "bundle.source (where the bundle is fetched from) or bundle.claim"),
        (["--set", "bundle.source=file:///elsewhere"], "must lie under storage.url"),
        (["--set", "bundle.source=oci://registry.example.org/models/demo:v1"], "/bundle/source"),
        (["--set", "gateway.env.S3_SECRET_KEY=abc"], "S3_SECRET_KEY is secret"),
        (["--set", "gateway.env.lower=abc"], "additional properties 'lower' not allowed"),
        (["--set", "gateway.resources.limits.cpu=null"], "missing property 'cpu'"),
        (["--set", "dicom.enabled=true"], "dicom.from must name the senders' networks"),
        (["--set", "llm.defaults.accelerator=tpu"], "/llm/defaults/accelerator"),
        (["--set", "llm.defaults.accelerator=nvidia"], "decoder onnx computes on the CPU"),
        (["--set", "llm.defaults.decoder=vllm"], "decoder vllm needs accelerator nvidia or amd"),
        (["--set", "llm.defaults.decoder=vllm,llm.defaults.accelerator=amd"], "vllm.image is required"),
        (["--set", "llm.defaults.vllm.image=vllm/vllm-openai:latest"], "/llm/defaults/vllm/image"),
        (["--set", "encoder.defaults.accelerator=amd"], "/encoder/defaults/accelerator"),
        (["--set", "storage.url=file:///data"], "trial.s3.enabled: storage.url is file:///data"),
        (["--set", "tls.enabled=true"], "tls: name an issuer of cert-manager (tls.issuer.name)"),
        (["--set", "externalSecrets.enabled=true"], "externalSecrets.store.name is required"),
        (["--set", "test.podRange="], "test.podRange is required"),
        (["--set", "test.apiKey.name="], "test.apiKey.name is required"),
        (["--set", "test.podRange=everywhere"], "/test/podRange"),
        (["--set", "training.enabled=true"], "training.claim is required"),
        (["--set", "training.accelerator=cpu"], "/training/accelerator"),
        (["--set", "trial.redis.image=valkey/valkey:latest"], "/trial/redis/image"),
        (["--set", "llm.defaults.minReplicas=5"], "minReplicas 5 is above maxReplicas 1"),
        (["--set", "llm.pools[1].name=cpu,llm.pools[0].name=cpu"], "two pools have this name"),
        (["--set", "autoscaling.kind=hpa,llm.defaults.minReplicas=0"], "an HPA cannot scale to zero"),
        (["--set", "autoscaling.by=cpu"], "/autoscaling/by"),
        (["--kube-version", "1.28.0"], "requires kubeVersion"),
    ],
)
def test_refused(options, message):
    assert message in refusal(*options)


def test_the_key_of_identities_goes_to_those_that_seal_and_open_them():
    def holders(objects):
        return {name for name, spec in services(objects) for env in spec["containers"][0]["env"] if env["name"] == "IDENTITY_SECRET_KEY"}

    assert holders(template(NETWORK)) == {"night-gateway", "night-ingest"}
    assert holders(template(SMALL)) == set()


def test_a_pool_may_sleep():
    scaled = {item["metadata"]["name"]: item["spec"] for item in of_kind(template(HOSPITAL), "ScaledObject")}
    pool = scaled["night-llm-l40s"]
    assert (pool["minReplicaCount"], pool["maxReplicaCount"]) == (0, 4)
    [trigger] = pool["triggers"]
    assert trigger["metadata"]["valueLocation"] == 'wetread_queue_demand{queue="reading"}'
    assert trigger["metadata"]["url"] == "http://night-gateway.reading.svc:8090/metrics"
    # 160 studies a pod, of nine tenths of the work.
    assert float(trigger["metadata"]["targetValue"]) == pytest.approx(160 / 0.9)


@pytest.mark.parametrize(("by", "metric"), [("due", "wetread_queue_demand"), ("work", "wetread_queue_work")])
def test_pools_follow_due_times_or_all_work(by, metric):
    objects = template(HOSPITAL, "--set", f"autoscaling.by={by}")
    locations = {t["metadata"]["valueLocation"] for o in of_kind(objects, "ScaledObject") for t in o["spec"]["triggers"]}
    assert locations == {metric + '{queue="reading"}'}
    objects = template(NETWORK, "--set", f"autoscaling.by={by}")
    metrics = [m["external"]["metric"] for o in of_kind(objects, "HorizontalPodAutoscaler") for m in o["spec"]["metrics"]]
    assert {m["name"] for m in metrics} == {metric}


def test_scaled_pools_leave_their_size_to_the_scaler():
    for values in (HOSPITAL, NETWORK):
        for item in of_kind(template(values), "Deployment"):
            pooled = "wetread/pool" in item["spec"]["selector"]["matchLabels"]
            assert ("replicas" in item["spec"]) is not pooled
    assert len(of_kind(template(NETWORK), "HorizontalPodAutoscaler")) == 5


@pytest.mark.parametrize(
    ("values", "pool", "resource"),
    [
        (HOSPITAL, "l40s", "nvidia.com/gpu"),
        (MI250X, "mi250x", "amd.com/gpu"),
        (NETWORK, "mig", "nvidia.com/mig-3g.40gb"),
    ],
    ids=["nvidia", "amd", "mig"],
)
def test_devices_are_the_sidecars(values, pool, resource):
    deployment = next(d for d in of_kind(template(values), "Deployment") if d["metadata"]["name"] == f"night-llm-{pool}")
    pod = deployment["spec"]["template"]["spec"]
    vllm = next(c for c in pod["initContainers"] if c["name"] == "vllm")
    assert vllm["restartPolicy"] == "Always"
    assert vllm["resources"]["limits"][resource] == "1"
    assert [c["name"] for c in pod["containers"]] == ["llm"]
    assert {"name": "DECODER", "value": "vllm"} in pod["containers"][0]["env"]


def test_a_claim_takes_the_place_of_fetching():
    objects = template(SMALL, "--set", "bundle.claim=models,bundle.source=")
    for item in of_kind(objects, "Deployment"):
        assert not item["spec"]["template"]["spec"].get("initContainers")


def test_a_bundle_may_come_from_a_registry():
    source = f"oci://registry.example.org/models/demo@sha256:{'a' * 64}"
    objects = template(SMALL, "--set", f"bundle.source={source},bundle.registrySecret=pull,networkPolicy.registry.port=5000")
    for name in ("night-encoder-cpu", "night-llm-cpu"):
        pod = next(d for d in of_kind(objects, "Deployment") if d["metadata"]["name"] == name)["spec"]["template"]["spec"]
        fetch = pod["initContainers"][0]
        env = {variable["name"]: variable.get("value") for variable in fetch["env"]}
        assert env["BUNDLE_STORAGE_URL"] == source
        assert env["BUNDLE_REGISTRY_CONFIG"] == "/registry/config.json"
        assert "S3_ACCESS_KEY" not in env
        assert {"name": "registry", "mountPath": "/registry", "readOnly": True} in fetch["volumeMounts"]
        assert not any(mount["name"] == "registry" for mount in pod["containers"][0]["volumeMounts"])
        [volume] = [v for v in pod["volumes"] if v["name"] == "registry"]
        assert volume["secret"]["secretName"] == "pull"
    policies = {p["metadata"]["name"]: p["spec"] for p in of_kind(objects, "NetworkPolicy")}
    for name in ("night-encoder", "night-llm"):
        assert any(rule["ports"] == [{"port": 5000, "protocol": "TCP"}] for rule in policies[name]["egress"]), name


def environment(objects: list[dict], deployment: str) -> dict[str, dict]:
    pod = next(d for d in of_kind(objects, "Deployment") if d["metadata"]["name"] == deployment)["spec"]["template"]["spec"]
    return {variable["name"]: variable for variable in pod["containers"][0]["env"]}


def test_files_on_a_claim_take_the_place_of_s3():
    options = "trial.s3.enabled=false,storage.url=file:///var/lib/wetread,bundle.source=file:///var/lib/wetread/bundles"
    objects = template(SMALL, "--set", options)
    [claim] = of_kind(objects, "PersistentVolumeClaim")
    assert claim["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep"
    assert "S3_ENDPOINT" not in environment(objects, "night-gateway")


def test_a_trial_brings_redis_and_s3():
    objects = template(SMALL)
    assert {item["metadata"]["name"] for item in of_kind(objects, "StatefulSet")} == {"night-redis", "night-s3"}
    for service in ("gateway", "ingest", "llm-cpu"):
        env = environment(objects, f"night-{service}")
        assert env["REDIS_URL"]["value"] == "redis://:$(REDIS_PASSWORD)@night-redis:6379"
        # Kubernetes puts in what stands before.
        assert list(env).index("REDIS_PASSWORD") < list(env).index("REDIS_URL")
        assert env["S3_ENDPOINT"]["value"] == "http://night-s3:9000"
    s3 = next(item for item in of_kind(objects, "StatefulSet") if item["metadata"]["name"] == "night-s3")
    assert "/data/wetread " in s3["spec"]["template"]["spec"]["containers"][0]["command"][2]
    assert not of_kind(template(NETWORK), "StatefulSet")


def test_services_show_each_other_certificates():
    objects = template(HOSPITAL)
    certificates = {item["metadata"]["name"]: item["spec"] for item in of_kind(objects, "Certificate")}
    assert certificates.keys() == {"night-gateway", "night-ingest", "night-llm", "night-encoder"}
    assert "night-encoder" in certificates["night-encoder"]["dnsNames"]
    ours = {"night-gateway": "gateway", "night-ingest": "ingest", "night-llm-l40s": "llm", "night-encoder-cpu": "encoder"}
    for deployment, service in ours.items():
        assert environment(objects, deployment)["GRPC_TLS_CA"]["value"] == "/tls/ca.crt"
        pod = next(d for d in of_kind(objects, "Deployment") if d["metadata"]["name"] == deployment)["spec"]["template"]["spec"]
        [volume] = [v for v in pod["volumes"] if v["name"] == "tls"]
        assert volume["secret"]["secretName"] == certificates[f"night-{service}"]["secretName"]
        assert {"name": "tls", "mountPath": "/tls", "readOnly": True} in pod["containers"][0]["volumeMounts"]
    assert environment(objects, "night-gateway")["INGEST_URL"]["value"] == "https://night-ingest:8081"
    assert environment(template(SMALL), "night-gateway")["INGEST_URL"]["value"] == "http://night-ingest:8081"
    own = template(HOSPITAL, "--set", ",".join(f"tls.secrets.{service}=mine" for service in ours.values()))
    assert not of_kind(own, "Certificate")
    assert not any("GRPC_TLS_CA" in environment(template(SMALL), name) for name in ("night-gateway", "night-ingest", "night-llm-cpu"))


def test_more_authorities_are_trusted_where_they_are_named():
    objects = template(SMALL, "--set", "extraCa.configMap=authorities,extraCa.key=bundle.pem")
    for name, pod in services(objects):
        for container in pod.get("initContainers", []) + pod["containers"]:
            assert {"name": "NODE_EXTRA_CA_CERTS", "value": "/extra-ca/ca.crt"} in container["env"], name
            assert {"name": "extra-ca", "mountPath": "/extra-ca", "readOnly": True} in container["volumeMounts"], name
        [volume] = [v for v in pod["volumes"] if v["name"] == "extra-ca"]
        assert volume["configMap"] == {"name": "authorities", "items": [{"key": "bundle.pem", "path": "ca.crt"}]}
    assert not any(v["name"] == "extra-ca" for _, pod in services(template(SMALL)) for v in pod["volumes"])


def test_every_secret_comes_from_the_store():
    objects = template(HOSPITAL)
    made = {item["metadata"]["name"]: item["spec"] for item in of_kind(objects, "ExternalSecret")}
    wanted = {}
    for item in of_kind(objects, "Deployment"):
        for container in item["spec"]["template"]["spec"]["containers"]:
            for variable in container["env"]:
                if reference := variable.get("valueFrom", {}).get("secretKeyRef"):
                    wanted.setdefault(reference["name"], set()).add(reference["key"])
    assert {name: {entry["secretKey"] for entry in spec["data"]} for name, spec in made.items()} == wanted
    assert made["wetread-redis"]["data"][0]["remoteRef"] == {"key": "wetread/wetread-redis", "property": "url"}


def test_helm_test_waits_for_a_webhook():
    [pod] = of_kind(template(SMALL), "Pod")
    assert pod["metadata"]["annotations"]["helm.sh/hook"] == "test"
    [container] = pod["spec"]["containers"]
    assert container["command"][:3] == ["node", "bin/wetread.mjs", "check"]
    assert "http://$(POD_IP):8088/" in container["command"]
    assert environment(template(SMALL), "night-gateway")["WEBHOOK_ALLOWED_RANGES"]["value"] == "10.42.0.0/16"
    both = template(SMALL, "--set", "gateway.env.WEBHOOK_ALLOWED_RANGES=10.9.0.0/16")
    assert environment(both, "night-gateway")["WEBHOOK_ALLOWED_RANGES"]["value"] == "10.9.0.0/16,10.42.0.0/16"
    assert not of_kind(template(NETWORK), "Pod")


def test_training_on_one_node():
    [job] = of_kind(template(MI250X), "Job")
    [container] = job["spec"]["template"]["spec"]["containers"]
    assert container["command"] == "torchrun --standalone --nproc-per-node 8 -m wetread.train.align configs/paper/stage1.yaml".split()
    assert container["resources"]["limits"]["amd.com/gpu"] == "8"
    assert container["image"].endswith("/training:0.1.0-rocm")
    [nvidia] = of_kind(template(SMALL, "--set", "training.enabled=true,training.claim=work"), "Job")
    assert nvidia["spec"]["template"]["spec"]["containers"][0]["resources"]["requests"]["nvidia.com/gpu"] == "4"
    assert nvidia["metadata"]["name"] != job["metadata"]["name"]


def test_an_encoder_on_cuda():
    objects = template(NETWORK)
    deployment = next(d for d in of_kind(objects, "Deployment") if d["metadata"]["name"] == "night-encoder-mig")
    [container] = deployment["spec"]["template"]["spec"]["containers"]
    assert container["image"].endswith("/encoder:0.1.0-cuda")
    assert container["resources"]["limits"]["nvidia.com/mig-1g.10gb"] == "1"
    env = environment(objects, "night-encoder-mig")
    assert (env["EXECUTION_PROVIDER"]["value"], env["SESSION_WORKERS"]["value"]) == ("cuda", "1")
    assert "EXECUTION_PROVIDER" not in environment(objects, "night-encoder-cpu")


def test_every_value_is_commented():
    assert readme.uncommented(CHART / "values.yaml") == []


def test_the_readme_is_made_from_the_values():
    page = CHART / "README.md"
    assert page.read_text() == readme.page(page, CHART / "values.yaml"), "run: python3 charts/tests/readme.py"


def test_packages():
    assert helm("show", "values", str(CHART)).returncode == 0
