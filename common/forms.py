"""Forms have fields only: what a service refuses is put beside the field that it names."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

Result = TypeVar("Result")


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ClockField(forms.TimeField):
    """An hour as it is written here: 15.00. A browser's own field would say 03:00 PM to many."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Pukul"))
        options.setdefault("help_text", _("Seperti 15.00, menurut jam di desa."))
        widget = forms.TimeInput(attrs={"inputmode": "decimal", "maxlength": 8}, format="%H.%M")
        formats = ("%H.%M", "%H:%M", "%H,%M", "%H:%M:%S", "%H", "%H%M")
        super().__init__(widget=widget, input_formats=formats, **options)


class DocumentInput(forms.FileInput):
    """Lets one PDF or several photos be chosen; the list keeps their order."""

    allow_multiple_selected = True
    accepted = "application/pdf,image/jpeg,image/png"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": self.accepted, "multiple": True, **(attrs or {})})


class DocumentField(forms.FileField):
    """The files of one document, unread: `common.documents` says whether they may be kept."""

    widget = DocumentInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [super(DocumentField, self).clean(file, initial) for file in data or [None]]
        return [file for file in files if file is not None]


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
