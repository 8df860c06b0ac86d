{{- define "wetread.name" -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "wetread.selector" -}}
app.kubernetes.io/name: wetread
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "wetread.labels" -}}
{{ include "wetread.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- /* list ROOT SERVICE */ -}}
{{- define "wetread.image" -}}
{{- $root := index . 0 -}}
{{ $root.Values.image.repository }}/{{ index . 1 }}:{{ $root.Values.image.tag | default $root.Chart.AppVersion }}
{{- end -}}

{{- define "wetread.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "wetread.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{- /* Beside what ends in time: callers are let go, and what uses storage and queues is closed. */ -}}
{{- define "wetread.graceSeconds" -}}
{{ add .Values.drain.preStopSeconds .Values.drain.timeoutSeconds 30 }}
{{- end -}}

{{- /* list ROOT COMPONENT: two nodes before one, two zones before one */ -}}
{{- define "wetread.spread" -}}
{{- range tuple "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
- maxSkew: 1
  topologyKey: {{ . }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "wetread.selector" (index $ 0) | nindent 6 }}
      app.kubernetes.io/component: {{ index $ 1 }}
{{- end }}
{{- end -}}

{{- /* Starting may take ten minutes (a model is loaded); stuck is an event loop that has not turned for a minute. */ -}}
{{- define "wetread.probes" -}}
startupProbe:
  httpGet: { path: /healthz, port: internal }
  periodSeconds: 5
  failureThreshold: 120
livenessProbe:
  httpGet: { path: /healthz, port: internal }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: { path: /readyz, port: internal }
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 2
{{- end -}}

{{- define "wetread.s3Endpoint" -}}
{{- if .Values.trial.s3.enabled -}}
http://{{ include "wetread.name" . }}-s3:9000
{{- else -}}
{{ .Values.storage.s3.endpoint }}
{{- end -}}
{{- end -}}

{{- define "wetread.s3Env" -}}
{{- with .Values.storage.s3 -}}
- { name: S3_ENDPOINT, value: {{ include "wetread.s3Endpoint" $ | quote }} }
- { name: S3_REGION, value: {{ .region | quote }} }
- { name: S3_PATH_STYLE, value: {{ .pathStyle | quote }} }
- name: S3_ACCESS_KEY
  valueFrom: { secretKeyRef: { name: {{ .secret.name }}, key: {{ .secret.accessKey }} } }
- name: S3_SECRET_KEY
  valueFrom: { secretKeyRef: { name: {{ .secret.name }}, key: {{ .secret.secretKey }} } }
{{- end }}
{{- end -}}

{{- define "wetread.commonEnv" -}}
- { name: MALLOC_ARENA_MAX, value: "2" }
- { name: LOG_LEVEL, value: {{ .Values.logLevel | quote }} }
- { name: STORAGE_URL, value: {{ .Values.storage.url | quote }} }
{{- if hasPrefix "s3://" .Values.storage.url }}
{{ include "wetread.s3Env" . }}
{{- end }}
{{- with .Values.otlpEndpoint }}
- { name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }} }
{{- end }}
{{- include "wetread.extraCaEnv" . }}
{{- end -}}

{{- /* Trusted beside the public authorities, by all that Node opens; what services say to each other has its own */ -}}
{{- define "wetread.extraCaEnv" -}}
{{- if .Values.extraCa.configMap }}
- { name: NODE_EXTRA_CA_CERTS, value: /extra-ca/ca.crt }
{{- end }}
{{- end -}}

{{- define "wetread.extraCaMount" -}}
{{- if .Values.extraCa.configMap }}
- { name: extra-ca, mountPath: /extra-ca, readOnly: true }
{{- end }}
{{- end -}}

{{- define "wetread.extraCaVolume" -}}
{{- with .Values.extraCa }}
{{- if .configMap }}
- name: extra-ca
  configMap: { name: {{ .configMap }}, items: [{ key: {{ .key }}, path: ca.crt }] }
{{- end }}
{{- end }}
{{- end -}}

{{- define "wetread.redisEnv" -}}
{{- if .Values.trial.redis.enabled -}}
- name: REDIS_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ .Values.redis.secret.name }}, key: {{ .Values.trial.redis.passwordKey }} } }
- { name: REDIS_URL, value: "redis://:$(REDIS_PASSWORD)@{{ include "wetread.name" . }}-redis:6379" }
{{- else -}}
- name: REDIS_URL
  valueFrom: { secretKeyRef: { name: {{ .Values.redis.secret.name }}, key: {{ .Values.redis.secret.key }} } }
{{- end -}}
{{- end -}}

