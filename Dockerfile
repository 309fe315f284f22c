# syntax=docker/dockerfile:1
# The same steps as dev.py, in the same order: front-end packages, Python packages, static files, translations.

FROM node:22-slim AS frontend
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund


FROM python:3.11-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gettext && rm -rf /var/lib/apt/lists/*
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/production.txt /build/production.txt
RUN /opt/venv/bin/pip install --require-hashes -r /build/production.txt
WORKDIR /app
COPY . .
COPY --from=frontend /build/node_modules /build/node_modules
RUN python dev.py vendor /build/node_modules
# Settings ask for these; nothing is contacted and nothing of it stays in the image.
RUN export SECRET_KEY=only-for-building DATABASE_URL=postgresql://nobody@nowhere/none \
        REDIS_URL=redis://nowhere:6379/0 CACHE_URL=redis://nowhere:6379/1 STATIC_ROOT=/app/staticfiles \
    && /opt/venv/bin/python manage.py compile_messages \
    && /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0


FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 portal && useradd --uid 10001 --gid portal --no-create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /srv/files /srv/beat
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings STATIC_ROOT=/app/staticfiles FILES_ROOT=/srv/files
USER 10001:10001
VOLUME ["/srv/files"]
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-class", "gthread", \
     "--threads", "4", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "20", \
     "--timeout", "120"]
