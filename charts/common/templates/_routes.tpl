{{/*
Routes of a chart: for each entry of `routes` an HTTPRoute `<chart>-<entry>`, with reads in a rule
of their own, what it asks for, and what is repeated, counted and let through.
*/}}
{{- define "common.routes" -}}
{{- range $entry, $route := .Values.routes }}
{{- $context := merge (dict "suffix" (printf "-%s" $entry) "route" $route) $ }}
{{- include "common.documents" (list $context "route" "routeAccess" "readsTraffic" "writesTraffic") }}
{{- end }}
{{- include "common.documents" (list . "backendTLS") }}
{{- end -}}

{{- define "common.route" -}}
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  parentRefs:
    - {group: gateway.networking.k8s.io, kind: Gateway, name: gateway}
  rules:
    {{- range $rule := list "reads" "writes" }}
    {{- with include "common.matches" (dict "route" $.route "rule" $rule) | trim }}
    - name: {{ $rule }}
      matches:
        {{- . | nindent 8 }}
      backendRefs:
        - {group: "", kind: Service, name: {{ include "common.name" $ }}, port: {{ int ($.Values.ports.http | default $.Values.ports.https) }}}
    {{- end }}
    {{- end }}
{{- end -}}

{{/*
Matches of a rule of (dict "route" <entry> "rule" <reads or writes>), one a line. Who names no
methods has every method: reads by name, and the rest by having no name.
*/}}
{{- define "common.matches" -}}
{{- $reads := list "GET" "HEAD" }}
{{- $methods := ternary $reads (list "") (eq .rule "reads") }}
{{- with .route.methods }}
{{- $methods = list }}
{{- range . }}
{{- if eq (has . $reads) (eq $.rule "reads") }}{{ $methods = append $methods . }}{{ end }}
{{- end }}
{{- end }}
{{- $paths := list }}
{{- range .route.exact }}{{ $paths = append $paths (dict "type" "Exact" "value" .) }}{{ end }}
{{- range .route.prefix }}{{ $paths = append $paths (dict "type" "PathPrefix" "value" .) }}{{ end }}
{{- range .route.below }}{{ $paths = append $paths (dict "type" "RegularExpression" "value" (printf "%s/.*" .)) }}{{ end }}
{{- range .route.pattern }}{{ $paths = append $paths (dict "type" "RegularExpression" "value" .) }}{{ end }}
{{- range $path := $paths }}
{{- range $method := $methods }}
- {path: {type: {{ $path.type }}, value: {{ $path.value | quote }}}{{ with $method }}, method: {{ . }}{{ end }}}
{{- end }}
{{- end }}
{{- end -}}

{{/* Of a chart whose Service answers by TLS alone: whom the gateway takes for it. */}}
{{- define "common.backendTLS" -}}
{{- with .Values.backendTLS -}}
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  {{- include "common.metadata" $ | nindent 2 }}
spec:
  targetRefs:
    - {group: "", kind: Service, name: {{ include "common.name" $ }}}
  validation:
    hostname: {{ .serverName }}
    caCertificateRefs:
      - {group: "", kind: Secret, name: {{ include "common.secretName" (dict "root" $ "secret" .secret) }}}
{{- end -}}
{{- end -}}
