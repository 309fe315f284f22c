"""Forms about the last mile and the stream: they read and check, and never save."""

import datetime
import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from guidelines.actions.stream import ItemText
from guidelines.models import Section, StreamItem
from guidelines.models.publication import HTTPS
from guidelines.states import IN_FORCE, Audience, Channel, ItemKind
from portal.dates import OSLO, DateField
from portal.people.models import User

MOST_TAGS = 8
_TIME = {"type": "time", "step": "60"}


class Moment:
    """An Oslo date and a time of day in two fields, as a moment."""

    def moment(self, day: str, clock: str) -> datetime.datetime | None:
        """The moment of two fields, or None when no day is given; no time means the morning."""
        clean = self.cleaned_data  # type: ignore[attr-defined]
        if not clean.get(day):
            return None
        return datetime.datetime.combine(clean[day], clean.get(clock) or datetime.time(8), OSLO)


class ReceiptForm(Moment, forms.Form):
    """Where and when the text stood on Depweb."""

    url = forms.URLField(
        label=_("Adresse på Depweb"), max_length=500, validators=HTTPS, assume_scheme="https"
    )
    stood_on = DateField(label=_("Dato"))
    stood_clock = forms.TimeField(
        label=_("Klokkeslett"), widget=forms.TimeInput(attrs=_TIME),
        error_messages={"required": _("Fyll inn klokkeslettet.")},
    )  # fmt: skip


class ConfirmForm(forms.Form):
    """«Egne ansatte informert»: where, when, and perhaps a link."""

    channel = forms.CharField(
        label=_("Hvor ble de informert?"), max_length=200, help_text=_("For eksempel «eget intranett» eller «allmøte»."),
        error_messages={"required": _("Skriv hvor de ansatte ble informert.")},
    )  # fmt: skip
    informed_on = DateField(label=_("Når?"))
    url = forms.URLField(
        label=_("Lenke"), max_length=500, required=False, validators=HTTPS, assume_scheme="https"
    )


class ChannelForm(forms.Form):
    """Where a ministry's employees read common news."""

    channel = forms.ChoiceField(label=_("Kanal"), choices=Channel.choices)


class ItemForm(forms.ModelForm):
    """An item of the stream, and the revision the writer began from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    tags = forms.CharField(
        label=_("Stikkord"), required=False, max_length=300, help_text=_("Med komma mellom, høyst åtte.")
    )
    upload = forms.FileField(label=_("Bilde"), required=False, help_text=_("PNG eller JPEG."))
    remove_image = forms.BooleanField(label=_("Fjern bildet"), required=False)
    planned_on = DateField(label=_("Planlagt dag"), required=False)
    cites = forms.ModelMultipleChoiceField(
        label=_("Viser til"), queryset=Section.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Når en slik del endres, blir dere spurt om innslaget fortsatt er riktig."),
    )  # fmt: skip

    class Meta:
        model = StreamItem
        fields = (
            "kind", "title", "summary", "body", "language", "audience", "editor", "alt_text", "is_decorative", "video_url",
            "captions_url", "is_ai_made", "ai_note",
        )  # fmt: skip
        widgets = {"body": forms.Textarea(attrs={"rows": 12}), "summary": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "alt_text": _("Si hva bildet viser, for den som ikke ser det."),
            "ai_note": _("Leserne ser dette sammen med navnet på ansvarlig redaktør."),
            "captions_url": _("En video må ha teksting."),
        }

    field_order = (
        "kind", "title", "summary", "body", "language", "audience", "tags", "editor", "planned_on", "upload", "remove_image",
        "alt_text", "is_decorative", "video_url", "captions_url", "is_ai_made", "ai_note", "cites",
    )  # fmt: skip

    def __init__(self, *args: Any, editors: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["editor"].queryset = editors
        fields["editor"].empty_label = None
        held = Section.objects.visible_to(by).filter(version__state__in=IN_FORCE)
        fields["cites"].queryset = held.select_related("version__guideline")
        fields["cites"].label_from_instance = lambda section: f"{section.version.guideline}: {section.title}"
        if not (self.instance.pk and self.instance.image_id):
            del self.fields["remove_image"]

    def clean_tags(self) -> tuple[str, ...]:
        tags = dict.fromkeys(one.strip().lower()[:30] for one in re.split(r"[,;]", self.cleaned_data["tags"]))
        found = tuple(tag for tag in tags if tag)
        if len(found) > MOST_TAGS:
            raise forms.ValidationError(_now("Høyst åtte stikkord."))
        return found

    def text(self, image: Any) -> ItemText:
        """What was written, ready for the action; `image` is the stored file."""
        clean = self.cleaned_data
        own = {name: clean[name] for name in self.Meta.fields}
        own["body"] = own["body"].replace("\r\n", "\n").replace("\r", "\n").rstrip()
        cites = [(section.version.guideline, section.anchor) for section in clean["cites"]]
        return ItemText(**own, tags=clean["tags"], image=image, planned_on=clean["planned_on"], cites=cites)


class ScheduleForm(Moment, forms.Form):
    """When the item is to be out, and perhaps taken down; Oslo time."""

    publish_on = DateField(label=_("Publiseres"))
    publish_clock = forms.TimeField(label=_("Klokken"), required=False, widget=forms.TimeInput(attrs=_TIME))
    withdraw_on = DateField(label=_("Tas ned"), required=False)
    withdraw_clock = forms.TimeField(label=_("Klokken"), required=False, widget=forms.TimeInput(attrs=_TIME))


class TakeDownForm(forms.Form):
    """Why the item is taken down."""

    because = forms.CharField(
        label=_("Forklaring til leserne"), max_length=300, error_messages={"required": _("Skriv hvorfor.")}
    )


class AddressForm(forms.Form):
    """What the secret address is used for."""

    name = forms.CharField(
        label=_("Hva skal adressen brukes til?"),
        max_length=80,
        error_messages={"required": _("Gi adressen et navn.")},
    )


class StreamFilter(forms.Form):
    """What the reader wants to see; a value that is not known is as if none was given."""

    type = forms.ChoiceField(label=_("Type"), required=False, choices=[("", _("Alle")), *ItemKind.choices])
    gruppe = forms.ChoiceField(
        label=_("Målgruppe"), required=False, choices=[("", _("Alle")), *Audience.choices]
    )
    stikkord = forms.CharField(label=_("Stikkord"), required=False, max_length=30)


def cited_sections(item: StreamItem) -> list[int]:
    """The sections in force that the item shows to, as the form wants them."""
    pairs = set(item.citations.values_list("guideline", "anchor"))
    held = Section.objects.filter(
        version__state__in=IN_FORCE, version__guideline__in={pk for pk, _anchor in pairs}
    )
    return [
        one.pk for one in held.select_related("version") if (one.version.guideline_id, one.anchor) in pairs
    ]
