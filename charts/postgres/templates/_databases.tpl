{{/*
Entry of `secrets` for each database, named after its owner, and where the server and the test find
it: as YAML {secrets, secretMounts}.
*/}}
{{- define "postgres.owners" -}}
secrets:
  {{- range .Values.databases }}
  {{ .owner | replace "_" "-" }}: {existingSecret: {{ .existingSecret | default "" | quote }}}
  {{- end }}
secretMounts:
  {{- range .Values.databases }}
  /run/secrets/owners/{{ .owner | replace "_" "-" }}: {{ .owner | replace "_" "-" }}
  {{- end }}
{{- end -}}

{{/* Secrets with which the databases' owners sign in. */}}
{{- define "postgres.secrets" -}}
{{- range $database, $of := .Values.databases }}
{{- if not $of.existingSecret }}
{{- $secret := include "common.secretName" (dict "root" $ "secret" ($of.owner | replace "_" "-")) }}
---
{{ include "common.secret" (dict "root" $ "name" $secret "data" (include "postgres.access" (dict "root" $ "secret" $secret "database" $database "of" $of) | fromYaml)) }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "postgres.access" -}}
{{- if .root.Values.external.enabled -}}
{{- $missing := printf "%s: databases.%s needs uri or existingSecret, since the server is external" .root.Chart.Name .database -}}
uri: {{ .of.uri | required $missing | quote }}
ro_uri: {{ .of.ro_uri | default .of.uri | quote }}
{{- else -}}
{{- $password := include "common.keptValue" (dict "root" .root "name" .secret "key" "password" "new" (randAlphaNum 32)) -}}
{{- $account := printf "postgresql://%s:%s@%s" .of.owner $password .root.Chart.Name -}}
username: {{ .of.owner }}
password: {{ $password | quote }}
database: {{ .database }}
uri: {{ printf "%s-rw:5432/%s" $account .database | quote }}
ro_uri: {{ printf "%s-ro:5432/%s" $account .database | quote }}
{{- end }}
{{- end -}}
