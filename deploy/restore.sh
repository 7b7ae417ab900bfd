#!/bin/sh
# Restores a backup into an empty database and a folder: sh restore.sh FOLDER/<time>
#
# DATABASE_URL (or DATABASE_URL_FILE) names the empty database, FILES_DIR the folder. Nothing is
# written before the whole backup was read and found to be whole.
set -eu
umask 027

backup=$(cd "$1" && pwd)
store=$(dirname "$backup")/files
url=${DATABASE_URL:-$(cat "${DATABASE_URL_FILE:?DATABASE_URL or DATABASE_URL_FILE must be set}")}
: "${FILES_DIR:?FILES_DIR must be set}"

ask() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$url" -c "$1"; }
refuse() { echo "$1" >&2; exit 1; }

(cd "$backup" && sha256sum --check --quiet --strict SHA256SUMS) ||
    refuse "The backup is not what was written."
pg_restore --file=/dev/null "$backup/database.dump" || refuse "The dump is broken."
tables=$(pg_restore --list "$backup/database.dump" | grep -c ' TABLE DATA public ' || true)
[ "$tables" -gt 0 ] || refuse "The dump is empty."
if [ -s "$backup/files.sha256" ]; then
    (cd "$store" && sha256sum --check --quiet --strict "$backup/files.sha256") ||
        refuse "Files are missing or changed."
fi
[ "$(ask "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")" = 0 ] ||
    refuse "The database is not empty."

pg_restore --exit-on-error --single-transaction --no-owner --no-privileges --no-comments \
    --dbname="$url" "$backup/database.dump"
ask "ANALYZE"

# An exit code of 0 is not yet a restored database.
found=$(ask "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
[ "$found" -ge "$tables" ] || refuse "Only $found of $tables tables came back."
[ "$(ask "SELECT count(*) FROM django_migrations")" -gt 0 ] || refuse "The tables are empty."

mkdir -p "$FILES_DIR"
while read -r _sum name; do
    mkdir -p "$FILES_DIR/$(dirname "$name")"
    cp "$store/$name" "$FILES_DIR/$name"
done < "$backup/files.sha256"
if [ -s "$backup/files.sha256" ]; then
    (cd "$FILES_DIR" && sha256sum --check --quiet --strict "$backup/files.sha256") ||
        refuse "Files did not come back whole."
fi
echo "Restored: $found tables, $(wc -l < "$backup/files.sha256") files."
