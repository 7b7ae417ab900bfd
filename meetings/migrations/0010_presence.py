"""Photos get a small copy, made with them: phones load these first."""

from django.db import migrations, models

import common.uploads


class Migration(migrations.Migration):
    dependencies = [("meetings", "0009_who_is_invited")]

    operations = [
        migrations.AddField(
            model_name="meetingphoto",
            name="thumbnail",
            field=models.FileField(
                default="", editable=False, upload_to=common.uploads.random_name
            ),
            preserve_default=False,
        ),
    ]
