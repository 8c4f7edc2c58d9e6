{{/* Secrets of those who use the bucket. */}}
{{- define "objects.secrets" -}}
{{- range $identity := list "music" "media" }}
{{- if not (get $.Values.secrets $identity).existingSecret }}
{{- $secret := include "common.secretName" (dict "root" $ "secret" $identity) }}
---
{{ include "common.secret" (dict "root" $ "name" $secret "data" (include "objects.access" (dict "root" $ "secret" $secret "identity" $identity) | fromYaml)) }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "objects.access" -}}
{{- $external := .root.Values.external }}
{{- if $external.enabled }}
{{- $missing := printf "objects: an external bucket needs external.uri and external.%s, or secrets.%s.existingSecret" .identity .identity }}
{{- $key := get $external .identity }}
AWS_ACCESS_KEY_ID: {{ $key.accessKeyId | required $missing | quote }}
AWS_SECRET_ACCESS_KEY: {{ $key.secretAccessKey | required $missing | quote }}
AWS_REGION: {{ $external.region }}
OBJECTS_URI: {{ $external.uri | required $missing | quote }}
{{- else }}
{{- range $key, $length := dict "AWS_ACCESS_KEY_ID" 20 "AWS_SECRET_ACCESS_KEY" 40 }}
{{ $key }}: {{ include "common.keptValue" (dict "root" $.root "name" $.secret "key" $key "new" (randAlphaNum $length)) | quote }}
{{- end }}
AWS_REGION: us-east-1
OBJECTS_URI: {{ printf "s3://%s?endpoint=http://%s:%d&region=us-east-1" .root.Values.bucket .root.Chart.Name (int .root.Values.ports.s3) | quote }}
{{- end }}
{{- end -}}