{{- /* The gateway's metric that pools follow */ -}}
{{- define "wetread.sizedBy" -}}
{{ ternary "wetread_queue_demand" "wetread_queue_work" (eq .Values.autoscaling.by "due") }}
{{- end -}}

{{- define "wetread.identityEnv" -}}
{{- with .Values.identityKey }}
{{- if .name }}
- name: IDENTITY_SECRET_KEY
  valueFrom: { secretKeyRef: { name: {{ .name }}, key: {{ .key }} } }
{{- end }}
{{- end }}
{{- end -}}

{{- define "wetread.drainEnv" -}}
- { name: DRAIN_TIMEOUT_MS, value: {{ mul .Values.drain.timeoutSeconds 1000 | quote }} }
{{- end -}}

{{- define "wetread.moreEnv" -}}
{{- range $name, $value := . }}
{{- if regexMatch "SECRET|PASSWORD|API_KEY|ACCESS_KEY|ADMIN_KEY$|REDIS_URL" $name }}
{{- fail (printf "env: %s is secret and would be readable in the release; it comes from a Secret that the values name" $name) }}
{{- end }}
- { name: {{ $name }}, value: {{ $value | quote }} }
{{- end }}
{{- end -}}

{{- define "wetread.dataMount" -}}
{{- if hasPrefix "file://" .Values.storage.url }}
- { name: data, mountPath: {{ trimPrefix "file://" .Values.storage.url }} }
{{- end }}
{{- end -}}

{{- define "wetread.dataVolume" -}}
{{- if hasPrefix "file://" .Values.storage.url }}
- name: data
  persistentVolumeClaim: { claimName: {{ .Values.storage.volume.existingClaim | default (printf "%s-data" (include "wetread.name" .)) }} }
{{- end }}
{{- end -}}

{{- define "wetread.bundlePath" -}}
/bundles/{{ required "bundle.digest is required: the SHA-256 of the bundle's bundle.json, as `sha256sum bundle.json` prints it" .Values.bundle.digest }}
{{- end -}}

{{- define "wetread.bundleVolume" -}}
- name: bundles
{{- if .Values.bundle.claim }}
  persistentVolumeClaim: { claimName: {{ .Values.bundle.claim }}, readOnly: true }
{{- else }}
  emptyDir: { sizeLimit: {{ .Values.bundle.cacheSize }} }
{{- with .Values.bundle.registrySecret }}
- name: registry
  secret: { secretName: {{ . }}, items: [{ key: .dockerconfigjson, path: config.json }], defaultMode: 0440 }
{{- end }}
{{- end }}
{{- end -}}

{{- /* list ROOT IMAGE: packages/bundles, which checks every digest and leaves a whole bundle or none */ -}}
{{- define "wetread.fetchBundle" -}}
{{- $root := index . 0 -}}
- name: fetch-bundle
  image: {{ index . 1 }}
  imagePullPolicy: {{ $root.Values.image.pullPolicy }}
  workingDir: /app
  command: [node, node_modules/@wetread/bundles/dist/main.js]
  env:
    - { name: LOG_LEVEL, value: {{ $root.Values.logLevel | quote }} }
    - { name: BUNDLE_STORAGE_URL, value: {{ $root.Values.bundle.source | quote }} }
    - { name: BUNDLE_DIGEST, value: {{ $root.Values.bundle.digest | quote }} }
    - { name: BUNDLE_CACHE, value: /bundles }
    {{- if hasPrefix "s3://" $root.Values.bundle.source }}
    {{- include "wetread.s3Env" $root | nindent 4 }}
    {{- end }}
    {{- if $root.Values.bundle.registrySecret }}
    - { name: BUNDLE_REGISTRY_CONFIG, value: /registry/config.json }
    {{- end }}
    {{- include "wetread.extraCaEnv" $root | nindent 4 }}
  resources:
    requests: { cpu: 250m, memory: 256Mi }
    limits: { cpu: "1", memory: 512Mi }
  securityContext:
    {{- include "wetread.containerSecurity" $root | nindent 4 }}
  volumeMounts:
    - { name: bundles, mountPath: /bundles }
    {{- include "wetread.dataMount" $root | nindent 4 }}
    {{- include "wetread.extraCaMount" $root | nindent 4 }}
    {{- if $root.Values.bundle.registrySecret }}
    - { name: registry, mountPath: /registry, readOnly: true }
    {{- end }}
{{- end -}}

