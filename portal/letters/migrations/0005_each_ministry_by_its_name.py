"""Duties that were registered before «hvert departement» was a fact of its own are found by their name."""

from django.db import migrations

EACH = r"(de enkelte|dei einskilde|hvert|kvart|alle)\s+departement"


def find(apps, schema_editor):
    responsibilities = apps.get_model("letters", "Responsibility")
    named = responsibilities.objects.filter(organisation=None, label__iregex=EACH)
    named.update(is_every_ministry=True)


class Migration(migrations.Migration):
    dependencies = [("letters", "0004_every_ministry_and_what_a_letter_settles")]

    operations = [migrations.RunPython(find, migrations.RunPython.noop)]
