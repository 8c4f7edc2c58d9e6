# What turns Gateway API objects into Envoy's configuration; certificates and the drain of an
# Envoy come from the same program. It is built from its Go module beforehand.
ARG BASE=debian:trixie-slim
FROM $BASE
RUN --mount=type=bind,source=images/install-packages.sh,target=/run/install-packages.sh \
    --mount=type=bind,source=images/add-user.sh,target=/run/add-user.sh \
    --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    sh /run/install-packages.sh ca-certificates && sh /run/add-user.sh
COPY --chmod=0755 envoy-gateway /usr/local/bin/envoy-gateway
ARG VERSION
LABEL org.opencontainers.image.title="legato/envoy-gateway" \
      org.opencontainers.image.description="Envoy Gateway, built from its Go module" \
      org.opencontainers.image.version="${VERSION}"
USER 10001:10001
ENTRYPOINT ["envoy-gateway"]
CMD ["server"]
