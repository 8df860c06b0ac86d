{{- /* What a schema cannot say: values that contradict each other. Included by the service account, which always is. */ -}}
{{- define "wetread.checks" -}}
{{- if and .Values.dicom.enabled (not .Values.dicom.from) -}}
{{- fail "dicom.from must name the senders' networks, such as [10.20.0.0/16]: DICOM knows no API key" -}}
{{- end -}}
{{- if and (not .Values.bundle.source) (not .Values.bundle.claim) -}}
{{- fail "bundle.source (where the bundle is fetched from) or bundle.claim (a volume that holds it) is required" -}}
{{- end -}}
{{- if and (hasPrefix "file://" .Values.bundle.source) (not (hasPrefix (printf "%s/" (trimSuffix "/" .Values.storage.url)) .Values.bundle.source)) -}}
{{- fail (printf "bundle.source %s must lie under storage.url, for only that volume is mounted; or name a bundle.claim" .Values.bundle.source) -}}
{{- end -}}
{{- if and .Values.trial.s3.enabled (not (hasPrefix "s3://" .Values.storage.url)) -}}
{{- fail (printf "trial.s3.enabled: storage.url is %s and would leave it idle; name s3://bucket/prefix" .Values.storage.url) -}}
{{- end -}}
{{- if and .Values.externalSecrets.enabled (not .Values.externalSecrets.store.name) -}}
{{- fail "externalSecrets.store.name is required: the SecretStore or ClusterSecretStore that holds the secrets" -}}
{{- end -}}
{{- if .Values.test.enabled -}}
  {{- if not .Values.test.apiKey.name -}}
  {{- fail "test.apiKey.name is required: a Secret with an API key, for example the one of gateway.firstAdminKey" -}}
  {{- end -}}
  {{- if not .Values.test.podRange -}}
  {{- fail "test.podRange is required: the network of the cluster's pods, such as 10.42.0.0/16, into which the gateway may then send webhooks" -}}
  {{- end -}}
{{- end -}}
{{- if .Values.tls.enabled -}}
  {{- range $service := tuple "gateway" "ingest" "llm" "encoder" -}}
    {{- if and (not $.Values.tls.issuer.name) (not (index $.Values.tls.secrets $service)) -}}
    {{- fail (printf "tls: name an issuer of cert-manager (tls.issuer.name), or bring the certificate of the %s (tls.secrets.%s)" $service $service) -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- $root := . -}}
{{- range $service := tuple "encoder" "llm" -}}
  {{- $names := dict -}}
  {{- $settings := index $root.Values $service -}}
  {{- range $settings.pools -}}
    {{- $pool := include "wetread.pool" (list $settings.defaults .) | fromJson -}}
    {{- $where := printf "%s.pools, pool %s" $service $pool.name -}}
    {{- if hasKey $names $pool.name -}}{{- fail (printf "%s: two pools have this name" $where) -}}{{- end -}}
    {{- $_ := set $names $pool.name true -}}
    {{- if gt (int $pool.minReplicas) (int $pool.maxReplicas) -}}
    {{- fail (printf "%s: minReplicas %v is above maxReplicas %v" $where $pool.minReplicas $pool.maxReplicas) -}}
    {{- end -}}
    {{- if and (eq $root.Values.autoscaling.kind "hpa") (lt (int $pool.minReplicas) 1) -}}
    {{- fail (printf "%s: an HPA cannot scale to zero; set minReplicas to 1, or autoscaling.kind to keda" $where) -}}
    {{- end -}}
    {{- if eq $service "llm" -}}{{- include "wetread.checkLlmPool" (list $where $pool) -}}{{- end -}}
  {{- end -}}
{{- end -}}
{{- end -}}

{{- define "wetread.checkLlmPool" -}}
{{- $where := index . 0 -}}
{{- $pool := index . 1 -}}
{{- if and (eq $pool.decoder "vllm") (eq $pool.accelerator "cpu") -}}
{{- fail (printf "%s: decoder vllm needs accelerator nvidia or amd" $where) -}}
{{- end -}}
{{- if and (eq $pool.decoder "onnx") (ne $pool.accelerator "cpu") -}}
{{- fail (printf "%s: decoder onnx computes on the CPU and would leave the %s devices idle; set decoder to vllm" $where $pool.accelerator) -}}
{{- end -}}
{{- if and (eq $pool.decoder "vllm") (not $pool.vllm.image) -}}
{{- fail (printf "%s: vllm.image is required; deploy/vllm/README.md says which" $where) -}}
{{- end -}}
{{- end -}}
