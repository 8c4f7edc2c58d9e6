# A node of the local cluster where kindest/node cannot be pulled: what the Dockerfile of kind's
# own base image does, with programs that were built from Go modules.
# Context: files/ (images/base/files of the kind module), bin/, cni/, kubernetes/.
ARG BASE
FROM $BASE
ARG KUBERNETES_VERSION
COPY --chmod=0755 files/usr/local/bin/ /usr/local/bin/
COPY files/kind/ /kind/
COPY files/etc/ /etc/
COPY bin/ /usr/local/bin/
COPY sbin/ /usr/local/sbin/
COPY cni/ /opt/cni/bin/
COPY kubernetes/ /usr/bin/
RUN chmod 755 /kind /kind/bin /kind/bin/* \
 && find /etc/systemd/system /etc/containerd /etc/default /etc/sysctl.d -type f -exec chmod 644 {} + \
 && find /lib/systemd/system/sysinit.target.wants/ -name systemd-tmpfiles-setup.service -delete \
 && rm -f /lib/systemd/system/multi-user.target.wants/* \
          /etc/systemd/system/*.wants/* \
          /lib/systemd/system/local-fs.target.wants/* \
          /lib/systemd/system/sockets.target.wants/*udev* \
          /lib/systemd/system/sockets.target.wants/*initctl* \
          /lib/systemd/system/basic.target.wants/* \
 && echo "ReadKMsg=no" >> /etc/systemd/journald.conf \
 && systemctl enable kubelet.service containerd.service undo-mount-hacks.service \
 && systemctl mask systemd-binfmt.service \
 && mkdir -p /etc/kubernetes/manifests /kind/manifests \
 && ctr oci spec \
    | jq '.hooks.createContainer += [{"path": "/kind/bin/mount-product-files.sh"}] \
          | del(.process.rlimits)' > /etc/containerd/cri-base.json \
 && runc --version && containerd --version \
 && printf %s "$KUBERNETES_VERSION" > /kind/version
ENV container=docker
# systemd ends by this signal, and begins anew by SIGTERM.
STOPSIGNAL SIGRTMIN+3
ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]
