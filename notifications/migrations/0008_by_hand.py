"""What no channel brings is told by hand: one state for it, and who asked to send it again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from common.migrations import Together

# What waited for a channel waits for somebody; what is over ended because nobody told it.
TO_TELL = """
    UPDATE notifications_delivery
       SET state = CASE WHEN not_after > now() THEN 'by_hand' ELSE 'expired' END,
           ended_at = CASE WHEN not_after > now() THEN NULL ELSE ended_at END
     WHERE state = 'unreachable'
"""

STATES = [
    ("planned", "Menunggu waktunya"),
    ("sending", "Sedang dikirim"),
    ("sent", "Terkirim"),
    ("maybe_sent", "Mungkin terkirim"),
    ("by_hand", "Perlu disampaikan sendiri"),
    ("digested", "Diringkas dalam satu pesan"),
    ("withdrawn", "Ditarik"),
    ("expired", "Terlambat, tidak dikirim"),
    ("dead", "Gagal"),
]


class Migration(migrations.Migration):

    dependencies = [
        ("notifications", "0007_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(TO_TELL, migrations.RunSQL.noop),
        Together(
            [
                migrations.AddField(
                    model_name="delivery",
                    name="asked_at",
                    field=models.DateTimeField(blank=True, null=True, verbose_name="diminta lagi"),
                ),
                migrations.AddField(
                    model_name="delivery",
                    name="asked_by",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="diminta oleh",
                    ),
                ),
                migrations.AddField(
                    model_name="delivery",
                    name="asked_channel",
                    field=models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=20,
                        verbose_name="diminta lewat",
                    ),
                ),
                migrations.AlterField(
                    model_name="delivery",
                    name="state",
                    field=models.CharField(
                        choices=STATES, default="planned", max_length=12, verbose_name="keadaan"
                    ),
                ),
                migrations.RemoveIndex(model_name="delivery", name="notifications_failed"),
                migrations.AddIndex(
                    model_name="delivery",
                    index=models.Index(
                        condition=models.Q(("state__in", ["dead", "expired", "maybe_sent"])),
                        fields=["-due_at", "-id"],
                        name="notifications_failed",
                    ),
                ),
            ]
        ),
    ]
