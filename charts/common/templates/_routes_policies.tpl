{{/* What a route's policies are about; `rule` is left out where they are about all of it. */}}
{{- define "common.target" -}}
targetRefs:
  - group: gateway.networking.k8s.io
    kind: HTTPRoute
    name: {{ include "common.name" . }}{{ .suffix }}
    {{- with .rule }}
    sectionName: {{ . }}
    {{- end }}
{{- end -}}

{{/*
Where the gateway finds keys: (dict "root" $ "keys" <service, port and path>). By name alone: an
Envoy that cannot fetch keeps the keys that it has, while Envoy Gateway answers 500 on each route of
a policy whose `backendRefs` have no pod left.
*/}}
{{- define "common.keys" -}}
{{- $domain := (.root.Values.global | default dict).clusterDomain | default "cluster.local" -}}
uri: http://{{ .keys.service }}.{{ .root.Release.Namespace }}.svc.{{ $domain }}:{{ int .keys.port }}{{ .keys.path }}
cacheDuration: 60s
{{- end -}}

{{/*
What a route asks for, unless it is what the gateway asks of all: an access token. `public` is
nothing; `path` a token in the URL that was made for this very path and has not expired.
*/}}
{{- define "common.routeAccess" -}}
{{- $auth := .route.auth | default "token" -}}
{{- if ne $auth "token" -}}
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  {{- include "common.target" . | nindent 2 }}
  {{- if eq $auth "public" }}
  authorization: {defaultAction: Allow}
  {{- else }}
  jwt:
    providers:
      - name: {{ .route.audience }}
        issuer: legato
        audiences: [{{ .route.audience }}]
        extractFrom: {params: [t]}
        remoteJWKS:
          {{- include "common.keys" (dict "root" . "keys" .route.keys) | nindent 10 }}
  authorization:
    defaultAction: Deny
    rules:
      - name: made-for-this-path
        action: Allow
        cel: >-
          request.url_path == metadata.filter_metadata['envoy.filters.http.jwt_authn']['{{ .route.audience }}']['path']
          && double(int(request.time)) < metadata.filter_metadata['envoy.filters.http.jwt_authn']['{{ .route.audience }}']['exp'] + 5.0
  {{- end }}
{{- end -}}
{{- end -}}

{{/* A read may be repeated: once more, also when its connection broke or the answer was 503. */}}
{{- define "common.readsTraffic" -}}
{{- if include "common.matches" (dict "route" .route "rule" "reads") | trim -}}
{{- include "common.traffic" (merge (dict "rule" "reads" "suffix" (printf "%s-reads" .suffix) "target" .suffix) .) }}
  retry:
    numRetries: 1
    retryOn:
      triggers: [connect-failure, reset, retriable-status-codes]
      httpStatusCodes: [503]
{{- end -}}
{{- end -}}

{{/* Everything else is repeated when no connection came about: what the gateway does by itself. */}}
{{- define "common.writesTraffic" -}}
{{- if include "common.matches" (dict "route" .route "rule" "writes") | trim -}}
{{- include "common.traffic" (merge (dict "rule" "writes" "suffix" (printf "%s-writes" .suffix) "target" .suffix) .) }}
{{- end -}}
{{- end -}}

{{/*
What differs from the gateway's own BackendTrafficPolicy, which this is merged into. Only routes
that do not stream may wait for the whole body, and so have a limit for it.
*/}}
{{- define "common.traffic" -}}
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: BackendTrafficPolicy
metadata:
  {{- include "common.metadata" . | nindent 2 }}
spec:
  {{- include "common.target" (merge (dict "suffix" .target) .) | nindent 2 }}
  mergeType: StrategicMerge
  {{- if .route.stream }}
  # As long as bytes move: a paused player takes none for a while.
  timeout: {http: {requestTimeout: 0s, streamIdleTimeout: 600s}}
  circuitBreaker: {maxConnections: 1024, maxParallelRequests: 1024}
  {{- else }}
  requestBuffer: {limit: {{ .Values.bodyLimit }}}
  {{- end }}
  {{- with .route.limit }}
  # Each address has a bucket of its own, in each Envoy.
  rateLimit:
    local:
      rules:
        {{- range list "0.0.0.0/0" "::/0" }}
        - clientSelectors: [{sourceCIDR: {type: Distinct, value: {{ . | quote }}}}]
          limit: {requests: {{ int $.route.limit.requests }}, unit: {{ $.route.limit.unit }}}
        {{- end }}
  {{- end }}
{{- end -}}
