{{/* What someone who installed the chart by itself may want to do next. */}}
{{- define "common.notes" -}}
{{ .Chart.Name }} {{ .Chart.AppVersion }} is in namespace {{ .Release.Namespace }}.

  Watch it start:   kubectl --namespace {{ .Release.Namespace }} get pods --selector app.kubernetes.io/name={{ .Chart.Name }} --watch
  Test it:          helm test {{ .Release.Name }} --namespace {{ .Release.Namespace }}
  See its settings: helm get values {{ .Release.Name }} --namespace {{ .Release.Namespace }} --all
{{- end -}}
