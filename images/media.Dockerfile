# nginx with JavaScript, for audio out of the object store. The chart brings /etc/nginx/nginx.conf.
ARG BASE=debian:trixie-slim
FROM $BASE
RUN --mount=type=bind,source=images/install-packages.sh,target=/run/install-packages.sh \
    --mount=type=bind,source=images/add-user.sh,target=/run/add-user.sh \
    --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    sh /run/install-packages.sh nginx && sh /run/add-user.sh
RUN --mount=type=bind,source=images/install-packages.sh,target=/run/install-packages.sh \
    --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    sh /run/install-packages.sh ca-certificates libnginx-mod-http-js \
    && rm -r /etc/nginx/* /var/lib/nginx /var/www && ln -s /tmp /var/lib/nginx
ARG VERSION
LABEL org.opencontainers.image.title="legato/media" \
      org.opencontainers.image.description="nginx for ranges of Legato's audio files" \
      org.opencontainers.image.version="${VERSION}"
USER 10001:10001
# Requests in flight are finished; SIGTERM would cut them off.
STOPSIGNAL SIGQUIT
ENTRYPOINT ["nginx", "-p", "/tmp", "-e", "stderr", "-g", "daemon off;"]
