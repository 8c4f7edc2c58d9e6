{{/*
Service of every port but `probe`. Optional keys beside the root context's, set by
`merge (dict "suffix" "-rw") .`: `suffix` of the name, `headless`.
*/}}
{{- define "common.service" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  {{- if .headless }}
  clusterIP: None
  publishNotReadyAddresses: true
  {{- end }}
  selector:
    {{- include "common.selector" . | nindent 4 }}
  ports:
    {{- range $name, $port := omit .Values.ports "probe" }}
    - {name: {{ $name }}, port: {{ int $port }}, targetPort: {{ $name }}}
    {{- end }}
{{- end -}}

{{/* Who may connect to the chart's pods: those in `networkPolicy.from`, and its own. */}}
{{- define "common.networkpolicy" -}}
{{- if .Values.networkPolicy.enabled -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: {{ .Chart.Name }}
      app.kubernetes.io/instance: {{ .Release.Name }}
  policyTypes: [Ingress]
  ingress:
    - from:
        {{- include "common.peer" (dict "root" . "peer" .Chart.Name) | nindent 8 }}
    {{- range $port, $peers := .Values.networkPolicy.from }}
    {{- if not (hasKey $.Values.ports $port) }}
    {{- fail (printf "%s: networkPolicy.from.%s: there is no such port" $.Chart.Name $port) }}
    {{- end }}
    - ports: [{port: {{ $port }}}]
      {{- if not (has "anyone" $peers) }}
      from:
        {{- range $peers }}
        {{- include "common.peer" (dict "root" $ "peer" .) | nindent 8 }}
        {{- end }}
      {{- end }}
    {{- end }}
{{- end -}}
{{- end -}}

{{/* Envoys run where Envoy Gateway puts them, so they are known by their labels in any namespace. */}}
{{- define "common.peer" -}}
{{- if eq .peer "gateway" -}}
- namespaceSelector: {}
  podSelector:
    matchLabels:
      gateway.envoyproxy.io/owning-gateway-name: gateway
      gateway.envoyproxy.io/owning-gateway-namespace: {{ .root.Release.Namespace }}
{{- else -}}
- podSelector:
    matchLabels:
      app.kubernetes.io/name: {{ .peer }}
      app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}
{{- end -}}

{{/* Metrics, where the Prometheus operator is: a Service of the probe port and what scrapes it. */}}
{{- define "common.servicemonitor" -}}
{{- if and .Values.ports.probe (.Capabilities.APIVersions.Has "monitoring.coreos.com/v1") -}}
{{- $metrics := merge (dict "suffix" "-metrics") . -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "common.metadata" $metrics | nindent 2 }}
    legato.dev/metrics: {{ include "common.name" . }}
spec:
  clusterIP: None
  selector:
    {{- include "common.selector" . | nindent 4 }}
  ports:
    - {name: probe, port: {{ int .Values.ports.probe }}, targetPort: probe}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  selector:
    matchLabels:
      legato.dev/metrics: {{ include "common.name" . }}
  endpoints:
    - {port: probe, path: /metrics, interval: 30s}
{{- end -}}
{{- end -}}
