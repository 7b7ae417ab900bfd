"""A page that shows every component with invented content; only while DEBUG or DEMO is on."""

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

_INVITATION = """Yth. Ibu/Bapak pengurus dan anggota WKSBM Melati,

Pertemuan rutin hari Sabtu, 28 November 2026
pukul 15.00 WITA di Balai Desa Banjar.

Mohon hadir. Terima kasih."""


class ExampleForm(forms.Form):
    place = forms.CharField(
        label=_("Tempat pertemuan"), help_text=_("Terisi dari pertemuan yang lalu.")
    )
    nik = forms.CharField(
        label="NIK", required=False, min_length=16, help_text=_("16 angka, bila ada.")
    )
    held_on = forms.DateField(
        label=_("Tanggal"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    born_on = forms.DateField(
        label=_("Tanggal lahir"),
        required=False,
        widget=forms.SelectDateWidget(years=range(1940, 2020)),
    )
    level = forms.ChoiceField(
        label=_("Tingkat"),
        widget=forms.RadioSelect,
        choices=[("village", _("Desa")), ("hamlet", _("Dusun")), ("rw", "RW")],
    )
    topics = forms.MultipleChoiceField(
        label=_("Yang dibahas"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("fees", _("Iuran")), ("aid", _("Bantuan")), ("visits", _("Kunjungan warga"))],
    )
    kind = forms.ChoiceField(
        label=_("Jenis SK"), choices=[("board", _("Pengurus")), ("yearly", _("Tahunan"))]
    )
    decisions = forms.CharField(
        label=_("Keputusan"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    scan = forms.FileField(label=_("Pindaian SK"), required=False, help_text=_("PDF atau foto."))
    password = forms.CharField(
        label=_("Kata sandi"), widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    remember = forms.BooleanField(label=_("Ingat saya di HP ini 90 hari"), required=False)


class ExampleFilterForm(forms.Form):
    q = forms.CharField(label=_("Cari"), required=False)
    state = forms.ChoiceField(
        label=_("Keadaan SK"),
        required=False,
        choices=[("", _("Semua")), ("active", _("Berlaku")), ("lapsed", _("Habis"))],
    )


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    filled = {"nik": "520712345678901", "held_on": "2026-11-21", "level": "village"}
    form = ExampleForm(filled | {"place": "Balai Desa Banjar", "kind": "board"})
    context = {
        "form": form,
        "filter_form": ExampleFilterForm(request.GET),
        "invitation": _INVITATION,
        "crumbs": [{"label": _("Beranda"), "url": "#"}, {"label": _("Pertemuan"), "url": "#"}],
        "steps": [
            {"label": _("Unggah"), "url": "#", "current": False, "done": True},
            {"label": _("Periksa"), "url": "", "current": True, "done": False},
            {"label": _("Simpan"), "url": "", "current": False, "done": False},
        ],
        "tabs": [
            {"label": _("Pengurus"), "url": "#", "current": True, "count": 0},
            {"label": "SK", "url": "#", "current": False, "count": 3},
            {"label": _("Pertemuan"), "url": "#", "current": False, "count": 12},
        ],
        "events": [
            {
                "title": _("Terkirim ke surel"),
                "at": "21 November 2026, 15.12 WITA",
                "detail": _("Diterima peladen surel pada percobaan kedua."),
                "tone": "ok",
            },
            {
                "title": _("Percobaan pertama gagal"),
                "at": "21 November 2026, 15.10 WITA",
                "detail": _("Peladen surel tidak menjawab."),
                "tone": "danger",
            },
            {
                "title": _("Direncanakan"),
                "at": "14 November 2026, 08.00 WITA",
                "detail": "",
                "tone": "",
            },
        ],
        "names": ["Siti Aminah", "Lalu Hamdan", "Baiq Nurhayati", "Made Sutarja", "Rahmawati"],
    }
    return render(request, "portal/styleguide.html", context)
