"""Wrong values are refused by a sentence that names them; right ones do what they say."""

import pytest
import readme
from rendered import CHART, EXAMPLES, SMALL, helm, of_kind, refusal, template

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
        (["--set", "gateway.env.S3_SECRET_KEY=abc"], "S3_SECRET_KEY is secret"),
        (["--set", "gateway.env.lower=abc"], "additional properties 'lower' not allowed"),
        (["--set", "gateway.resources.limits.cpu=null"], "missing property 'cpu'"),
        (["--set", "dicom.enabled=true"], "dicom.from must name the senders' networks"),
        (["--set", "llm.defaults.accelerator=tpu"], "/llm/defaults/accelerator"),
        (["--set", "llm.defaults.accelerator=nvidia"], "decoder onnx computes on the CPU"),
        (["--set", "llm.defaults.decoder=vllm"], "decoder vllm needs accelerator nvidia or amd"),
        (["--set", "llm.defaults.decoder=vllm,llm.defaults.accelerator=amd"], "vllm.image is required"),
        (["--set", "llm.defaults.vllm.image=vllm/vllm-openai:latest"], "/llm/defaults/vllm/image"),
        (["--set", "encoder.defaults.accelerator=nvidia"], "/encoder/defaults/accelerator"),
        (["--set", "llm.defaults.minReplicas=5"], "minReplicas 5 is above maxReplicas 1"),
        (["--set", "llm.pools[1].name=cpu,llm.pools[0].name=cpu"], "two pools have this name"),
        (["--set", "autoscaling.kind=hpa,llm.defaults.minReplicas=0"], "an HPA cannot scale to zero"),
        (["--set", "autoscaling.by=cpu"], "/autoscaling/by"),
        (["--kube-version", "1.28.0"], "requires kubeVersion"),
    ],
)
def test_refused(options, message):
    assert message in refusal(*options)


def test_a_pool_may_sleep():
    scaled = {item["metadata"]["name"]: item["spec"] for item in of_kind(template(HOSPITAL), "ScaledObject")}
    pool = scaled["night-llm-l40s"]
    assert (pool["minReplicaCount"], pool["maxReplicaCount"]) == (0, 4)
    [trigger] = pool["triggers"]
    assert trigger["metadata"]["valueLocation"] == 'wetread_queue_demand{queue="reading"}'
    assert trigger["metadata"]["url"] == "http://night-gateway.reading.svc:8080/metrics"
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
    assert len(of_kind(template(NETWORK), "HorizontalPodAutoscaler")) == 4


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


def test_every_value_is_commented():
    assert readme.uncommented(CHART / "values.yaml") == []


def test_the_readme_is_made_from_the_values():
    page = CHART / "README.md"
    assert page.read_text() == readme.page(page, CHART / "values.yaml"), "run: python3 charts/tests/readme.py"


def test_packages():
    assert helm("show", "values", str(CHART)).returncode == 0
