# Steward in a container: the WAR, the server it runs on and the start script, nothing else.
#   docker build -t steward .
#   docker run -p 8000:8000 -e SECRET_KEY="$(./steward keygen)" -e API_KEYS=… -v steward-data:/app/data steward
# Alone it keeps its data in an embedded database; with DATABASE_URL and REDIS_URL it is one of many. Every setting is an
# environment variable, a secret may be a file (/run/secrets/db_password, SECRET_KEY_FILE=…). docs/deploy/docker.md.

# --- build: Maven and a JDK, which the image does not keep ---
FROM eclipse-temurin:17-jdk AS build
WORKDIR /app
# what the build downloads changes seldom: its own layer
COPY .mvn .mvn
COPY mvnw pom.xml ./
RUN ./mvnw -B -q dependency:go-offline || true
COPY . .
RUN ./mvnw -B -q -DskipTests -Dspotless.check.skip=true clean package \
  && rm -rf target/classes target/test-classes target/generated-* target/maven-*

# --- pg_dump and pg_restore for the task "backup": the two programs alone, as the package brings Perl with it. At least of the
# version of the PostgreSQL in the compose files, which is why the base is named by its distribution. ---
FROM eclipse-temurin:17-jre-noble AS postgresql
RUN apt-get update -qq && apt-get install -qq -y --no-install-recommends postgresql-client-16

# --- run: a JRE, a user of its own ---
FROM eclipse-temurin:17-jre-noble
LABEL org.opencontainers.image.title="Steward" \
  org.opencontainers.image.description="Production AI back end in one Jakarta EE WAR" \
  org.opencontainers.image.licenses="Apache-2.0"
RUN apt-get update -qq && apt-get install -qq -y --no-install-recommends libpq5 liblz4-1 libzstd1 \
  && rm -rf /var/lib/apt/lists/*
COPY --from=postgresql /usr/lib/postgresql/16/bin/pg_dump /usr/lib/postgresql/16/bin/pg_restore /usr/local/bin/
# the build ends here where a library of theirs is missing
RUN pg_dump --version && pg_restore --version
RUN if getent passwd 1000 >/dev/null; then userdel -r "$(getent passwd 1000 | cut -d: -f1)"; fi \
  && useradd --uid 1000 --user-group --no-create-home --home-dir /app --shell /usr/sbin/nologin appuser \
  && install -d -o appuser -g appuser /app /app/data /app/logs /app/backups /app/run
WORKDIR /app
COPY --from=build --chown=appuser:appuser /app/start.sh /app/steward ./
COPY --from=build --chown=appuser:appuser /app/scripts/common.sh /app/scripts/container.sh scripts/
COPY --from=build --chown=appuser:appuser /app/server-config/payara server-config/payara
COPY --from=build --chown=appuser:appuser /app/target/steward.war /app/target/payara-micro.jar target/
COPY --from=build --chown=appuser:appuser /app/target/steward/WEB-INF target/steward/WEB-INF
USER 1000:1000
# The server unpacked and Java's archive of its classes, so that a start takes seconds and writes little.
ENV STEWARD_SERVER_ROOT=/app/run/server
RUN STEWARD_ENV=dev ./start.sh --prepare && rm -rf run/* logs/*

# Everything else in the container may be read-only (docker run --read-only --tmpfs /app/run --tmpfs /tmp).
VOLUME ["/app/data", "/app/logs", "/app/backups"]
ENV STEWARD_ENV=prod PORT=8000 BACKUP_DIR=/app/backups LANG=C.UTF-8
EXPOSE 8000
# Asks /health/ready in Java: the image has no curl. The guides' numbers.
HEALTHCHECK --interval=30s --timeout=10s --start-period=40s --retries=3 CMD ["/app/steward", "status"]
# SIGTERM reaches the start script, which drains the instance before it ends it; give it the time: --stop-timeout 45.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/app/scripts/container.sh"]
