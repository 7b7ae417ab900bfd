"""The PostgreSQL and Valkey that come as wheels: where they answer, without starting anything."""

from urllib.parse import parse_qs, urlsplit

from config.embedded.place import Place

NAME = "wksbm"  # of the database and of its owner, who is no superuser, as in production


def database_url(place: Place | None = None) -> str:
    return f"postgresql://{NAME}@/{NAME}?host={(place or Place()).sockets}"


def redis_url(place: Place | None = None) -> str:
    """Return a `unix://` address, as redis-py takes it; Celery needs `kombu_url` around it."""
    return f"unix://{(place or Place()).valkey_socket}?db=0"


def kombu_url(url: str) -> str:
    """Return the address in Celery's words: only its way to write a Unix socket differs."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    number = parse_qs(parts.query).get("db", ["0"])[0]
    credentials = f"{parts.netloc}" if "@" in parts.netloc else ""
    return f"redis+socket://{credentials}{parts.path}?virtual_host={number}"
