"""The office's row gets its plain name and the names of its bodies; a unit may have a public contact. Data stay."""

from django.db import migrations, models

MODELS = {"officeidentity": "office", "historicalofficeidentity": "historicaloffice"}


def rename_permissions(apps, schema_editor):
    """Groups keep what they may do: Django renames the content type, not the names of its permissions."""
    _rename(apps, MODELS)


def rename_permissions_back(apps, schema_editor):
    _rename(apps, {new: old for old, new in MODELS.items()})


def _rename(apps, names):
    permissions = apps.get_model("auth", "Permission").objects
    for old, new in names.items():
        for verb in ("add", "change", "delete", "view"):
            known = permissions.filter(content_type__app_label="cooperation", codename=f"{verb}_{old}")
            known.update(codename=f"{verb}_{new}")


class Migration(migrations.Migration):
    dependencies = [("cooperation", "0010_attempts_and_answers"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.RemoveConstraint(model_name="officeidentity", name="cooperation_officeidentity_one"),
        migrations.RenameModel("OfficeIdentity", "Office"),
        migrations.RenameModel("HistoricalOfficeIdentity", "HistoricalOffice"),
        migrations.RunPython(rename_permissions, rename_permissions_back),
        migrations.AddField(
            model_name="office",
            name="level",
            field=models.CharField(
                blank=True,
                choices=[("gmina", "gmina"), ("powiat", "powiat"), ("city", "city"), ("voivodeship", "voivodeship")],
                help_text="The names below are proposed by the level; what is left empty is filled in when you save.",
                max_length=12,
                verbose_name="level of local government",
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="executive",
            field=models.CharField(
                blank=True,
                help_text="It submits the yearly report. Readers see the name in texts about reports.",
                max_length=200,
                verbose_name="executive body",
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="executive_genitive",
            field=models.CharField(
                blank=True,
                help_text="As in: an order of (whom?).",
                max_length=200,
                verbose_name="executive body, genitive",
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="council",
            field=models.CharField(
                blank=True, help_text="It receives the yearly report.", max_length=200, verbose_name="council"
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="council_genitive",
            field=models.CharField(
                blank=True, help_text="As in: the report for (whom?).", max_length=200, verbose_name="council, genitive"
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="council_dative",
            field=models.CharField(
                blank=True,
                help_text="As in: submits the report to (whom?).",
                max_length=200,
                verbose_name="council, dative",
            ),
        ),
        migrations.AddField(
            model_name="office",
            name="act",
            field=models.CharField(
                blank=True,
                choices=[("resolution", "resolution"), ("order", "order")],
                help_text="What the executive body issues; the printed report is an annex to it.",
                max_length=10,
                verbose_name="kind of act",
            ),
        ),
        migrations.AddField(
            model_name="historicaloffice",
            name="level",
            field=models.CharField(
                blank=True,
                choices=[("gmina", "gmina"), ("powiat", "powiat"), ("city", "city"), ("voivodeship", "voivodeship")],
                help_text="The names below are proposed by the level; what is left empty is filled in when you save.",
                max_length=12,
                verbose_name="level of local government",
            ),
        ),
        migrations.AddField(
            model_name="historicaloffice",
            name="executive",
            field=models.CharField(
                blank=True,
                help_text="It submits the yearly report. Readers see the name in texts about reports.",
                max_length=200,
                verbose_name="executive body",
            ),
        ),
        migrations.AddField(
            model_name="historicaloffice",
            name="executive_genitive",
            field=models.CharField(
                blank=True,
                help_text="As in: an order of (whom?).",
                max_length=200,
                verbose_name="executive body, genitive",
            ),
        ),
        migrations.AddField(
            model_name="historicaloffice",
            name="council",
            field=models.CharField(
                blank=True, help_text="It receives the yearly report.", max_length=200, verbose_name="council"
            ),
        ),
        migrations.AddField(
            model_name="historicaloffice",
            name="council_genitive",
            field=models.CharField(
                blank=True, help_text="As in: the report for (whom?).", max_length=200, verbose_name="council, genitive"
            ),
        ),
        migrations.AddField(
            model_name="historicaloffice",
            name="council_dative",
            field=models.CharField(
                blank=True,
                help_text="As in: submits the report to (whom?).",
                max_length=200,
                verbose_name="council, dative",
            ),
        ),
        migrations.AddField(
            model_name="historicaloffice",
            name="act",
            field=models.CharField(
                blank=True,
                choices=[("resolution", "resolution"), ("order", "order")],
                help_text="What the executive body issues; the printed report is an annex to it.",
                max_length=10,
                verbose_name="kind of act",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="contact",
            field=models.CharField(
                blank=True,
                help_text="Telephone or e-mail, never of a person alone. Readers see it where the unit is named.",
                max_length=200,
                verbose_name="public contact",
            ),
        ),
        migrations.AddField(
            model_name="historicalunit",
            name="contact",
            field=models.CharField(
                blank=True,
                help_text="Telephone or e-mail, never of a person alone. Readers see it where the unit is named.",
                max_length=200,
                verbose_name="public contact",
            ),
        ),
        migrations.AlterField(
            model_name="office",
            name="logo_alt",
            field=models.CharField(
                blank=True,
                help_text="Read aloud instead of the logo, for example: Herb i nazwa urzędu. Empty: the name of the office.",
                max_length=200,
                verbose_name="logo in words",
            ),
        ),
        migrations.AlterField(
            model_name="historicaloffice",
            name="logo_alt",
            field=models.CharField(
                blank=True,
                help_text="Read aloud instead of the logo, for example: Herb i nazwa urzędu. Empty: the name of the office.",
                max_length=200,
                verbose_name="logo in words",
            ),
        ),
        migrations.AddConstraint(
            model_name="office",
            constraint=models.CheckConstraint(
                condition=models.Q(("id", 1)),
                name="cooperation_office_one",
                violation_error_message="The portal has one office: edit it.",
            ),
        ),
    ]
