{{- /*
list ROOT POOL: a sidecar (an init container that stays), so that the worker starts after the model is loaded and vLLM ends
after the worker has drained. It listens on loopback alone, which a kubelet cannot reach: probes run inside.
*/ -}}
{{- define "wetread.vllm" -}}
{{- $root := index . 0 -}}
{{- $pool := index . 1 -}}
{{- $probe := list "python3" "-c" "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health', timeout=5)" -}}
- name: vllm
  image: {{ $pool.vllm.image }}
  imagePullPolicy: {{ $root.Values.image.pullPolicy }}
  restartPolicy: Always
  command: [bash, /serve/serve.sh, {{ include "wetread.bundlePath" $root }}]
  {{- with $pool.vllm.args }}
  args: {{ toJson . }}
  {{- end }}
  env:
    - { name: HOME, value: /home/vllm }
    - { name: MAX_NUM_SEQS, value: {{ $pool.vllm.maxSequences | quote }} }
    {{- include "wetread.moreEnv" $pool.vllm.env | nindent 4 }}
  startupProbe:
    exec: { command: {{ toJson $probe }} }
    periodSeconds: 10
    timeoutSeconds: 10
    failureThreshold: {{ div $pool.vllm.startSeconds 10 }}
  livenessProbe:
    exec: { command: {{ toJson $probe }} }
    periodSeconds: 20
    timeoutSeconds: 10
    failureThreshold: 6
  resources:
    {{- include "wetread.withDevices" (merge (dict "resources" $pool.vllm.resources) $pool) | nindent 4 }}
  securityContext:
    {{- include "wetread.containerSecurity" $root | nindent 4 }}
  volumeMounts:
    - { name: bundles, mountPath: /bundles, readOnly: true }
    - { name: serve, mountPath: /serve, readOnly: true }
    - { name: shm, mountPath: /dev/shm }
    - { name: tmp, mountPath: /tmp }
    - { name: vllm-home, mountPath: /home/vllm }
{{- end -}}
