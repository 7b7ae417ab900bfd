"""Who can be tried with one tap where the service shows an invented district."""

from django.conf import settings

from accounts.models import User


def demo_sign_ins() -> list[User]:
    """Return the invented people in the order of the setting; none elsewhere."""
    if not settings.DEMO:
        return []
    known = {
        user.username: user
        for user in User.objects.filter(
            username__in=settings.DEMO_SIGN_INS, is_active=True, is_superuser=False
        ).prefetch_related("grants__region")
    }
    return [known[name] for name in settings.DEMO_SIGN_INS if name in known]
