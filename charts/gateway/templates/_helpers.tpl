{{- define "gateway.target" -}}
targetRefs:
  - {group: gateway.networking.k8s.io, kind: Gateway, name: {{ include "common.name" . }}}
{{- end -}}

{{/*
What Envoy itself answers is a problem document (RFC 9457): status, title, detail, and headers. What
a service answers is left as it is.
*/}}
{{- define "gateway.problems" -}}
- {status: 400, title: Bad Request, detail: "a header, the path or the framing of the request is refused"}
- {status: 401, title: Unauthorized, detail: "a valid token is missing", headers: {www-authenticate: Bearer}}
- {status: 403, title: Forbidden, detail: "the token is not for this"}
- {status: 404, title: Not Found, detail: "there is nothing at this path"}
- {status: 408, title: Request Timeout, detail: "the request took too long to arrive"}
- {status: 413, title: Content Too Large, detail: "the body is larger than this path takes"}
- {status: 429, title: Too Many Requests, detail: "too many sign-ins and sign-ups from this address", headers: {retry-after: "1"}}
- {status: 500, title: Internal Server Error, detail: "the gateway does not know how to answer this"}
- {status: 502, title: Bad Gateway, detail: "what answers this broke off"}
- {status: 503, title: Service Unavailable, detail: "what answers this is away or over-full", headers: {retry-after: "1"}}
- {status: 504, title: Gateway Timeout, detail: "the answer took too long"}
{{- end -}}

{{/* Headers of every answer. Where Envoy Gateway puts them does not reach Envoy's own answers. */}}
{{- define "gateway.headers" -}}
- {name: server, value: legato}
- {name: x-content-type-options, value: nosniff}
- {name: x-request-id, value: "%REQ(X-REQUEST-ID)%"}
{{- end -}}

{{- define "gateway.responseOverride" -}}
{{- range include "gateway.problems" . | fromYamlArray }}
{{- $id := "%REQ(X-REQUEST-ID)%" }}
{{- $problem := dict "type" "about:blank" "title" .title "status" .status "detail" .detail "request_id" $id }}
- source: Local
  match: {statusCodes: [{type: Value, value: {{ .status }}}]}
  response:
    contentType: application/problem+json
    body: {type: Inline, inline: {{ toJson $problem | squote }}}
    header:
      set:
        {{- include "gateway.headers" $ | nindent 8 }}
        {{- range $name, $value := .headers }}
        - {name: {{ $name }}, value: {{ $value | quote }}}
        {{- end }}
{{- end }}
{{- end -}}

{{/* A patch of (dict "listener" <name in Envoy> "at" <JSONPath> "path" <below it> "value" <any>). */}}
{{- define "gateway.patch" -}}
{{- $operation := dict "op" "add" "jsonPath" .at "path" .path "value" .value -}}
{{ toJson (dict "type" "type.googleapis.com/envoy.config.listener.v3.Listener" "name" .listener "operation" $operation) }}
{{- end -}}

{{/* Problem documents for what has no id of its own: that of its connection leads to the log. */}}
{{- define "gateway.unreadable" -}}
{{- $problem := dict "type" "about:blank" "status" "%RESPONSE_CODE%" "request_id" "connection-%CONNECTION_ID%" }}
{{- $refused := merge (dict "title" "Bad Request" "detail" "a header, the path or the framing of the request is refused") $problem }}
{{- $other := merge (dict "title" "%LOCAL_REPLY_BODY%" "detail" "the request could not be read") $problem }}
mappers:
  - filter:
      and_filter:
        filters:
          - header_filter: &no-id {header: {name: x-request-id, present_match: true, invert_match: true}}
          - status_code_filter: {comparison: {value: {default_value: 400, runtime_key: "-"}}}
    headers_to_add: &id [{header: {key: x-request-id, value: {{ $problem.request_id }}}}]
    body_format_override: {content_type: application/problem+json, json_format: {{ toJson $refused }}}
  - filter: {header_filter: *no-id}
    headers_to_add: *id
    body_format_override: {content_type: application/problem+json, json_format: {{ toJson $other }}}
{{- end -}}
