"""Papers for tests: issued as the service issues them."""

from accounts.access import Role
from meetings.papers import INVITATION
from papers.services import issue_paper
from tests.factories.accounts import make_user


def make_paper(subject, kind=INVITATION, **options):
    """Return a paper of the kind about the subject, issued by an officer of its regency."""
    officer = make_user(Role.DISTRICT_OFFICER, subject.region_id[:5])
    return issue_paper(kind, subject, actor=officer, **options)
