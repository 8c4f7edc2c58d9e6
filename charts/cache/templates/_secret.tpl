{{/* The Secret with which services reach the cache. */}}
{{- define "cache.secret" -}}
{{- if not .Values.existingSecret -}}
{{- $data := dict }}
{{- if .Values.external.enabled }}
{{- $_ := set $data "uri" (.Values.external.uri | required (printf "%s: external.uri or existingSecret is missing" .Chart.Name)) }}
{{- else }}
{{- $password := include "common.keptValue" (dict "root" . "name" .Chart.Name "key" "password" "new" (randAlphaNum 32)) }}
{{- $_ := set $data "password" $password }}
{{- $_ := set $data "uri" (printf "redis://:%s@%s:6379/0" $password .Chart.Name) }}
{{- end }}
{{- include "common.secret" (dict "root" . "name" .Chart.Name "data" $data) }}
{{- end }}
{{- end -}}
