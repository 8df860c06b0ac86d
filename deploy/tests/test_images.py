"""Dockerfiles: hadolint, pinned bases, nobody in particular as the user; and the programs beside them."""

import json
import os
import re
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import hcl2
import pytest

DOCKER = Path(__file__).parents[1] / "docker"
FILES = [DOCKER / "Dockerfile", DOCKER / "training.Dockerfile"]
every_file = pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])


def stages(file: Path) -> dict[str, list[str]]:
    """Instructions of each named stage, with those of the stages it starts from; continued lines joined."""
    found, above = {}, {}
    for line in re.sub(r"\\\n\s*", "", file.read_text()).splitlines():
        if start := re.match(r"FROM (?:--\S+ )?(\S+) AS (\S+)", line):
            base, name = start.groups()
            found[name] = list(found.get(base, []))
            above[name] = base
            current = name
        elif line and not line.startswith(("#", "ARG ")) and found:
            found[current].append(line)
    return found


@every_file
def test_hadolint(file):
    done = subprocess.run([os.environ["HADOLINT"], "--failure-threshold", "info", str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@every_file
def test_bases_are_pinned(file):
    bases = re.findall(r"^ARG (\w+_IMAGE)=(\S+)$", file.read_text(), re.M)
    assert len(bases) >= 2
    for name, image in bases:
        # The one that there is no default for.
        assert re.search(r"@sha256:[0-9a-f]{64}$", image) or image.endswith(":give-one-by-digest"), name
    froms = re.findall(r"^FROM (?:--\S+ )?(\S+)", file.read_text(), re.M)
    own = set(re.findall(r" AS (\S+)$", file.read_text(), re.M))
    assert all(image in own or image.startswith("${") for image in froms)


@pytest.mark.parametrize("target", ["gateway", "ingest", "encoder", "llm", "bundles", "cli", "encoder-cuda"])
def test_services(target):
    lines = stages(DOCKER / "Dockerfile")[target]
    assert "USER 10001:10001" in lines
    assert not [line for line in lines if line.startswith("RUN")], "only finished files are copied in"
    assert any("org.opencontainers.image.title=" in line for line in lines)
    assert any("org.opencontainers.image.revision=" in line for line in lines)
    copied = [line for line in lines if line.startswith("COPY") and not line.startswith("COPY --from=node ")]
    assert copied == [f"COPY --from={target}-files /out/ ./"]


def test_bake_names_targets_that_there_are():
    bake = hcl2.loads((DOCKER / "docker-bake.hcl").read_text())
    text = (DOCKER / "docker-bake.hcl").read_text()
    targets = {name.strip('"'): body for entry in bake["target"] for name, body in entry.items()}
    images = re.findall(r'"([\w-]+)"', re.search(r"image = \[(.*?)\]", text)[1])
    built = stages(DOCKER / "Dockerfile")
    assert set(images) == {"gateway", "ingest", "encoder", "llm", "bundles", "cli"} and set(images) <= built.keys()
    assert "encoder-cuda" in built and {"common", "service", "encoder-cuda", "training", "training-rocm"} <= targets.keys()
    assert {"training", "training-rocm"} <= stages(DOCKER / "training.Dockerfile").keys()
    platforms = [platform.strip('"') for platform in targets["common"]["platforms"]]
    assert platforms == ["linux/amd64", "linux/arm64"]
    assert "type=sbom" in [kind.strip('"') for kind in targets["common"]["attest"]]


def refused(*parts: dict) -> list[str]:
    module = (DOCKER / "licences.mjs").as_uri()
    code = f"import {{ refusedLicences }} from '{module}'; console.log(JSON.stringify(refusedLicences({json.dumps(parts)})))"
    done = subprocess.run(["node", "--input-type=module", "-e", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def part(name: str, licence: str | None, group: str | None = None, kind: str = "id") -> dict:
    given = [] if licence is None else [{"expression": licence}] if kind == "expression" else [{"license": {kind: licence}}]
    return {"name": name, "version": "1.0.0", "licenses": given, **({"group": group} if group else {})}


def test_licences():
    assert refused(
        part("a", "MIT"),
        part("b", "(MIT OR GPL-3.0-only)", kind="expression"),
        part("c", "(MIT AND Zlib)", kind="expression"),
        part("sharp-libvips-linux-x64", "LGPL-3.0-or-later", "@img"),
    ) == []
    for wrong in ("GPL-3.0-only", "AGPL-3.0-only", "LGPL-3.0-or-later", "SSPL-1.0", "UNLICENSED", None):
        assert len(refused(part("odd", wrong))) == 1, wrong
    assert len(refused(part("d", "(MIT AND GPL-2.0-only)", kind="expression"))) == 1
    assert refused(part("odd", "Some Licence", kind="name")) == ["odd 1.0.0: Some Licence"]


class Registry(BaseHTTPRequestHandler):
    """Answers as a registry does that wants an anonymous token first."""

    digest = f"sha256:{'b' * 64}"

    def do_HEAD(self):
        place = f"http://127.0.0.1:{self.server.server_port}"
        if self.headers["authorization"] != "Bearer anonymous":
            self.send_response(401)
            self.send_header("www-authenticate", f'Bearer realm="{place}/token",service="here",scope="repository:some/name:pull"')
        elif self.path == "/v2/some/name/manifests/1.0":
            self.send_response(200)
            self.send_header("docker-content-digest", self.digest)
        else:
            self.send_response(404)
        self.end_headers()

    def do_GET(self):
        assert self.path.startswith("/token?service=here&scope=repository")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"token": "anonymous"}')

    def log_message(self, *_):
        pass


@pytest.fixture
def registry():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()


def pin(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(["node", str(DOCKER / "pin.mjs"), *arguments], capture_output=True, text=True)


def test_pins_are_compared_and_renewed(registry, tmp_path):
    file = tmp_path / "Dockerfile"
    old = f"FROM {registry}/some/name:1.0@sha256:{'a' * 64} AS x\nRUN true\n"
    file.write_text(old)
    checked = pin("--check", str(file))
    assert checked.returncode == 1 and Registry.digest in checked.stdout
    assert file.read_text() == old
    assert pin(str(file)).returncode == 0
    assert file.read_text() == old.replace("a" * 64, "b" * 64)
    assert pin("--check", str(file)).returncode == 0


def test_an_unknown_tag_is_an_error(registry, tmp_path):
    file = tmp_path / "Dockerfile"
    file.write_text(f"FROM {registry}/some/other:1.0@sha256:{'a' * 64}\n")
    done = pin(str(file))
    assert done.returncode != 0 and "some/other:1.0: the registry answered 404" in done.stderr
