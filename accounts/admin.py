"""Accounts in the operators' admin: for superusers, behind the same door as everything."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Grant, User

admin.site.unregister(Group)  # roles are in accounts/access.py


class ForSuperusers(admin.ModelAdmin):  # type: ignore[type-arg]
    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, _obj: object = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, _obj: object = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, _request: HttpRequest, _obj: object = None) -> bool:
        return False


class _ChangeForm(UserChangeForm[User]):
    class Meta:
        model = User
        fields = ("username", "name", "phone", "email", "is_active", "is_staff", "is_superuser")


class _AddForm(AdminUserCreationForm[User]):
    class Meta:
        model = User
        fields = ("username", "name")
        field_classes = {"username": forms.CharField}


@admin.register(User)
class UserAdmin(ForSuperusers, DjangoUserAdmin[User]):
    form = _ChangeForm
    add_form = _AddForm
    list_display = ("username", "name", "phone", "is_active", "is_superuser")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("username", "name", "phone", "email")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Orang"), {"fields": ("name", "phone", "email")}),
        (_("Akses"), {"fields": ("is_active", "is_staff", "is_superuser")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "name", "usable_password", "password1", "password2")}),
    )


@admin.register(Grant)
class GrantAdmin(ForSuperusers):
    list_display = ("user", "role", "region", "period", "granted_by")
    list_filter = ("role",)
    search_fields = ("user__username", "user__name", "region__code")
    list_select_related = ("user", "region", "granted_by")
    raw_id_fields = ("user", "region", "granted_by")
