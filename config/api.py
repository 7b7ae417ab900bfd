"""The API's addresses: nouns in the plural, under /api/v1/."""

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.plumbing import get_lib_doc_excludes
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from accounts.api import MeView
from accounts.viewsets import ScopedViewSet
from common.serializers import StrictModelSerializer, StrictSerializer
from jobs.api import JobViewSet
from meetings.api import (
    FeedViewSet,
    FollowUpViewSet,
    HolidayViewSet,
    MeetingKindViewSet,
    MeetingViewSet,
    RecapView,
    SeriesViewSet,
)
from notifications.api import DeliveryViewSet, QuietTimeViewSet
from notifications.api_health import ChannelHealthViewSet, SelfCheckViewSet
from notifications.api_replies import ReplyViewSet
from notifications.api_rules import RulePlanViewSet
from notifications.api_wishes import OptOutViewSet, SendingStartViewSet
from papers.api import PaperViewSet
from people.api import (
    DataRequestViewSet,
    DuplicateViewSet,
    MergeViewSet,
    OwnDataView,
    PersonViewSet,
)
from portal.api import RegionViewSet
from portal.summary.api import MonthlyView, SilenceViewSet
from programme.api import ActivityViewSet, BookViewSet, LetterViewSet, VisitViewSet
from spreadsheets.api.exporting import ExportView
from spreadsheets.api.imports import ImportViewSet
from stipends.api import (
    CorrectionViewSet,
    DisputeViewSet,
    FairnessView,
    FundingSourceViewSet,
    LeftOutViewSet,
    OfficialViewSet,
    OwnLineViewSet,
    PaidLineViewSet,
    PayeeViewSet,
    RecordedPaymentViewSet,
    RunViewSet,
    SchemeViewSet,
    SignedListViewSet,
    StipendPolicyViewSet,
    TaxRuleViewSet,
)
from volunteers.api import (
    AbsenceViewSet,
    ActivityReportViewSet,
    AssignmentViewSet,
    DroppedScanViewSet,
    DutyViewSet,
    OfficeHolderViewSet,
    OrganisationViewSet,
    PillarViewSet,
    QualificationKindViewSet,
    QualificationViewSet,
    TierStepViewSet,
    TrainingViewSet,
    VolunteerViewSet,
)
from wksbm.api import (
    DecreeViewSet,
    MembershipViewSet,
    OfficeViewSet,
    SeatViewSet,
    WksbmViewSet,
)

router = SimpleRouter(use_regex_path=True)
router.register("regions", RegionViewSet, basename="region")
router.register("persons", PersonViewSet, "person")
router.register("duplicates", DuplicateViewSet, "duplicate")
router.register("merges", MergeViewSet, "merge")
router.register("wksbm", WksbmViewSet, "wksbm")
router.register("offices", OfficeViewSet, "office")
router.register("decrees", DecreeViewSet, "decree")
router.register("seats", SeatViewSet, "seat")
router.register("members", MembershipViewSet, "member")
router.register("volunteers", VolunteerViewSet, "volunteer")
router.register("tier-steps", TierStepViewSet, "tier-step")
router.register("pillars", PillarViewSet, "pillar")
router.register("series", SeriesViewSet, "series")
router.register("meetings", MeetingViewSet, "meeting")
router.register("follow-ups", FollowUpViewSet, "follow-up")
router.register("meeting-kinds", MeetingKindViewSet, "meeting-kind")
router.register("feeds", FeedViewSet, "feed")
router.register("duties", DutyViewSet, "duty")
router.register("assignments", AssignmentViewSet, "assignment")
router.register("absences", AbsenceViewSet, "absence")
router.register("organisations", OrganisationViewSet, "organisation")
router.register("office-holders", OfficeHolderViewSet, "office-holder")
router.register("qualification-kinds", QualificationKindViewSet, "qualification-kind")
router.register("qualifications", QualificationViewSet, "qualification")
router.register("trainings", TrainingViewSet, "training")
router.register("activity-reports", ActivityReportViewSet, "activity-report")
router.register("dropped-scans", DroppedScanViewSet, "dropped-scan")
router.register("holidays", HolidayViewSet, "holiday")
router.register("activities", ActivityViewSet, "activity")
router.register("letters", LetterViewSet, "letter")
router.register("visits", VisitViewSet, "visit")
router.register("books", BookViewSet, "book")
router.register("papers", PaperViewSet, "paper")
router.register("deliveries", DeliveryViewSet, "delivery")
router.register("replies", ReplyViewSet, "reply")
router.register("opt-outs", OptOutViewSet, "opt-out")
router.register("sending-starts", SendingStartViewSet, "sending-start")
router.register("reminder-rules", RulePlanViewSet, "reminder-rule")
router.register("channels", ChannelHealthViewSet, "channel")
router.register("self-checks", SelfCheckViewSet, "self-check")
router.register("quiet-times", QuietTimeViewSet, "quiet-time")
router.register("imports", ImportViewSet, "import")
router.register("jobs", JobViewSet, "job")
router.register("summaries/silence", SilenceViewSet, "silence")
router.register("data-requests", DataRequestViewSet, "data-request")
router.register("funding-sources", FundingSourceViewSet, "funding-source")
router.register("stipend-schemes", SchemeViewSet, "stipend-scheme")
router.register("stipend-policies", StipendPolicyViewSet, "stipend-policy")
router.register("stipend-officials", OfficialViewSet, "stipend-official")
router.register("stipend-runs", RunViewSet, "stipend-run")
router.register("stipend-signed-lists", SignedListViewSet, "stipend-signed-list")
router.register("stipend-lines", PaidLineViewSet, "stipend-line")
router.register("own-stipends", OwnLineViewSet, "own-stipend")
router.register("stipend-corrections", CorrectionViewSet, "stipend-correction")
router.register("recorded-payments", RecordedPaymentViewSet, "recorded-payment")
router.register("stipend-disputes", DisputeViewSet, "stipend-dispute")
router.register("stipend-payees", PayeeViewSet, "stipend-payee")
router.register("stipend-left-out", LeftOutViewSet, "stipend-left-out")
router.register("tax-rules", TaxRuleViewSet, "tax-rule")

v1: list[URLPattern | URLResolver] = [
    path("me/", MeView.as_view(), name="me"),
    path("persons/me/", OwnDataView.as_view(), name="own-data"),
    path("recaps/", RecapView.as_view(), name="recap"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("stipend-fairness/", FairnessView.as_view(), name="stipend-fairness"),
    path("summaries/monthly/", MonthlyView.as_view(), name="monthly"),
    path("exports/<slug:key>/", ExportView.as_view(), name="export"),
    path("", include(router.urls)),
]


def bases() -> list[type]:
    """Return the classes whose docstrings are for who builds on them, not for the schema."""
    theirs: list[type] = get_lib_doc_excludes()  # type: ignore[no-untyped-call]
    return [*theirs, ScopedViewSet, StrictModelSerializer, StrictSerializer]
