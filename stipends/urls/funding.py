"""Where the money comes from, and by which rules it goes."""

from django.urls import path

from stipends.views import funding, places, schemes

urlpatterns = [
    path("sources/", funding.sources, name="sources"),
    path("sources/add/", funding.add_source, name="add_source"),
    path("sources/close-year/", funding.close_year, name="close_year"),
    path("sources/<int:pk>/", funding.source, name="source"),
    path("sources/<int:pk>/change/", funding.change_source, name="change_source"),
    path("sources/<int:pk>/history/", funding.source_history, name="source_history"),
    path("schemes/", schemes.schemes, name="schemes"),
    path("schemes/add/", schemes.add_scheme, name="add_scheme"),
    path("schemes/<int:pk>/", schemes.scheme, name="scheme"),
    path("schemes/<int:pk>/change/", schemes.change_scheme, name="change_scheme"),
    path("schemes/<int:pk>/rate/", schemes.set_rate, name="set_rate"),
    path("schemes/<int:pk>/history/", schemes.scheme_history, name="scheme_history"),
    path("rules/", places.rules, name="rules"),
    path("rules/policy/", places.write_policy, name="write_policy"),
    path("rules/officials/add/", places.add_official, name="add_official"),
    path("rules/officials/<int:pk>/change/", places.change_official, name="change_official"),
    path("taxes/", places.taxes, name="taxes"),
    path("taxes/people/<int:pk>/", places.note_tax_status, name="note_tax_status"),
]
