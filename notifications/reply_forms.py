"""What people answer to a message, and fill in about one that came back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import Reply


class MessageAnswerForm(forms.Form):
    """Three buttons, each of which sends the form."""

    answer = forms.ChoiceField(
        label=_("Jawaban"),
        choices=[("coming", _("HADIR")), ("not_coming", _("TIDAK")), ("postpone", _("TUNDA"))],
        error_messages={
            "required": _("Pilih HADIR, TIDAK, atau TUNDA."),
            "invalid_choice": _("Pilih HADIR, TIDAK, atau TUNDA."),
        },
    )


class DealWithReplyForm(forms.Form):
    meaning = forms.ChoiceField(
        label=_("Maksudnya"),
        choices=[("", _("Bukan jawaban undangan, atau sudah diurus sendiri")), *Reply.MEANINGS],
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Catatan"),
        max_length=200,
        required=False,
        help_text=_("Misalnya: sudah ditelepon, menanyakan tempat."),
    )
