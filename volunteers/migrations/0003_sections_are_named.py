from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('volunteers', '0002_withdrawn_qualifications'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='officeholder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('post', 'section'), _negated=True), models.Q(('section', ''), _negated=True), _connector='OR'), name='volunteers_officeholder_section_named', violation_error_message='Tulis nama seksinya.'),
        ),
    ]
