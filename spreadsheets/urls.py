"""Pages under /spreadsheets/."""

from django.urls import path

from spreadsheets.views import exporting, imports, rows

app_name = "spreadsheets"

urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.upload_sheet, name="upload_sheet"),
    path("imports/template/<slug:kind>/", imports.template, name="template"),
    path("imports/<int:pk>/", imports.outcome, name="import"),
    path("imports/<int:pk>/columns/", imports.columns, name="columns"),
    path("imports/<int:pk>/look-again/", imports.look_again, name="look_again"),
    path("imports/<int:pk>/check/", rows.check, name="check"),
    path("imports/<int:pk>/check-again/", rows.check_again, name="check_again"),
    path("imports/<int:pk>/rows/<int:number>/", rows.correct_cell, name="correct_cell"),
    path("imports/<int:pk>/rows/<int:number>/match/", rows.choose_match, name="choose_match"),
    path("imports/<int:pk>/all-new/", rows.take_all_as_new, name="take_all_as_new"),
    path("imports/<int:pk>/confirm/", rows.confirm_import, name="confirm_import"),
    path("imports/<int:pk>/annotated/", imports.annotated, name="annotated"),
    path("imports/<int:pk>/undo/", imports.undo_import, name="undo_import"),
    path("export/<slug:key>/", exporting.export, name="export"),
]
