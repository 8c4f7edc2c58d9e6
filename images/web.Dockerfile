# The page to listen on, with the nginx that serves it. /tmp is all that it writes to.
ARG BASE=debian:trixie-slim
FROM $BASE
RUN --mount=type=bind,source=images/install-packages.sh,target=/run/install-packages.sh \
    --mount=type=bind,source=images/add-user.sh,target=/run/add-user.sh \
    --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    sh /run/install-packages.sh nginx && sh /run/add-user.sh
COPY services/web/src/ /srv/web/
RUN --mount=type=bind,source=services/web/nginx.conf,target=/run/nginx.conf \
    rm -r /etc/nginx/* /var/lib/nginx /var/www && ln -s /tmp /var/lib/nginx \
    && sed -e 's|unix:${socket}|8080|' -e 's|${root}|/srv/web|' /run/nginx.conf > /etc/nginx/nginx.conf \
    && nginx -t -p /tmp -e stderr && rm -rf /tmp/* && chmod -R a+rX /srv/web
ARG VERSION
LABEL org.opencontainers.image.title="legato/web" \
      org.opencontainers.image.description="Legato's player, served by nginx" \
      org.opencontainers.image.version="${VERSION}"
USER 10001:10001
# Requests in flight are finished; SIGTERM would cut them off.
STOPSIGNAL SIGQUIT
ENTRYPOINT ["nginx", "-p", "/tmp", "-e", "stderr", "-g", "daemon off;"]
