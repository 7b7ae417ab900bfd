"""What people fill in about accounts: fields only, the services refuse."""

from allauth.account.forms import LoginForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.access import Role, regions_to_invite, roles_to_invite
from accounts.models import User
from common.dates import today
from regions.models import Region

MOST_CHOICES = 300  # beyond it, a list is slower than typing a code


class SignInForm(LoginForm):
    """One field says who: user name, phone number or e-mail address."""

    login = forms.CharField()  # made by the parent, shaped below
    password = forms.CharField(
        label=_("Kata sandi"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    remember = forms.BooleanField(
        label=_("Ingat saya di HP ini 90 hari"), required=False, initial=True
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Nama pengguna, nomor HP, atau surel"),
            max_length=254,
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
            ),
        )


class _Places(forms.ModelChoiceField[Region]):
    def label_from_instance(self, region: Region) -> str:
        above = f", {region.parent.full_name}" if region.parent else ""
        return f"{region.full_name}{above}"


class _RoleForm(forms.Form):
    """Offers the roles and places that the actor may give; the service decides on the pair."""

    role = forms.ChoiceField(label=_("Peran"))
    region = _Places(label=_("Wilayah"), queryset=Region.objects.visible_to(None))
    last_day = forms.DateField(
        label=_("Hari terakhir"),
        required=False,
        help_text=_("Kosongkan bila belum diketahui."),
        widget=forms.SelectDateWidget(empty_label=("-", "-", "-")),
    )

    def __init__(self, *args: object, actor: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        role, region = self.fields["role"], self.fields["region"]
        labels = dict(Role.choices)
        role.choices = [  # type: ignore[attr-defined]
            (name, labels[name]) for name in roles_to_invite(actor)
        ]
        places = regions_to_invite(actor)
        if places[MOST_CHOICES:].exists():
            region.widget = forms.TextInput(attrs={"inputmode": "decimal"})
            region.help_text = _("Kode wilayah, misalnya 52.07 atau 52.07.01.2001.")
            region.error_messages["invalid_choice"] = _("Kode wilayah ini tidak dikenal.")
        region.queryset = places.select_related("parent")  # type: ignore[attr-defined]


class InviteForm(_RoleForm):
    name = forms.CharField(label=_("Nama lengkap"), max_length=120)
    phone = forms.CharField(
        label=_("Nomor HP"),
        max_length=30,
        required=False,
        help_text=_("Boleh sama dengan anggota keluarga. Contoh: 0812-3456-7890."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    username = forms.CharField(
        label=_("Nama pengguna"),
        max_length=60,
        required=False,
        help_text=_("Bila kosong, dibuat dari nama: siti.aminah"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    field_order = ("name", "phone", "role", "region", "username", "last_day")


class RoleForm(_RoleForm):
    pass


class PeriodForm(forms.Form):
    last_day = forms.DateField(
        label=_("Hari terakhir"),
        required=False,
        help_text=_("Kosongkan bila belum diketahui."),
        widget=forms.SelectDateWidget(empty_label=("-", "-", "-")),
    )


class NewPhoneForm(forms.Form):
    new_phone = forms.CharField(
        label=_("Nomor HP baru"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class HandOverForm(forms.Form):
    """Who takes over which roles: somebody with an account, or somebody new."""

    grants = forms.TypedMultipleChoiceField(
        label=_("Peran yang diserahkan"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    successor = forms.CharField(
        label=_("Nama pengguna pengganti"),
        required=False,
        max_length=60,
        help_text=_("Bila pengganti sudah punya akun. Bila belum, kosongkan dan isi di bawah."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Nama lengkap pengganti"), required=False, max_length=120)
    phone = forms.CharField(
        label=_("Nomor HP pengganti"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    work = forms.MultipleChoiceField(
        label=_("Ikut beralih"), required=False, widget=forms.CheckboxSelectMultiple
    )
    on = forms.DateField(label=_("Tanggal serah terima"))
    reason = forms.CharField(
        label=_("Alasan"), max_length=200, help_text=_("Misalnya mutasi, pensiun, SK baru.")
    )

    def __init__(
        self,
        *args: object,
        grants: list[tuple[int, str]],
        work: list[tuple[str, str]],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(*args, initial=initial)  # type: ignore[arg-type,misc]
        year = today().year  # a record is often written after the new year
        self.fields["on"].widget = forms.SelectDateWidget(years=(year - 1, year))
        self.fields["grants"].choices = grants  # type: ignore[attr-defined]
        if work:
            self.fields["work"].choices = work  # type: ignore[attr-defined]
        else:
            del self.fields["work"]


class MergeForm(forms.Form):
    """Which other account is the same person's, and which of the two stays."""

    other = forms.TypedChoiceField(
        label=_("Akun lain orang ini"), coerce=int, widget=forms.RadioSelect
    )
    stays = forms.ChoiceField(label=_("Akun yang dipakai terus"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Alasan"), max_length=200)

    def __init__(
        self, *args: object, others: list[tuple[int, str]], this: str, initial: dict[str, object]
    ) -> None:
        super().__init__(*args, initial=initial)  # type: ignore[arg-type,misc]
        self.fields["other"].choices = others  # type: ignore[attr-defined]
        self.fields["stays"].choices = [  # type: ignore[attr-defined]
            ("this", this),
            ("other", _("Akun lain yang dipilih di atas")),
        ]


class LinkForm(forms.Form):
    """The secret of a link: filled in by the page's script, or pasted."""

    secret = forms.CharField(
        label=_("Kode"),
        max_length=60,
        help_text=_("Bagian tautan sesudah tanda #."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Kata sandi baru"),
        strip=False,
        help_text=_("Sedikitnya 8 huruf atau angka, bukan yang mudah ditebak."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ConfirmPhoneForm(forms.Form):
    password = forms.CharField(
        label=_("Kata sandi"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ChangePasswordForm(forms.Form):
    current = forms.CharField(
        label=_("Kata sandi sekarang"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("Kata sandi baru"),
        strip=False,
        help_text=_("Sedikitnya 8 huruf atau angka, bukan yang mudah ditebak."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Nama program"), max_length=80, help_text=_("Untuk apa kunci ini dipakai.")
    )
    may_write = forms.BooleanField(label=_("Boleh juga menulis"), required=False)
    days = forms.IntegerField(
        label=_("Berlaku berapa hari"), min_value=1, max_value=366, initial=30
    )


class AddKeyForm(AddWebAuthnForm):
    name = forms.CharField(label=_("Nama kunci"), required=False)


class EditKeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Nama kunci"))


class SecondStepResetForm(forms.Form):
    reason = forms.CharField(
        label=_("Mengapa, dan bagaimana Ibu/Bapak yakin bahwa ini orangnya?"),
        max_length=200,
        help_text=_("Misalnya: HP hilang, datang sendiri ke kantor membawa KTP."),
    )
