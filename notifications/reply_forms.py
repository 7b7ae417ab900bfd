"""What people fill in about a message that came back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import Reply


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
