# A Postgres server that makes its data folder, databases and roles; see postgres/entrypoint.sh.
ARG BASE=debian:trixie-slim

# Unpacked, not installed: Debian's package asks for LLVM, Perl and its packaging tools, which
# are 300 MB for a compiler of queries that stays off.
FROM $BASE AS server
WORKDIR /server
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    apt-get update -q && apt-get download -q postgresql-17 postgresql-client-17 \
    && for package in *.deb; do dpkg-deb --extract "$package" .; done \
    && rm -r usr/lib/postgresql/17/lib/bitcode usr/lib/postgresql/17/lib/llvmjit*

FROM $BASE
RUN --mount=type=bind,source=images/install-packages.sh,target=/run/install-packages.sh \
    --mount=type=bind,source=images/add-user.sh,target=/run/add-user.sh \
    --mount=type=cache,target=/var/cache/apt,sharing=locked \
    --mount=type=cache,target=/var/lib/apt/lists,sharing=locked \
    sh /run/install-packages.sh libedit2 libgssapi-krb5-2 libicu76 libldap2 libpam0g libpq5 \
    libreadline8t64 libxml2 libxslt1.1 tzdata && sh /run/add-user.sh
COPY --from=server /server/usr/lib/postgresql /usr/lib/postgresql
COPY --from=server /server/usr/share/postgresql /usr/share/postgresql
COPY --chmod=0644 images/postgres/*.conf /etc/postgresql/
COPY --chmod=0644 images/postgres/owner.sql /usr/local/share/legato/owner.sql
COPY --chmod=0755 images/postgres/entrypoint.sh /usr/local/bin/start-postgres
RUN mkdir -p /etc/postgresql/conf.d \
    && install -d -o legato -g legato -m 0700 /run/postgresql /var/lib/postgresql
ARG VERSION
LABEL org.opencontainers.image.title="legato/postgres" \
      org.opencontainers.image.description="PostgreSQL out of Debian" \
      org.opencontainers.image.version="${VERSION}"
ENV PATH=/usr/lib/postgresql/17/bin:/usr/local/bin:/usr/bin:/bin \
    PGDATA=/var/lib/postgresql/data \
    PGHOST=/run/postgresql \
    LC_ALL=C.UTF-8
USER 10001:10001
# Fast: sessions are ended. At SIGTERM the server would wait until the last one has gone.
STOPSIGNAL SIGINT
ENTRYPOINT ["start-postgres"]
