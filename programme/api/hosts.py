"""Whose book a payload means: one of a body, an organisation or a region."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.fields import VisibleRelated
from common.serializers import StrictSerializer
from meetings.models import Host
from regions.services import place
from volunteers.models import Organisation
from wksbm.models import Wksbm

HOST = ("wksbm", "organisation", "region")


class HostInput(StrictSerializer):
    """Exactly one of the three says whose it is."""

    wksbm = VisibleRelated(Wksbm, required=False)
    organisation = VisibleRelated(Organisation, required=False)
    region = serializers.CharField(max_length=13, required=False)


def take_host(facts: dict[str, Any]) -> Host:
    """Take the host out of what was sent. Raises ValidationError unless exactly one is named."""
    named = {name: facts.pop(name) for name in HOST if name in facts}
    if len(named) != 1:
        words = _("Sebut satu: WKSBM, lembaga, atau wilayah.")
        raise ValidationError({"wksbm": ValidationError(words, code="one_host")})
    host = named.get("wksbm") or named.get("organisation")
    return host or place(named["region"])
