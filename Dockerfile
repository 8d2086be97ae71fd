# The portal's image for production: web server and worker from one image, as an account without rights.
# compose.yaml shows both together with PostGIS; docs/operating.md tells how to run them.

FROM node:24-trixie-slim AS pages
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci
COPY frontend/ ./
RUN npm run build

FROM python:3.13-slim-trixie
RUN apt-get update \
    && apt-get install -y --no-install-recommends gdal-bin gettext libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --home-dir /var/lib/gisportal --create-home --shell /usr/sbin/nologin gisportal
WORKDIR /srv/gisportal
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock
COPY . .
COPY --from=pages /src/frontend/static/build frontend/static/build
# The worker evaluates opening hours with Node: the program itself, the library, and what that imports.
COPY --from=pages /usr/local/bin/node /usr/local/bin/node
COPY --from=pages /src/frontend/node_modules/opening_hours frontend/node_modules/opening_hours
COPY --from=pages /src/frontend/node_modules/suncalc frontend/node_modules/suncalc
ENV PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=gisportal.settings GISPORTAL_VAR=/var/lib/gisportal
RUN for po in */locale/*/LC_MESSAGES/*.po; do msgfmt --check-format -o "${po%.po}.mo" "$po" || exit 1; done
USER gisportal
VOLUME /var/lib/gisportal
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "gisportal.wsgi:application", "--host", "0.0.0.0", "--port", "8000", "--http", "1", "--no-ws", "--log-level", "warning", "--workers", "2", "--respawn-failed-workers", "--blocking-threads", "4", "--blocking-threads-idle-timeout", "600"]
