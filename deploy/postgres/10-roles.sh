#!/bin/sh
# Runs once, when the database is made. Can be run again by hand after a restore into an empty server.
set -eu
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:-portal}" \
    --set owner_password="$PORTAL_OWNER_PASSWORD" --set app_password="$PORTAL_APP_PASSWORD" \
    --file "$(dirname "$0")/roles.psql"
