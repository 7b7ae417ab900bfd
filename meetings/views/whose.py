"""Whose meetings a page is about: a body's, an organisation's, or a region's own."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from accounts.access import Can, codes_where, covers, require
from accounts.requests import SignedInRequest
from accounts.shortcuts import visible_or_404
from meetings.models import Host, meetings_url, name_of
from regions.models import Region
from volunteers.models import Organisation
from wksbm.models import Wksbm

BODY, ORGANISATION, REGION = "wksbm", "organisation", "region"


def host_or_404(
    request: SignedInRequest, of: str, key: int | str, *, can: Can | None = None
) -> Host:
    """Return the host among those that the user sees; with `can`, refuse who may not do it.

    A region is everybody's to read about, but a host only to whoever has it under a grant.
    """
    if of == REGION:
        return _region_or_404(request, str(key), can)
    model: type[Wksbm | Organisation] = Organisation if of == ORGANISATION else Wksbm
    return visible_or_404(model, request.user, can=can, pk=key)


def _region_or_404(request: SignedInRequest, code: str, can: Can | None) -> Region:
    if not any(covers(seen, code) for seen in codes_where(request.user)):
        raise Http404
    region = visible_or_404(Region, request.user, pk=code)
    if can is not None:
        require(request.user, can, on=region)
    return region


def host_named(request: SignedInRequest, *, can: Can) -> Host | None:
    """Return the host that the address names, as `host_query` writes it; None if it names none."""
    for of in (BODY, ORGANISATION, REGION):
        key = request.GET.get(of, "")[:18]
        if key and of == REGION:
            return host_or_404(request, of, key, can=can)
        if key:
            number = int(key) if key.isascii() and key.isdigit() else 0
            return host_or_404(request, of, number, can=can)
    return None


def host_query(host: Host) -> str:
    """Return how an address names the host after its question mark: wksbm=7."""
    return f"{kind_of_host(host)}={host.pk}"


def kind_of_host(host: Host) -> str:
    match host:
        case Wksbm():
            return BODY
        case Organisation():
            return ORGANISATION
    return REGION


def host_page(name: str, host: Host) -> str:
    """Return the address of one of the pages that every host has: plan_meeting, start_series."""
    kind = kind_of_host(host)
    return reverse(
        f"meetings:{name}" if kind == BODY else f"meetings:{name}_of_{kind}", args=[host.pk]
    )


def about(host: Host) -> dict[str, Any]:
    """Return what the templates say of a host: its name, and where its meetings are listed."""
    return {"host": host, "host_name": name_of(host), "host_url": meetings_url(host)}
