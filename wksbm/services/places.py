"""A region that a form or a program names by its code."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.dates import today
from regions.models import Region


def place(code: str, *, field: str = "region") -> Region:
    """Return the region of the code that exists today: the reference of regions is public."""
    found = Region.objects.not_ended(today()).filter(pk=code.strip()).first()
    if found is None:
        raise ValidationError(
            {field: ValidationError(_("Wilayah dengan kode ini tidak ada."), code="no_region")}
        )
    return found
