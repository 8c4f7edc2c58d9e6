# A cache server. Without arguments it listens on the loopback interface alone.
ARG BASE=debian:trixie-slim
FROM $BASE
RUN --mount=type=bind,source=images/install-packages.sh,target=/run/install-packages.sh \
    --mount=type=bind,source=images/add-user.sh,target=/run/add-user.sh \
    --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    sh /run/install-packages.sh valkey-server && sh /run/add-user.sh \
    && rm -rf /etc/valkey /var/lib/valkey
ARG VERSION
LABEL org.opencontainers.image.title="legato/valkey" \
      org.opencontainers.image.description="Valkey out of Debian" \
      org.opencontainers.image.version="${VERSION}"
WORKDIR /tmp
USER 10001:10001
ENTRYPOINT ["valkey-server"]
