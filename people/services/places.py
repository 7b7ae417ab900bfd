"""Where a person is known, when something is done for them that belongs somewhere."""

from django.utils.translation import gettext as _

from common.errors import RuleBroken
from people.models import Person
from regions.models import Region


def place_of(person: Person) -> Region:
    """Return the village where the person lives, or else where they were first noted.

    Raises not_known_anywhere.
    """
    if person.village is not None:
        return person.village
    presence = person.presences.select_related("region").order_by("pk").first()
    if presence is None:
        raise RuleBroken("not_known_anywhere", _("Orang ini belum tercatat di desa mana pun."))
    return presence.region
