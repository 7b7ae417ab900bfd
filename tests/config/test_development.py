"""What `manage.py up` decides once, and other commands find."""

import os

import pytest

from config.development import adopt_environment, remember

DECIDED = (
    "SECRET_KEY",
    "SECRET_KEY_FILE",
    "VAULT_KEYS",
    "VAULT_KEYS_FILE",
    "VAULT_INDEX_KEYS",
    "VAULT_INDEX_KEYS_FILE",
    "HTTPS",
    "DEMO",
    "SITE_URL",
    "EMAIL_HOST",
    "EMAIL_PORT",
)


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """An environment that decides nothing."""
    for name in DECIDED:
        monkeypatch.setenv(name, "")  # so that monkeypatch puts back what the code changes
        monkeypatch.delenv(name)
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    return tmp_path


def decided():
    return {name: os.environ[name] for name in DECIDED if name in os.environ}


def test_up_makes_a_secret_of_its_own_and_keeps_it(bare):
    adopt_environment(["manage.py", "up"])

    file = bare / "run" / "secret_key"
    assert decided() == {
        "SECRET_KEY_FILE": str(file),
        "VAULT_KEYS_FILE": str(bare / "run" / "vault_keys"),
        "VAULT_INDEX_KEYS_FILE": str(bare / "run" / "vault_index_keys"),
        "HTTPS": "false",
        "DEMO": "true",
    }
    assert file.stat().st_mode & 0o777 == 0o600
    secret = file.read_text()
    assert len(secret) > 50
    del os.environ["SECRET_KEY_FILE"]
    adopt_environment(["manage.py", "up", "--no-demo"])
    assert file.read_text() == secret


def test_other_commands_find_what_up_decided_but_never_a_database(bare):
    adopt_environment(["manage.py", "up"])
    remember({**os.environ, "EMAIL_PORT": "1025", "DATABASE_URL": "postgresql://elsewhere/x"})
    made = decided()
    for name in made:
        del os.environ[name]

    adopt_environment(["manage.py", "shell"])

    assert decided() == {**made, "EMAIL_PORT": "1025"}
    assert "elsewhere" not in os.environ.get("DATABASE_URL", "")


def test_a_machine_with_its_own_secret_is_left_alone(bare):
    (bare / "run").mkdir()
    remember({"SECRET_KEY_FILE": "/other", "DEMO": "true"})
    os.environ["SECRET_KEY"] = "of this machine"

    adopt_environment(["manage.py", "migrate"])
    adopt_environment(["manage.py", "up"])

    assert decided() == {"SECRET_KEY": "of this machine"}
    assert not (bare / "run" / "secret_key").exists()


def test_nothing_is_decided_before_the_first_up(bare):
    adopt_environment(["manage.py", "migrate"])

    assert decided() == {}
