# docker buildx bake -f deploy/docker/docker-bake.hcl [TARGET]      builds for both processors, with bill of materials and provenance
# REGISTRY=registry.example.org/wetread VERSION=0.1.0 … --push     names and sends them
variable "REGISTRY" { default = "registry.example.org/wetread" }
variable "VERSION" { default = "0.1.0" }
variable "REVISION" { default = "unknown" }

group "default" {
  targets = ["service"]
}

target "common" {
  context    = "."
  dockerfile = "deploy/docker/Dockerfile"
  platforms  = ["linux/amd64", "linux/arm64"]
  args       = { VERSION = VERSION, REVISION = REVISION }
  attest     = ["type=sbom", "type=provenance,mode=max"]
}

target "service" {
  inherits = ["common"]
  name     = image
  matrix   = { image = ["gateway", "ingest", "encoder", "llm", "bundles", "cli"] }
  target   = image
  tags     = ["${REGISTRY}/${image}:${VERSION}"]
}

target "encoder-cuda" {
  inherits  = ["common"]
  target    = "encoder-cuda"
  platforms = ["linux/amd64"]
  tags      = ["${REGISTRY}/encoder:${VERSION}-cuda"]
}

target "training" {
  inherits   = ["common"]
  dockerfile = "deploy/docker/training.Dockerfile"
  platforms  = ["linux/amd64"]
  tags       = ["${REGISTRY}/training:${VERSION}"]
}

# BASE_IMAGE: PyTorch for ROCm, by digest.
target "training-rocm" {
  inherits = ["training"]
  target   = "training-rocm"
  tags     = ["${REGISTRY}/training:${VERSION}-rocm"]
}
