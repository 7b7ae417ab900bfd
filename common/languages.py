"""Two languages: the reader's own on pages, and the official one in what is sent and kept."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from common.problems import is_api

Params = ParamSpec("Params")
Result = TypeVar("Result")


def language_of(request: HttpRequest) -> str:
    """Return what the reader chose; only a program may say it by a header instead.

    Browsers announce the language that a phone was sold with, and many here are sold in English.
    """
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    if is_api(request):
        for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
            language = str(code).split("-")[0]
            if language in dict(settings.LANGUAGES):
                return language
    return settings.LANGUAGE_CODE


def official(function: Callable[Params, Result]) -> Callable[Params, Result]:
    """Run the function in Indonesian: its texts go out to people, or are kept, as they are.

    Whoever presses the button, and whatever a worker spoke before, must not change them.
    """

    @wraps(function)
    def in_indonesian(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        with translation.override(settings.LANGUAGE_CODE):
            return function(*args, **kwargs)

    return in_indonesian


def said(kept: str) -> str:
    """Return a kept text in the reader's language, if it is one of ours; else as it stands."""
    return translation.gettext(kept) if kept else ""
