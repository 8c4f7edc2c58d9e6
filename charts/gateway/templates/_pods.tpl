{{/* What Envoy Gateway makes the Envoys' Deployment of. Its own rights of pods are the strictest. */}}
{{- define "gateway.deployment" -}}
name: {{ include "gateway.envoys" . }}
replicas: {{ int .Values.replicas }}
strategy:
  type: RollingUpdate
  rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
container:
  image: {{ include "common.image" (dict "root" . "image" .Values.image) }}
  resources:
    {{- toYaml .Values.resources | nindent 4 }}
pod:
  annotations:
    {{- toYaml (merge (dict "legato.dev/version" .Chart.AppVersion) .Values.podAnnotations) | nindent 4 }}
  {{- with (.Values.global | default dict).imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  tolerations:
    {{- include "common.tolerations" . | trim | nindent 4 }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          gateway.envoyproxy.io/owning-gateway-name: {{ include "common.name" . }}
          gateway.envoyproxy.io/owning-gateway-namespace: {{ .Release.Namespace }}
patch:
  value:
    spec:
      template:
        spec:
          containers:
            - name: shutdown-manager
              resources:
                {{- toYaml .Values.shutdownManager.resources | nindent 16 }}
{{- end -}}

{{/* Name of the Envoys' Deployment and Service, in the namespace that all Legatos' Envoys share. */}}
{{- define "gateway.envoys" -}}
{{ .Release.Namespace }}-{{ include "common.name" . }}
{{- end -}}

{{- define "gateway.service" -}}
name: {{ include "gateway.envoys" . }}
type: {{ .Values.service.type }}
{{- if ne .Values.service.type "ClusterIP" }}
externalTrafficPolicy: {{ .Values.service.externalTrafficPolicy }}
{{- end }}
{{- with .Values.service.annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- $ports := list }}
{{- range $listener := list .Values.http .Values.https }}
{{- if and $listener.enabled $listener.nodePort }}
{{- $ports = append $ports (dict "port" (int $listener.port) "nodePort" (int $listener.nodePort) "protocol" "TCP") }}
{{- end }}
{{- end }}
{{- with $ports }}
patch:
  value:
    spec:
      ports:
        {{- range . }}
        - {{ toJson . }}
        {{- end }}
{{- end }}
{{- end -}}
