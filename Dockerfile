# The official image of PostgreSQL with customer_metrics in it, and created in the database of POSTGRES_DB:
#   docker build --build-arg POSTGRES=17 --tag customer_metrics .
#   docker run --env POSTGRES_PASSWORD=secret --publish 5432:5432 customer_metrics
ARG POSTGRES=17

FROM postgres:${POSTGRES} AS build
RUN apt-get update \
 && apt-get install --yes --no-install-recommends gcc libc6-dev make "postgresql-server-dev-$PG_MAJOR" \
 && rm -rf /var/lib/apt/lists/*
COPY . /sources
RUN make -C /sources install DESTDIR=/installed "PG_CONFIG=/usr/lib/postgresql/$PG_MAJOR/bin/pg_config"

FROM postgres:${POSTGRES}
COPY --from=build /installed /
RUN echo 'CREATE EXTENSION customer_metrics;' >/docker-entrypoint-initdb.d/customer_metrics.sql
