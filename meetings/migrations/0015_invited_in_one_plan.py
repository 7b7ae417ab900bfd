"""Who belongs to a meeting's circle is part of the plan: it was called apart for each meeting."""

from django.db import migrations

# In FROM the function of the circle is opened like a view; in a list of what is selected it was
# started anew for each meeting, which cost more than all that it found.
INVITED = """
    CREATE OR REPLACE FUNCTION meetings_invited(meeting uuid)
    RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
        (
            SELECT circle.person_id
              FROM meetings_meeting AS m
             CROSS JOIN LATERAL meetings_circle(
                       m.wksbm_id, m.organisation_id, m.circle, m."on"
                   ) AS circle (person_id)
             WHERE m.id = meeting
            UNION
            SELECT asked.person_id
              FROM meetings_meeting AS m
              JOIN meetings_invitedgroup AS g ON g.meeting_id = m.id
             CROSS JOIN LATERAL (
                       SELECT person_id FROM volunteers_officeholder
                        WHERE organisation_id = g.organisation_id AND term @> m."on"
                       UNION ALL
                       SELECT person_id FROM volunteers_appointment
                        WHERE pillar_id = g.pillar_id AND term @> m."on"
                          AND starts_with(region_id, m.region_id) AND ended_kind <> 'mistake'
                       UNION ALL
                       SELECT holder_id FROM wksbm_seat
                        WHERE starts_with(region_id, m.region_id) AND term @> m."on"
                          AND (g."group" = 'boards' OR g."group" = 'chairs' AND post = 'chair')
                   ) AS asked (person_id)
             WHERE m.id = meeting
            UNION
            SELECT person_id FROM meetings_invitation
             WHERE meeting_id = meeting AND person_id IS NOT NULL AND NOT left_out
        )
        EXCEPT
        SELECT person_id FROM meetings_invitation WHERE meeting_id = meeting AND left_out
    $$
"""
INVITED_BEFORE = """
    CREATE OR REPLACE FUNCTION meetings_invited(meeting uuid)
    RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
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


class Migration(migrations.Migration):

    dependencies = [("meetings", "0014_answered_by_reply")]

    operations = [migrations.RunSQL(INVITED, INVITED_BEFORE)]
