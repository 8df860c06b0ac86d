#!/usr/bin/env bash
# Prints keys and passwords for deploy/.env, new ones each time: deploy/compose/secrets.sh > deploy/.env
set -euo pipefail
umask 077
random() { openssl rand -hex "$1"; }
cat <<LINES
WETREAD_ADMIN_KEY=wr_$(random 24)
WEBHOOK_SECRET_KEY=$(openssl rand -base64 32)
IDENTITY_SECRET_KEY=$(openssl rand -base64 32)
S3_ACCESS_KEY=$(random 10)
S3_SECRET_KEY=$(random 24)
REDIS_PASSWORD=$(random 24)
GRAFANA_PASSWORD=$(random 12)
LINES
