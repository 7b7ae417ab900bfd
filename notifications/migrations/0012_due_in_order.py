"""What is due is taken in order: of a million due at one instant no sender sorts all to begin."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("notifications", "0011_plan_asked_once")]

    operations = [
        migrations.RemoveIndex("delivery", "notifications_due"),
        migrations.AddIndex(
            "delivery",
            models.Index(
                fields=["next_try_at", "id"],
                condition=models.Q(state="planned"),
                name="notifications_due",
            ),
        ),
    ]
