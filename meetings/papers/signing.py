"""Who signs the papers of a meeting, as of a day: by the host's posts, and by the kind's rules."""

from __future__ import annotations

from datetime import date

from common.names import bare
from meetings.models import Host, Meeting
from meetings.services.approval import holder_of
from papers.signers import Capacity, Signer
from regions.codes import Level, level_of
from regions.models import Region
from volunteers.papers.heads import head_of
from wksbm.models import Seat

ABOVE = "Mengetahui,"


def chair_of(meeting: Meeting, on: date, *, above: str = "") -> Signer:
    """Return who signs for the host; the vice chair on behalf, where the chair's post is empty.

    A region's meeting is chaired by whom its kind names; no register holds that name, but the
    minutes do.
    """
    if not isinstance(meeting.host, Region):
        return signer_of_host(meeting.host, Seat.Post.CHAIR, on, above=above)
    head, by = head_of(meeting.region), meeting.kind.chaired_by
    if not by or head.startswith(by):
        return Signer(head, name=meeting.led_by, above=above)
    return Signer(by, name=meeting.led_by, above=above, of=meeting.region.full_name)


def secretary_of(meeting: Meeting, on: date) -> Signer:
    if not isinstance(meeting.host, Region):
        return signer_of_host(meeting.host, Seat.Post.SECRETARY, on)
    return Signer("Notulis", name=meeting.minuted_by)


def signer_of_host(host: Host, post: Seat.Post, on: date, *, above: str = "") -> Signer:
    """Return the holder of a post; of a region its head, or whoever writes for it, without name."""
    chair = Seat.Post.CHAIR
    if isinstance(host, Region):
        return Signer(head_of(host) if post == chair else "Pencatat", above=above)
    title, name = f"{post.label} {host.name}", _name_of(host, post, on)
    vice = "" if name or post != chair else _name_of(host, Seat.Post.VICE_CHAIR, on)
    if vice:
        own = str(Seat.Post.VICE_CHAIR.label)
        return Signer(title, name=vice, capacity=Capacity.AN, own_title=own, above=above)
    return Signer(title, name=name, above=above)


def leader_of(meeting: Meeting) -> Signer:
    """Return who led the meeting: as it was written down, else the chair of the day."""
    return _acting("Pimpinan rapat", meeting.led_by, chair_of(meeting, meeting.on))


def minuter_of(meeting: Meeting) -> Signer:
    """Return who wrote it down: as it was written down, else the secretary of the day."""
    return _acting("Notulis", meeting.minuted_by, secretary_of(meeting, meeting.on))


def signers_of_record(meeting: Meeting) -> list[Signer]:
    """Return who signs a record of proceedings.

    Of a region's meeting its chair with the head of the village, and two of those who came
    (Permendes 16/2019); of a body's its chair and its writer, and the head of the village knows.
    """
    chair, head = chair_of(meeting, meeting.on), head_of(meeting.region)
    in_village = level_of(meeting.region_id) == Level.VILLAGE
    if not isinstance(meeting.host, Region):
        return [minuter_of(meeting), chair, Signer(head, above=ABOVE)]
    beside = Signer(head) if in_village and head != chair.title else minuter_of(meeting)
    people = "masyarakat" if meeting.kind.has_quorum else "peserta"
    return [beside, chair, *[Signer(f"Wakil {people}")] * 2]


def _name_of(host: Host, post: str, on: date) -> str:
    person = holder_of(host, post, on)
    return person.name if person else ""


def _acting(title: str, name: str, usual: Signer) -> Signer:
    """Return somebody under what they did, with their office if it is theirs."""
    if usual.title == title or (name and bare(name) != bare(usual.name)):
        return Signer(title, name=name)
    of = usual.own_title or usual.title
    return Signer(title, name=name or usual.name, of=" ".join([of, usual.of]).strip())
