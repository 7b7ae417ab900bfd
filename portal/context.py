"""What the frame of every page needs: where one is, who one is, what is unread."""

from django.http import HttpRequest


def shell(_request: HttpRequest) -> dict[str, object]:
    return {"shell": None}
