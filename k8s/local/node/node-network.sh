#!/bin/bash
# Connects the pods of this node: writes the CNI configuration from the node's pod range, and
# keeps a route to the range of every other node.
set -euo pipefail

account=/var/run/secrets/kubernetes.io/serviceaccount
configuration=/etc/cni/net.d/10-node-network.conflist

# By the endpoint in the kubelet's kubeconfig: the service address answers only once kube-proxy
# has programmed it, and before that a request would leave the cluster.
api() {
  kubectl --server="$(sed -n 's/^ *server: *//p' /etc/kubernetes/kubelet.conf)" \
    --certificate-authority="$account/ca.crt" --token="$(cat "$account/token")" \
    --request-timeout=5s "$@"
}

pod_range=
until [ -n "$pod_range" ]; do
  pod_range=$(api get node "$NODE_NAME" -o jsonpath='{.spec.podCIDR}') || pod_range=
  [ -n "$pod_range" ] || sleep 1
done

cat > "$configuration.new" <<JSON
{
  "cniVersion": "0.3.1",
  "name": "node-network",
  "plugins": [
    {
      "type": "ptp",
      "ipMasq": false,
      "ipam": {
        "type": "host-local",
        "dataDir": "/run/cni-ipam-state",
        "routes": [{"dst": "0.0.0.0/0"}],
        "ranges": [[{"subnet": "$pod_range"}]]
      }
    },
    {"type": "portmap", "capabilities": {"portMappings": true}}
  ]
}
JSON
mv "$configuration.new" "$configuration"

masquerade=(-s "$pod_range" ! -d "$POD_SUBNET" -m addrtype ! --dst-type LOCAL -j MASQUERADE)
iptables -t nat -C POSTROUTING "${masquerade[@]}" 2>/dev/null ||
  iptables -t nat -A POSTROUTING "${masquerade[@]}"

pause=1
each='{range .items[*]}{.metadata.name} {.spec.podCIDR} '
each+='{.status.addresses[?(@.type=="InternalIP")].address}{"\n"}{end}'
while :; do
  # A look that fails is repeated; the routes stay as they are.
  nodes=$(api get nodes -o jsonpath="$each") || nodes=
  while read -r name range address; do
    if [ -n "${address:-}" ] && [ "$name" != "$NODE_NAME" ]; then
      ip route replace "$range" via "$address"
    fi
  done <<< "$nodes"
  # Nodes come within the first minute, and hardly ever after.
  sleep "$pause"
  pause=$((pause < 30 ? pause + 1 : 30))
done
