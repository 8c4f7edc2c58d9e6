# An image of one of the cluster's own components: programs, one of which is called `start`.
ARG BASE=scratch
FROM $BASE
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
COPY . /usr/local/bin/
ENTRYPOINT ["/usr/local/bin/start"]
