"""What becomes of money: one's own, each line, corrections, others' payments, disputes."""

from django.urls import path

from stipends.views import corrections, disputes, lines, own, recorded

urlpatterns = [
    path("mine/", own.own, name="own"),
    path("mine/dispute/", own.dispute_own, name="dispute_own"),
    path("mine/lines/<int:pk>/confirm/", own.confirm_receipt, name="confirm_receipt"),
    path("mine/lines/<int:pk>/dispute/", own.dispute_line, name="dispute_line"),
    path("lines/<int:pk>/", lines.line, name="line"),
    path("lines/<int:pk>/pay/", lines.pay_line, name="pay_line"),
    path("lines/<int:pk>/return/", lines.return_line, name="return_line"),
    path("lines/<int:pk>/pay-owed/", lines.pay_owed, name="pay_owed"),
    path(
        "lines/<int:pk>/settlements/<int:settlement>/print/",
        lines.print_settlement,
        name="print_settlement",
    ),
    path("lines/<int:pk>/treasury/", lines.to_treasury, name="to_treasury"),
    path("lines/<int:pk>/unblock/", lines.unblock_line, name="unblock_line"),
    path("lines/<int:pk>/correct/", corrections.propose_correction, name="propose_correction"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<int:pk>/", corrections.correction, name="correction"),
    path(
        "corrections/<int:pk>/approve/", corrections.approve_correction, name="approve_correction"
    ),
    path("corrections/<int:pk>/refuse/", corrections.refuse_correction, name="refuse_correction"),
    path("recorded/", recorded.recorded, name="recorded"),
    path("recorded/find/", recorded.find_payee, name="find_payee"),
    path("recorded/people/<int:pk>/", recorded.record_payment, name="record_payment"),
    path("recorded/<int:pk>/withdraw/", recorded.withdraw_recorded, name="withdraw_recorded"),
    path("disputes/", disputes.disputes, name="disputes"),
    path("disputes/<int:pk>/", disputes.dispute, name="dispute"),
    path("disputes/<int:pk>/answer/", disputes.answer_dispute, name="answer_dispute"),
    path("disputes/people/<int:pk>/", disputes.note_dispute, name="note_dispute"),
]
