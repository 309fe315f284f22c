from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_notice_has_a_calendar_number")]

    operations = [
        migrations.AddField(
            model_name="outgoingmail",
            name="secret",
            field=models.TextField(
                blank=True,
                default="",
                help_text="The whole text of a mail with a secret in it, until it has left.",
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(("secret", ""), ("state__in", ["queued", "sending"]), _connector="OR"),
                name="secret_is_gone_when_no_more_tries_are_made",
            ),
        ),
    ]
