#!/bin/sh
# Backs up the database and the files: sh backup.sh FOLDER [options of pg_dump]
#
# DATABASE_URL (or DATABASE_URL_FILE) and FILES_DIR say what; pg_dump must be as new as the server.
# FOLDER/<time>/ holds the dump and the SHA-256 of everything; FOLDER/files/ the files, each once,
# because a file never changes. A folder without a time in its name is a backup that did not end.
set -eu
umask 077

folder=$1
shift
url=${DATABASE_URL:-$(cat "${DATABASE_URL_FILE:?DATABASE_URL or DATABASE_URL_FILE must be set}")}
half=$folder/unfinished.$$
mkdir -p "$folder/files" "$half"
trap 'rm -rf "$half"' EXIT
trap 'exit 1' HUP INT TERM

# First the database, then the files: what the dump speaks of is there by then.
pg_dump --format=custom --no-owner --no-privileges --file="$half/database.dump" "$@" "$url"

# Reads all of it. A dump's list of contents stands at its start: a truncated one has it too.
pg_restore --file=/dev/null "$half/database.dump"
pg_restore --list "$half/database.dump" | grep -q 'TABLE DATA public django_migrations ' ||
    { echo "The dump has no tables: is this the right database?" >&2; exit 1; }

: > "$half/files.sha256"
if [ -n "${FILES_DIR:-}" ] && [ -d "$FILES_DIR" ]; then
    (cd "$FILES_DIR" && find . -type f) | sort | while read -r name; do
        [ -e "$folder/files/$name" ] && continue
        mkdir -p "$folder/files/$(dirname "$name")"
        cp "$FILES_DIR/$name" "$folder/files/$name.half"
        mv "$folder/files/$name.half" "$folder/files/$name"
    done
    (cd "$FILES_DIR" && find . -type f ! -name '*.half' -exec sha256sum {} +) > "$half/files.found"
    # A file that came after the copying belongs to the next backup.
    while read -r sum name; do
        [ -e "$folder/files/$name" ] && echo "$sum  $name"
    done < "$half/files.found" > "$half/files.sha256" || true
    rm "$half/files.found"
    if [ -s "$half/files.sha256" ]; then
        (cd "$folder/files" && sha256sum --check --quiet --strict "$half/files.sha256")
    fi
fi

(cd "$half" && sha256sum database.dump files.sha256 > SHA256SUMS)
sync
done=$folder/$(date -u +%Y%m%dT%H%M%SZ)
mv "$half" "$done"
echo "$done"
