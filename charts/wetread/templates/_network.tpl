{{- /* Rules of a network policy's egress. What the release brings itself is named by its pods. */ -}}
{{- define "wetread.toRedis" -}}
{{- if .Values.trial.redis.enabled -}}
{{- include "wetread.toOwn" (list . "redis" 6379) -}}
{{- else -}}
{{- include "wetread.toPeers" .Values.networkPolicy.redis -}}
{{- end -}}
{{- end -}}

{{- define "wetread.toStorage" -}}
{{- if .Values.trial.s3.enabled -}}
{{- include "wetread.toOwn" (list . "s3" 9000) -}}
{{- else -}}
{{- include "wetread.toPeers" .Values.networkPolicy.storage -}}
{{- end -}}
{{- end -}}

{{- define "wetread.toRegistry" -}}
{{- include "wetread.toPeers" .Values.networkPolicy.registry -}}
{{- end -}}

{{- define "wetread.toOtlp" -}}
{{- include "wetread.toPeers" .Values.networkPolicy.otlp -}}
{{- end -}}

{{- define "wetread.toPeers" -}}
- ports: [{ port: {{ .port }}, protocol: TCP }]
  {{- with .to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{- /* list ROOT COMPONENT PORT */ -}}
{{- define "wetread.toOwn" -}}
- to:
    {{- include "wetread.ownPods" . | nindent 4 }}
  ports: [{ port: {{ index . 2 }}, protocol: TCP }]
{{- end -}}

{{- define "wetread.fromOwn" -}}
- from:
    {{- include "wetread.ownPods" . | nindent 4 }}
  ports: [{ port: {{ index . 2 }}, protocol: TCP }]
{{- end -}}

{{- /* list ROOT COMPONENT */ -}}
{{- define "wetread.ownPods" -}}
- podSelector:
    matchLabels:
      {{- include "wetread.selector" (index . 0) | nindent 6 }}
      app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}
