{{/*
All of a stateless chart: its one template is `include "common.app" .`. In each further Deployment
of `workers`, what it names replaces the chart's own value whole.
*/}}
{{- define "common.app" -}}
{{- include "common.documents" (list . "serviceaccount" "secrets" "configmap" "service" "routes" "networkpolicy" "deployment" "pdb" "hpa" "servicemonitor" "test") }}
{{- range $name, $differing := .Values.workers }}
{{- $values := deepCopy $.Values }}
{{- $_ := set $values "autoscaling" (dict "enabled" false) }}
{{- range $key, $value := $differing }}
{{- $_ := set $values $key $value }}
{{- end }}
{{- $worker := merge (dict "workload" $name "Values" $values) (omit $ "Values") }}
{{- include "common.documents" (list $worker "deployment" "pdb" "servicemonitor") }}
{{- end }}
{{- end -}}

{{/* (list <context> <helper>...): what each `common.<helper>` renders, as documents of their own. */}}
{{- define "common.documents" -}}
{{- $context := first . }}
{{- range rest . }}
{{- with include (printf "common.%s" .) $context | trim }}
---
{{ . }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
Pod of `helm test`, out of the chart's own image: Debian's bash opens connections by itself. A
command of the chart's has its Secrets, too.
*/}}
{{- define "common.test" -}}
{{- if .Values.test }}
{{- $command := .Values.test.command }}
{{- $secrets := ternary .Values.secretMounts dict (hasKey .Values.test "command") }}
{{- $bare := dict "Chart" .Chart "Values" (merge (dict "persistence" dict "secretMounts" $secrets) (pick .Values "emptyDirs" "secrets")) }}
{{- with .Values.test.path }}
{{- $port := $.Values.ports.http }}
{{- $host := include "common.name" $ }}
{{- $request := printf "exec 3<>/dev/tcp/%s/%d && printf 'GET %s HTTP/1.0\\r\\nHost: %s\\r\\n\\r\\n' >&3 && read -r line <&3 && echo \"$line\" && [[ $line == *' 200 '* ]]" $host (int $port) . $host }}
{{- $command = list "bash" "-c" $request }}
{{- end -}}
apiVersion: v1
kind: Pod
metadata:
  name: {{ include "common.name" . }}-test
  namespace: {{ .Release.Namespace }}
  labels:
    {{- include "common.labels" (merge (dict "workload" "test") .) | nindent 4 }}
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  {{- include "common.podSettings" . | nindent 2 }}
  restartPolicy: Never
  activeDeadlineSeconds: 60
  containers:
    - name: test
      command: {{ toJson $command }}
      image: {{ include "common.image" (dict "root" . "image" .Values.image) }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      resources:
        requests: {cpu: 10m, memory: 16Mi}
        limits: {memory: 64Mi}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities: {drop: [ALL]}
      {{- with include "common.mounts" $bare | trim }}
      volumeMounts:
        {{- . | nindent 8 }}
      {{- end }}
  {{- with include "common.volumes" $bare | trim }}
  volumes:
    {{- . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end -}}
