{{/* Helpers take the root context; `.workload` is the name of a further Deployment, see _app.tpl. */}}

{{/* Name of the workload and of what belongs to it; fixed, so one Legato fits in a namespace. */}}
{{- define "common.name" -}}
{{ .Chart.Name }}{{ with .workload }}-{{ . }}{{ end }}
{{- end -}}

{{/* Labels by which pods are found; they never change. */}}
{{- define "common.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: {{ .workload | default "server" }}
{{- end -}}

{{/* Labels of every object. */}}
{{- define "common.labels" -}}
{{ include "common.selector" . }}
app.kubernetes.io/part-of: legato
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | quote }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{/* Name and labels, as they stand in every object's `metadata`. */}}
{{- define "common.metadata" -}}
name: {{ include "common.name" . }}{{ .suffix }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "common.labels" . | nindent 2 }}
{{- end -}}

{{/* Image of (dict "root" . "image" {repository, tag}). */}}
{{- define "common.image" -}}
{{- $repository := required (printf "%s: image.repository is missing" .root.Chart.Name) .image.repository -}}
{{- $tag := .image.tag | default .root.Chart.AppVersion -}}
{{- with (.root.Values.global | default dict).imageRegistry }}{{ . }}/{{ end }}{{ $repository }}:{{ $tag }}
{{- end -}}

{{/* A value as text: Helm reads numbers as floats, and 2147483648 would become 2.147483648e+09. */}}
{{- define "common.text" -}}
{{- if kindIs "float64" . }}{{ if eq (floor .) . }}{{ int64 . }}{{ else }}{{ . }}{{ end }}{{ else }}{{ . }}{{ end -}}
{{- end -}}