{{- /*
list DEFAULTS POOL: a pool's fields over the defaults, as JSON. Field by field, for sprig's merge takes no 0 and no false over
a default; the fields of `vllm` one level deeper.
*/ -}}
{{- define "wetread.pool" -}}
{{- $pool := deepCopy (index . 0) -}}
{{- range $field, $value := index . 1 -}}
  {{- if eq $field "vllm" -}}
    {{- range $inner, $innerValue := $value -}}{{- $_ := set $pool.vllm $inner $innerValue -}}{{- end -}}
  {{- else -}}
    {{- $_ := set $pool $field $value -}}
  {{- end -}}
{{- end -}}
{{- toJson $pool -}}
{{- end -}}

{{- define "wetread.resourceName" -}}
{{- .resourceName | default (ternary "amd.com/gpu" "nvidia.com/gpu" (eq .accelerator "amd")) -}}
{{- end -}}

{{- /* TLS between services: list ROOT SERVICE for the volume */ -}}
{{- define "wetread.tlsEnv" -}}
{{- if .Values.tls.enabled }}
- { name: GRPC_TLS_CERT, value: /tls/tls.crt }
- { name: GRPC_TLS_KEY, value: /tls/tls.key }
- { name: GRPC_TLS_CA, value: /tls/ca.crt }
{{- end }}
{{- end -}}

{{- define "wetread.tlsMount" -}}
{{- if .Values.tls.enabled }}
- { name: tls, mountPath: /tls, readOnly: true }
{{- end }}
{{- end -}}

{{- define "wetread.tlsVolume" -}}
{{- if (index . 0).Values.tls.enabled }}
- name: tls
  secret: { secretName: {{ include "wetread.tlsSecret" . }}, defaultMode: 0440 }
{{- end }}
{{- end -}}

{{- define "wetread.tlsSecret" -}}
{{- $root := index . 0 -}}
{{- index $root.Values.tls.secrets (index . 1) | default (printf "%s-%s-tls" (include "wetread.name" $root) (index . 1)) -}}
{{- end -}}

{{- /* The environment that gateway.env gives, with the range in which `helm test` waits for its webhook */ -}}
{{- define "wetread.gatewayEnv" -}}
{{- $env := deepCopy .Values.gateway.env -}}
{{- if .Values.test.enabled -}}
{{- $ranges := compact (list ($env.WEBHOOK_ALLOWED_RANGES | default "") .Values.test.podRange) -}}
{{- $_ := set $env "WEBHOOK_ALLOWED_RANGES" (join "," $ranges) -}}
{{- end -}}
{{- toJson $env -}}
{{- end -}}

{{- /* The resources of a pool or a job, and its devices */ -}}
{{- define "wetread.withDevices" -}}
{{- $devices := dict (include "wetread.resourceName" .) (.count | toString) -}}
requests:
  {{- toYaml (merge (deepCopy .resources.requests) $devices) | nindent 2 }}
limits:
  {{- toYaml (merge (deepCopy .resources.limits) $devices) | nindent 2 }}
{{- end -}}

{{- /* One session fills a device */ -}}
{{- define "wetread.encoderEnv" -}}
{{- $env := deepCopy .env -}}
{{- if and (ne .accelerator "cpu") (not (hasKey $env "SESSION_WORKERS")) -}}{{- $_ := set $env "SESSION_WORKERS" "1" -}}{{- end -}}
{{- toJson $env -}}
{{- end -}}

{{- /* Names of the Secrets that the values name, each with its keys, as JSON */ -}}
{{- define "wetread.secretKeys" -}}
{{- $secrets := dict -}}
{{- $keys := list (list .Values.gateway.webhookKey.name .Values.gateway.webhookKey.key) -}}
{{- $redisKey := ternary .Values.trial.redis.passwordKey .Values.redis.secret.key .Values.trial.redis.enabled -}}
{{- $keys = append $keys (list .Values.redis.secret.name $redisKey) -}}
{{- with .Values.storage.s3.secret -}}
{{- $keys = append $keys (list .name .accessKey) -}}
{{- $keys = append $keys (list .name .secretKey) -}}
{{- end -}}
{{- with .Values.identityKey -}}{{- if .name -}}{{- $keys = append $keys (list .name .key) -}}{{- end -}}{{- end -}}
{{- with .Values.gateway.firstAdminKey -}}{{- if .name -}}{{- $keys = append $keys (list .name .key) -}}{{- end -}}{{- end -}}
{{- if .Values.test.enabled -}}{{- $keys = append $keys (list .Values.test.apiKey.name .Values.test.apiKey.key) -}}{{- end -}}
{{- range $keys -}}
{{- $name := index . 0 -}}
{{- $_ := set $secrets $name (append (get $secrets $name | default list) (index . 1) | uniq) -}}
{{- end -}}
{{- toJson $secrets -}}
{{- end -}}
