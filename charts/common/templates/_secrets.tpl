{{/* Name of the Secret behind entry (dict "root" . "secret" <entry of secrets>). */}}
{{- define "common.secretName" -}}
{{- $entry := get .root.Values.secrets .secret | required (printf "%s: secrets.%s is missing" .root.Chart.Name .secret) -}}
{{- $entry.existingSecret | default (printf "%s-%s" .root.Chart.Name .secret) -}}
{{- end -}}

{{/*
Value that a Secret already holds, else a new one:
(dict "root" . "name" <Secret> "key" <key> "new" <text>). Under `helm template` it is always new.
*/}}
{{- define "common.keptValue" -}}
{{- $kept := (lookup "v1" "Secret" .root.Release.Namespace .name).data | default dict -}}
{{- if hasKey $kept .key }}{{ get $kept .key | b64dec }}{{ else }}{{ .new }}{{ end -}}
{{- end -}}

{{/*
A Secret that outlives its release, since what it opens does:
(dict "root" . "name" <Secret> "data" {key: text} "type" <Opaque>). Give values by common.keptValue.
*/}}
{{- define "common.secret" -}}
apiVersion: v1
kind: Secret
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "common.labels" .root | nindent 4 }}
  annotations:
    helm.sh/resource-policy: keep
type: {{ .type | default "Opaque" }}
data:
  {{- range $key, $value := .data }}
  {{ $key }}: {{ $value | b64enc | quote }}
  {{- end }}
{{- end -}}

{{/* Every Secret that the chart makes by itself, as its entry of `secrets` says. */}}
{{- define "common.secrets" -}}
{{- range $entry, $secret := .Values.secrets }}
{{- if not $secret.existingSecret }}
{{- $name := include "common.secretName" (dict "root" $ "secret" $entry) }}
{{- $data := dict }}
{{- range $key, $value := $secret.plain }}
{{- $_ := set $data $key $value }}
{{- end }}
{{- range $key, $length := $secret.random }}
{{- $new := randAlphaNum (int $length) }}
{{- $_ := set $data $key (include "common.keptValue" (dict "root" $ "name" $name "key" $key "new" $new)) }}
{{- end }}
{{- with $secret.signingKey }}
{{- $_ := merge $data (include "common.signingKey" (dict "root" $ "name" $name "algorithm" .) | fromYaml) }}
{{- end }}
{{- if $data }}
---
{{ include "common.secret" (dict "root" $ "name" $name "data" $data) }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
Files of a folder of signing keys, as YAML: `<kid>.pem` and `current`, the id of the one that signs.
A Secret that is there is taken as it is, with every key that someone added.
*/}}
{{- define "common.signingKey" -}}
{{- $kept := (lookup "v1" "Secret" .root.Release.Namespace .name).data }}
{{- if $kept }}
{{- range $key, $value := $kept }}
{{ $key }}: {{ $value | b64dec | quote }}
{{- end }}
{{- else }}
{{- $kid := printf "%s-%s" (now | date "20060102") (randAlphaNum 6 | lower) }}
current: {{ $kid | quote }}
{{- if eq .algorithm "ed25519" }}
{{ $kid }}.pem: {{ genPrivateKey "ed25519" | quote }}
{{- else if eq .algorithm "rsa" }}
{{- /* genPrivateKey makes 4096 bits, which every request would pay for; a certificate's key has 2048. */}}
{{ $kid }}.pem: {{ (genCA .name 1).Key | quote }}
{{- else }}
{{- fail (printf "%s: signingKey of %s is neither rsa nor ed25519" .root.Chart.Name .name) }}
{{- end }}
{{- end }}
{{- end -}}
