"""The night's check says how each message ended; what was read has its own list."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("notifications", "0009_replies_and_health"),
    ]

    operations = [
        migrations.AddField(
            model_name="selfcheck",
            name="expired",
            field=models.PositiveIntegerField(default=0, verbose_name="terlambat"),
        ),
        migrations.AddField(
            model_name="selfcheck",
            name="maybe_sent",
            field=models.PositiveIntegerField(default=0, verbose_name="mungkin terkirim"),
        ),
        migrations.AddField(
            model_name="selfcheck",
            name="waiting",
            field=models.PositiveIntegerField(default=0, verbose_name="masih menunggu"),
        ),
        migrations.AlterField(
            model_name="selfcheck",
            name="by_hand",
            field=models.PositiveIntegerField(verbose_name="perlu disampaikan sendiri"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("read_at__isnull", False)),
                fields=["-due_at", "-id"],
                name="notifications_read",
            ),
        ),
    ]
