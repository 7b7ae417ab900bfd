"""Payment runs, from what is due next to what was paid."""

from django.urls import path

from stipends.views import deciding, paying, printing, reading, running

urlpatterns = [
    path("", reading.runs, name="runs"),
    path("schemes/<int:pk>/start/", running.start_run, name="start_run"),
    path("runs/<int:pk>/", reading.run, name="run"),
    path("runs/<int:pk>/lines/", reading.run_lines, name="run_lines"),
    path("runs/<int:pk>/left-out/", reading.run_left_out, name="run_left_out"),
    path("runs/<int:pk>/compare/", reading.compare_run, name="compare_run"),
    path("runs/<int:pk>/history/", reading.run_history, name="run_history"),
    path("runs/<int:pk>/draft/", running.draft_run, name="draft_run"),
    path("runs/<int:pk>/people/<int:person>/", running.decide, name="decide"),
    path("runs/<int:pk>/held/<slug:held>/", running.decide_held, name="decide_held"),
    path("runs/<int:pk>/quantities/", running.note_quantities, name="note_quantities"),
    path("runs/<int:pk>/submit/", running.submit_run, name="submit_run"),
    path("runs/<int:pk>/cancel/", running.cancel_run, name="cancel_run"),
    path("runs/<int:pk>/send-back/", deciding.send_back, name="send_back"),
    path("runs/<int:pk>/approve/", deciding.approve_run, name="approve_run"),
    path("runs/<int:pk>/second/", deciding.second_run, name="second_run"),
    path("runs/<int:pk>/exception/", deciding.note_exception, name="note_exception"),
    path("runs/<int:pk>/release/", deciding.release_run, name="release_run"),
    path("runs/<int:pk>/pay/", paying.pay_lines, name="pay_lines"),
    path("runs/<int:pk>/ntpn/", paying.note_ntpn, name="note_ntpn"),
    path("runs/<int:pk>/print/", printing.print_run, name="print_run"),
    path("runs/<int:pk>/signed/", printing.attach_signed_list, name="attach_signed_list"),
    path("signed/<int:pk>/", printing.signed_list, name="signed_list"),
    path("runs/<int:pk>/close/", paying.close_run, name="close_run"),
]
