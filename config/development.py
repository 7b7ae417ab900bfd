"""What `manage.py up` decides for a machine that has no settings, so that other commands agree."""

import base64
import contextlib
import json
import os
import secrets
import sys
from pathlib import Path

from config.embedded.place import var_dir

# Never DATABASE_URL and REDIS_URL: what stood there once must not be met by surprise.
REMEMBERED = (
    "SECRET_KEY_FILE",
    "VAULT_KEYS_FILE",
    "VAULT_INDEX_KEYS_FILE",
    "HTTPS",
    "DEMO",
    "SITE_URL",
    "EMAIL_HOST",
    "EMAIL_PORT",
)


def run_dir() -> Path:
    folder = var_dir() / "run"
    with contextlib.suppress(PermissionError):
        folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):
        sys.exit(f"You may not write to {folder}: another user ran the service here. Remove it.")
    return folder


def adopt_environment(argv: list[str]) -> None:
    """Fill in what the environment lacks. A machine with its own SECRET_KEY is left alone."""
    if "SECRET_KEY" in os.environ or "SECRET_KEY_FILE" in os.environ:
        return
    if argv[1:2] == ["up"]:
        os.environ["SECRET_KEY_FILE"] = _secret_file("secret_key", secrets.token_urlsafe(64))
        # As common.vault writes them; settings are not there yet, so it cannot be imported.
        for name in ("VAULT_KEYS", "VAULT_INDEX_KEYS"):
            key = f"made:{base64.b64encode(secrets.token_bytes(32)).decode()}"
            os.environ.setdefault(f"{name}_FILE", _secret_file(name.lower(), key))
        os.environ.setdefault("HTTPS", "false")
        os.environ.setdefault("DEMO", "false" if "--no-demo" in argv else "true")
        return
    try:
        words = json.loads(_memory().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    for name, value in words.items():
        os.environ.setdefault(name, value)


def remember(environment: dict[str, str]) -> None:
    """Let `manage.py shell` and its like see what the running service sees."""
    words = {name: environment[name] for name in REMEMBERED if name in environment}
    _memory().write_text(json.dumps(words, indent=1), encoding="utf-8")


def _memory() -> Path:
    return var_dir() / "run" / "environment.json"


def _secret_file(name: str, new_secret: str) -> str:
    """Return the file of a secret that was made at the first start; the new one where it is not."""
    file = run_dir() / name
    if not file.exists():
        new = file.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_text(new_secret, encoding="ascii")
        new.rename(file)
    return str(file)
