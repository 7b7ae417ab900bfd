"""What is sent to people who are let in, ready for a messenger."""

from django.utils.translation import gettext as _

from accounts.models import User
from common.languages import official


@official
def link_text(user: User, *, url: str, secret: str) -> str:
    """Return the message that brings somebody the link: the secret stands behind its #."""
    return _(
        "Ibu/Bapak %(name)s, ini tautan untuk masuk ke WKSBM:\n%(url)s#%(secret)s\n\n"
        "Nama pengguna: %(username)s\n"
        "Tautan berlaku 7 hari dan hanya sekali. Jangan diteruskan kepada orang lain."
    ) % {"name": user.name, "url": url, "secret": secret, "username": user.username}
