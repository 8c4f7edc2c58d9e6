{{/*
Two certificates of one authority, whose key is thrown away: this chart's, and the gateway's, which
alone is let in. They last ten years; delete both Secrets and upgrade, and there are new ones.
*/}}
{{- define "media.certificates" -}}
{{- $server := .Values.secrets.tls.existingSecret }}
{{- $client := .Values.secrets.gateway.existingSecret }}
{{- if ne (empty $server) (empty $client) }}
{{- fail "media: secrets.tls.existingSecret and secrets.gateway.existingSecret go together" }}
{{- end }}
{{- if not $server }}
{{- $kept := dict "media-tls" (lookup "v1" "Secret" .Release.Namespace "media-tls").data "gateway-client" (lookup "v1" "Secret" .Release.Namespace "gateway-client").data }}
{{- $authority := genCAWithKey "legato-media" 3650 (genPrivateKey "ecdsa") }}
{{- $names := list "media" (printf "media.%s.svc" .Release.Namespace) }}
{{- $made := dict
  "media-tls" (genSignedCertWithKey "media" nil $names 3650 $authority (genPrivateKey "ecdsa"))
  "gateway-client" (genSignedCertWithKey .Values.gatewayName nil nil 3650 $authority (genPrivateKey "ecdsa")) }}
{{- range $name, $new := $made }}
{{- $data := dict "tls.crt" $new.Cert "tls.key" $new.Key "ca.crt" $authority.Cert }}
{{- if and (index $kept "media-tls") (index $kept "gateway-client") }}
{{- range $key, $value := index $kept $name }}
{{- $_ := set $data $key (b64dec $value) }}
{{- end }}
{{- end }}
---
{{ include "common.secret" (dict "root" $ "name" $name "type" "kubernetes.io/tls" "data" $data) }}
{{- end }}
{{- end }}
{{- end -}}
