# An image of one of the cluster's own components: static programs, the first word starts one.
ARG BASE=scratch
FROM $BASE
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
COPY . /usr/local/bin/
