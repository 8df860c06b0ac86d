# syntax=docker/dockerfile:1
# training/ for a node with several cards: torchrun … -m wetread.train.align CONFIG. Data, weights and results lie in volumes.
# NVIDIA or CPU: docker build -f deploy/docker/training.Dockerfile .
# AMD:           docker build -f deploy/docker/training.Dockerfile --target training-rocm --build-arg BASE_IMAGE=rocm/pytorch@sha256:… .
ARG PYTHON_IMAGE=docker.io/library/python:3.13-slim-trixie@sha256:9d2e5553305c7c7b0097999bb17187c69b921ccd6bc9d40e4bb5ebe652c00285
# PyTorch for ROCm comes with its image; there is no default, for it must hold code for your cards.
ARG BASE_IMAGE=docker.io/rocm/pytorch:give-one-by-digest

FROM ${BASE_IMAGE} AS training-rocm
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="wetread training (ROCm)" \
      org.opencontainers.image.vendor="Wetread" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /training
COPY training/requirements.txt ./
# The base's own PyTorch stays.
RUN sed -i '/^torch==/d' requirements.txt && python3 -m pip install --no-cache-dir -r requirements.txt
COPY training/ ./
ENV HOME=/tmp MPLBACKEND=Agg PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
ENTRYPOINT ["torchrun", "--standalone"]

FROM ${PYTHON_IMAGE} AS packages
WORKDIR /training
COPY training/requirements.txt ./
RUN python3 -m venv /venv && /venv/bin/python -m pip install --no-cache-dir -r requirements.txt

FROM ${PYTHON_IMAGE} AS training
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="wetread training" \
      org.opencontainers.image.vendor="Wetread" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=packages /venv /venv
WORKDIR /training
COPY training/ ./
ENV PATH=/venv/bin:$PATH HOME=/tmp MPLBACKEND=Agg PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
ENTRYPOINT ["torchrun", "--standalone"]
