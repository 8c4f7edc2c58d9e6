{{/* Without any query: that of a media URL is a key to it, that of a search is someone's own. */}}
{{- define "gateway.accessLog" -}}
accessLog:
  settings:
    - sinks: [{type: File, file: {path: /dev/stdout}}]
      format:
        type: JSON
        json:
          time: "%START_TIME%"
          connection: "%CONNECTION_ID%"
          client: "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%"
          method: "%REQ(:METHOD)%"
          path: "%PATH(NQ)%"
          protocol: "%PROTOCOL%"
          range: "%REQ(RANGE)%"
          status: "%RESPONSE_CODE%"
          details: "%RESPONSE_CODE_DETAILS%"
          service: "%UPSTREAM_CLUSTER%"
          pod: "%UPSTREAM_HOST%"
          attempts: "%UPSTREAM_REQUEST_ATTEMPT_COUNT%"
          bytes_received: "%BYTES_RECEIVED%"
          bytes_sent: "%BYTES_SENT%"
          duration_ms: "%DURATION%"
          request_id: "%REQ(X-REQUEST-ID)%"
          traceparent: "%REQ(TRACEPARENT):55%"
{{- end -}}

{{- define "gateway.tracing" -}}
{{- with (.Values.global | default dict).otlpEndpoint }}
tracing:
  provider:
    type: OpenTelemetry
    host: {{ (urlParse .).hostname }}
    port: {{ int $.Values.tracing.grpcPort }}
    serviceName: {{ include "common.name" $ }}
  # The token of a media URL stands in its query, so no span may hold the query.
  tags:
    http.url: "%REQ(:SCHEME)%://%REQ(:AUTHORITY)%%PATH(NQ)%"
{{- end }}
{{- end -}}
