"""Forms have fields only: what a service refuses is put beside the field that it names."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

Result = TypeVar("Result")


def apply(form: forms.BaseForm, service: Callable[[], Result]) -> Result | None:
    """Run the service on a valid form; None means that the form now says what is wrong."""
    if not form.is_valid():
        return None
    try:
        return service()
    except ValidationError as error:
        for field, faults in by_field(error).items():
            form.add_error(field if field in form.fields else None, ValidationError(faults))
        return None


def by_field(error: ValidationError) -> dict[str, list[ValidationError]]:
    """Return the faults by the field they name."""
    if hasattr(error, "error_dict"):
        return dict(error.error_dict)
    return {NON_FIELD_ERRORS: error.error_list}
