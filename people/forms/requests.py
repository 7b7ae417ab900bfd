"""What people fill in about requests for their own data: fields only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import Consent, DataRequest


class AskForm(forms.Form):
    """What one asks about one's own data. Consents have a button of their own."""

    kind = forms.ChoiceField(
        label=_("Yang diminta"),
        choices=[
            choice for choice in DataRequest.Kind.choices if choice[0] != DataRequest.Kind.WITHDRAW
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Penjelasan"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Misalnya: nama saya seharusnya ditulis Sitti, bukan Siti."),
    )


class NoteRequestForm(forms.Form):
    """What somebody without an account asked, as an officer writes it down."""

    kind = forms.ChoiceField(
        label=_("Yang diminta"), choices=DataRequest.Kind.choices, widget=forms.RadioSelect
    )
    purpose = forms.ChoiceField(
        label=_("Persetujuan yang ditarik"),
        choices=[("", "---------"), *Consent.Purpose.choices],
        required=False,
        help_text=_("Hanya untuk penarikan persetujuan."),
    )
    text = forms.CharField(
        label=_("Isi permintaan"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    asked_how = forms.ChoiceField(
        label=_("Cara meminta"),
        choices=[c for c in DataRequest.Means.choices if c[0] != DataRequest.Means.SCREEN],
        widget=forms.RadioSelect,
    )
    identity = forms.ChoiceField(
        label=_("Bagaimana pemohon menunjukkan dirinya"),
        choices=[c for c in DataRequest.Identity.choices if c[0] != DataRequest.Identity.ACCOUNT],
        widget=forms.RadioSelect,
    )
    asked_at = forms.DateTimeField(
        label=_("Diminta pada"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Waktu setempat. Kosongkan bila baru saja. Jam 3 x 24 jam mulai dari sini."),
    )


class WithdrawnForm(forms.Form):
    """An end of a consent: there is nothing to say but that it is done."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AnswerForm(WithdrawnForm):
    answer = forms.CharField(
        label=_("Jawaban kepada pemohon"),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )


class RefuseForm(AnswerForm):
    because = forms.ChoiceField(
        label=_("Alasan hukum"),
        choices=DataRequest.Because.choices,
        widget=forms.RadioSelect,
    )
    field_order = ["because", "answer", "version"]
