"""When a message surely arrived: what was written inside, told or read did."""

from django.db import migrations, models

ARRIVED = """
    UPDATE notifications_delivery AS d
       SET delivered_at = coalesce(d.read_at, d.sent_at)
     WHERE d.state IN ('sent', 'maybe_sent')
       AND (
               d.read_at IS NOT NULL
               OR EXISTS (
                      SELECT FROM notifications_attempt AS tried
                       WHERE tried.delivery_id = d.id
                         AND tried.state = 'accepted'
                         AND tried.channel IN ('inbox', 'by_hand')
                  )
           )
"""


class Migration(migrations.Migration):

    dependencies = [("notifications", "0014_fewer_indexes")]

    operations = [
        migrations.AddField(
            "delivery",
            "delivered_at",
            models.DateTimeField(blank=True, null=True, verbose_name="sampai"),
        ),
        migrations.AddField(
            "selfcheck", "delivered", models.PositiveIntegerField(default=0, verbose_name="sampai")
        ),
        migrations.RunSQL(ARRIVED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "delivery",
            models.CheckConstraint(
                condition=models.Q(
                    ("delivered_at", None), ("state__in", ["sent", "maybe_sent"]), _connector="OR"
                ),
                name="notifications_delivery_delivered_if_sent",
            ),
        ),
    ]
