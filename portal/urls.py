"""Addresses that belong to no single app; their names stand without a namespace."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from portal import views
from portal.assigning import views as assigning
from portal.onboarding import views as onboarding
from portal.styleguide import styleguide
from portal.summary import views as summary

urlpatterns = [
    path("", views.home, name="home"),
    path("summary/", summary.summary, name="summary"),
    path("summary/silence/", summary.silence, name="silence"),
    path("summary/monthly/", summary.monthly, name="monthly"),
    path("summary/print/", summary.print_summary, name="print_summary"),
    path("summary/monthly/print/", summary.print_monthly, name="print_monthly"),
    path("more/", views.more, name="more"),
    path("act-as/", views.act_as, name="act_as"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("onboarding/", onboarding.start_villages, name="start_villages"),
    path("onboarding/progress/", onboarding.progress, name="onboarding_progress"),
    path("onboarding/cards/", onboarding.cards, name="onboarding_cards"),
    path("onboarding/cards/print/", onboarding.print_cards, name="print_onboarding_cards"),
    path("regions-to-assign/", assigning.regions_to_assign, name="regions_to_assign"),
    path("regions-to-assign/<str:code>/", assigning.assign_region, name="assign_region"),
    path("help/", views.help, name="help"),
    path("styleguide/", styleguide, name="styleguide"),
    path("api/docs/", views.api_docs, name="api_docs"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("healthz", views.healthz, name="healthz"),
]
