# A Python service: SERVICE is user or music. Both share the layer of locked packages.
ARG BASE=debian:trixie-slim

FROM $BASE AS packages
RUN --mount=type=bind,source=images/install-packages.sh,target=/run/install-packages.sh \
    --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    sh /run/install-packages.sh ca-certificates python3 python3-venv
RUN --mount=type=bind,source=images/install-wheels.sh,target=/run/install-wheels.sh \
    --mount=type=bind,source=requirements/uv.txt,target=/run/uv.txt \
    --mount=type=bind,source=requirements/services.txt,target=/run/services.txt \
    --mount=type=cache,target=/root/.cache \
    --mount=type=secret,id=ca,target=/etc/ssl/certs/ca-certificates.crt \
    --mount=type=secret,id=index \
    sh /run/install-wheels.sh /run/services.txt /opt/legato/venv

FROM packages AS sources
ARG SERVICE
COPY services/kit/src/ services/${SERVICE}/src/ /opt/legato/src/
RUN chmod -R a+rX /opt/legato/src && python3 -m compileall -q /opt/legato/src

FROM $BASE
RUN --mount=type=bind,source=images/install-packages.sh,target=/run/install-packages.sh \
    --mount=type=bind,source=images/add-user.sh,target=/run/add-user.sh \
    --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    sh /run/install-packages.sh ca-certificates python3 && sh /run/add-user.sh
COPY --chmod=0755 images/python/run-service.sh /usr/local/bin/run-service
COPY --from=packages /opt/legato/venv /opt/legato/venv
COPY --from=sources /opt/legato/src /opt/legato/src
ARG SERVICE
ARG VERSION
LABEL org.opencontainers.image.title="legato/${SERVICE}" \
      org.opencontainers.image.description="Legato's ${SERVICE} service" \
      org.opencontainers.image.version="${VERSION}"
ENV PATH=/opt/legato/venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/opt/legato/src \
    LEGATO_SERVICE=${SERVICE}
USER 10001:10001
ENTRYPOINT ["run-service"]
CMD ["serve"]
