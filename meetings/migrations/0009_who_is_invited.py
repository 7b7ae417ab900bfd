"""Who is invited to a meeting: said once, here, for pages, calendars and reminders alike."""

from django.db import migrations

CIRCLE = """
    CREATE FUNCTION meetings_circle(body bigint, organisation bigint, circle text, on_day date)
    RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
        SELECT holder_id FROM wksbm_seat
         WHERE wksbm_id = body AND term @> on_day AND circle IN ('all', 'board')
        UNION
        SELECT person_id FROM wksbm_membership
         WHERE wksbm_id = body AND term @> on_day AND circle = 'all'
        UNION
        SELECT person_id FROM volunteers_officeholder
         WHERE organisation_id = organisation AND term @> on_day
           AND (circle = 'all' OR circle = 'board' AND post <> 'member')
    $$
"""

# `left_out` takes away even whom a group invites.
INVITED = """
    CREATE FUNCTION meetings_invited(meeting uuid) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
        (
            SELECT meetings_circle(m.wksbm_id, m.organisation_id, m.circle, m."on")
              FROM meetings_meeting AS m WHERE m.id = meeting
            UNION
            SELECT holder.person_id
              FROM meetings_meeting AS m
              JOIN meetings_invitedgroup AS g ON g.meeting_id = m.id
              JOIN volunteers_officeholder AS holder
                ON holder.organisation_id = g.organisation_id AND holder.term @> m."on"
             WHERE m.id = meeting
            UNION
            SELECT serving.person_id
              FROM meetings_meeting AS m
              JOIN meetings_invitedgroup AS g ON g.meeting_id = m.id
              JOIN volunteers_appointment AS serving
                ON serving.pillar_id = g.pillar_id AND serving.term @> m."on"
               AND starts_with(serving.region_id, m.region_id)
               AND serving.ended_kind <> 'mistake'
             WHERE m.id = meeting
            UNION
            SELECT seat.holder_id
              FROM meetings_meeting AS m
              JOIN meetings_invitedgroup AS g ON g.meeting_id = m.id
              JOIN wksbm_seat AS seat
                ON starts_with(seat.region_id, m.region_id) AND seat.term @> m."on"
               AND (g."group" = 'boards' OR g."group" = 'chairs' AND seat.post = 'chair')
             WHERE m.id = meeting
            UNION
            SELECT person_id FROM meetings_invitation
             WHERE meeting_id = meeting AND person_id IS NOT NULL AND NOT left_out
        )
        EXCEPT
        SELECT person_id FROM meetings_invitation WHERE meeting_id = meeting AND left_out
    $$
"""

INVITED_IDS = """
    CREATE FUNCTION meetings_invited_ids(meeting uuid) RETURNS bigint[] LANGUAGE sql STABLE AS $$
        SELECT ARRAY(SELECT meetings_invited(meeting))
    $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0008_hosts_and_minutes"),
        ("volunteers", "0001_initial"),
        ("wksbm", "0004_history_rows"),
    ]

    operations = [
        migrations.RunSQL(CIRCLE, "DROP FUNCTION meetings_circle(bigint, bigint, text, date)"),
        migrations.RunSQL(INVITED, "DROP FUNCTION meetings_invited(uuid)"),
        migrations.RunSQL(INVITED_IDS, "DROP FUNCTION meetings_invited_ids(uuid)"),
    ]
