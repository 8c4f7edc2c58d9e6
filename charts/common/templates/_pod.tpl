{{/* Template of the workload's pods: `metadata` and `spec`. */}}
{{- define "common.podTemplate" -}}
metadata:
  labels:
    {{- include "common.selector" . | nindent 4 }}
    app.kubernetes.io/part-of: legato
  {{- $annotations := deepCopy .Values.podAnnotations }}
  {{- if .Values.configMount }}
  {{- $_ := set $annotations "legato.dev/config" (include "common.files" . | sha256sum) }}
  {{- end }}
  {{- with $annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- include "common.podSettings" . | nindent 2 }}
  terminationGracePeriodSeconds: {{ add .Values.preStopSeconds .Values.drainSeconds 5 }}
  tolerations:
    {{- include "common.tolerations" . | trim | nindent 4 }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "common.selector" . | nindent 10 }}
  {{- if .Values.migrate }}
  initContainers:
    - name: migrate
      args: {{ toJson .Values.migrate }}
      {{- include "common.containerSettings" . | nindent 6 }}
  {{- end }}
  containers:
    - name: {{ include "common.name" . }}
      {{- with .Values.command }}
      command: {{ toJson . }}
      {{- end }}
      {{- with .Values.args }}
      args: {{ toJson . }}
      {{- end }}
      {{- include "common.containerSettings" . | nindent 6 }}
      {{- with .Values.ports }}
      ports:
        {{- range $name, $port := . }}
        - {name: {{ $name }}, containerPort: {{ int $port }}}
        {{- end }}
      {{- end }}
      {{- include "common.probes" . | trim | nindent 6 }}
      # Endpoints and gateways hear of a pod's end at the same time as the pod itself: it goes on
      # answering until no one sends to it any more.
      lifecycle:
        preStop:
          sleep: {seconds: {{ .Values.preStopSeconds }}}
  {{- with include "common.volumes" . | trim }}
  volumes:
    {{- . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* What holds for every pod: no rights, no token, no variables named after Services. */}}
{{- define "common.podSettings" -}}
serviceAccountName: {{ .Chart.Name }}
automountServiceAccountToken: false
# Else a Service named user would set USER_SERVICE_HOST, which is a setting of ours.
enableServiceLinks: false
{{- with (.Values.global | default dict).imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{/* What the workload's container and its migration share. */}}
{{- define "common.containerSettings" -}}
image: {{ include "common.image" (dict "root" . "image" .Values.image) }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- with include "common.env" . | trim }}
env:
  {{- . | nindent 2 }}
{{- end }}
{{- with .Values.secretEnvFrom }}
envFrom:
  {{- range . }}
  - secretRef: {name: {{ include "common.secretName" (dict "root" $ "secret" .) }}}
  {{- end }}
{{- end }}
{{- if not .Values.resources.limits }}
{{- fail (printf "%s: resources.limits.memory is missing" .Chart.Name) }}
{{- end }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- with include "common.mounts" . | trim }}
volumeMounts:
  {{- . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "common.env" -}}
{{- $env := dict }}
{{- if .Values.envPrefix }}
{{- $env = dict "HOST" "0.0.0.0" "DRAIN_SECONDS" .Values.drainSeconds "PROBE_PORT" .Values.ports.probe }}
{{- with .Values.ports.http }}{{ $_ := set $env "PORT" . }}{{ end }}
{{- with (.Values.global | default dict).otlpEndpoint }}{{ $_ := set $env "OTLP_ENDPOINT" . }}{{ end }}
{{- end }}
{{- range $name, $value := merge (deepCopy .Values.env) $env }}
- {name: {{ $.Values.envPrefix }}{{ $name }}, value: {{ include "common.text" $value | quote }}}
{{- end }}
{{- range $name, $from := .Values.secretEnv }}
- name: {{ $.Values.envPrefix }}{{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ include "common.secretName" (dict "root" $ "secret" $from.secret) }}
      key: {{ $from.key }}
{{- end }}
{{- end -}}

{{/* Volume of a folder, named after it. */}}
{{- define "common.volumeName" -}}
{{ . | trimAll "/" | replace "/" "-" | replace "." "-" | replace "_" "-" | lower }}
{{- end -}}

{{- define "common.mounts" -}}
{{- range $folder, $size := .Values.emptyDirs }}
- {name: {{ include "common.volumeName" $folder }}, mountPath: {{ $folder }}}
{{- end }}
{{- range $folder, $secret := .Values.secretMounts }}
- {name: {{ include "common.volumeName" $folder }}, mountPath: {{ $folder }}, readOnly: true}
{{- end }}
{{- with .Values.configMount }}
- {name: config, mountPath: {{ . }}, readOnly: true}
{{- end }}
{{- with .Values.persistence.mount }}
- {name: data, mountPath: {{ . }}}
{{- end }}
{{- end -}}

{{- define "common.volumes" -}}
{{- range $folder, $size := .Values.emptyDirs }}
- name: {{ include "common.volumeName" $folder }}
  emptyDir: {sizeLimit: {{ $size }}}
{{- end }}
{{- range $folder, $secret := .Values.secretMounts }}
- name: {{ include "common.volumeName" $folder }}
  secret: {secretName: {{ include "common.secretName" (dict "root" $ "secret" $secret) }}, defaultMode: 0440}
{{- end }}
{{- if .Values.configMount }}
- name: config
  configMap: {name: {{ .Chart.Name }}}
{{- end }}
{{- end -}}

{{/* A probe as the chart gives it whole, else its path on the probes' port. */}}
{{- define "common.probes" -}}
{{- $probes := .Values.probes }}
{{- $live := dict "httpGet" (dict "path" $probes.live "port" $probes.port) }}
{{- $ready := dict "httpGet" (dict "path" $probes.ready "port" $probes.port) }}
startupProbe:
  {{- $probes.startup | default (merge (dict "periodSeconds" 1 "failureThreshold" 120 "timeoutSeconds" 3) $live) | toYaml | nindent 2 }}
livenessProbe:
  {{- $probes.liveness | default (merge (dict "periodSeconds" 10 "failureThreshold" 6 "timeoutSeconds" 5) $live) | toYaml | nindent 2 }}
readinessProbe:
  {{- $probes.readiness | default (merge (dict "periodSeconds" 5 "failureThreshold" 3 "timeoutSeconds" 3) $ready) | toYaml | nindent 2 }}
{{- end -}}

{{/* A node that is away for ten seconds loses its pods to others; Kubernetes alone waits five minutes. */}}
{{- define "common.tolerations" -}}
{{- range list "not-ready" "unreachable" }}
- {key: node.kubernetes.io/{{ . }}, operator: Exists, effect: NoExecute, tolerationSeconds: 10}
{{- end }}
{{- with .Values.tolerations }}
{{ toYaml . }}
{{- end }}
{{- end -}}
