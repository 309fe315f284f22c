"""The stream: news, tips, experiences, videos and questions with answers, from an idea to withdrawn."""

from typing import TYPE_CHECKING, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guidelines.models.guidelines import Guideline
from guidelines.models.publication import HTTPS
from guidelines.states import (
    CHECKED_ITEMS,
    LIVE_ITEMS,
    READABLE_ITEMS,
    UNCHECKED_ITEMS,
    Audience,
    Channel,
    ItemKind,
    ItemState,
    Language,
)
from portal.people.identifiers import refuse_birth_number
from portal.permissions import Right, has_right

if TYPE_CHECKING:
    from portal.people.models import User

_S = ItemState
MOST_LETTERS = 100_000
# What a second pair of eyes has read; it stays so until the item is taken back to a draft.
_TEXT = (
    "kind, language, title, summary, body, audience, tags, image_id, alt_text, is_decorative, video_url, "
    "captions_url, is_ai_made, ai_note, editor_id"
)


def _row(name: str) -> str:
    return ", ".join(f"{name}.{column.strip()}" for column in _TEXT.split(","))


class StreamItemQuerySet(models.QuerySet["StreamItem"]):
    def visible_to(self, user: "User") -> Self:
        """Published and withdrawn items for every reader; all for those who follow the work."""
        if has_right(user, Right.FOLLOW_GUIDELINES):
            return self
        return (
            self.filter(state__in=READABLE_ITEMS) if has_right(user, Right.READ_GUIDELINES) else self.none()
        )

    def live(self) -> Self:
        """What readers meet now."""
        return self.filter(state__in=LIVE_ITEMS)


class StreamItem(models.Model):
    """One item of the stream, with what makes it readable for all and who answers for it (domain.md N-01–N-06)."""

    kind = models.CharField(_("type"), max_length=12, choices=ItemKind)
    state = models.CharField(_("status"), max_length=12, choices=ItemState, default=_S.IDEA)
    language = models.CharField(_("målform"), max_length=2, choices=Language, default=Language.NB)
    title = models.CharField(_("tittel"), max_length=160, validators=[refuse_birth_number])
    summary = models.CharField(_("ingress"), max_length=400, blank=True, validators=[refuse_birth_number])
    body = models.TextField(_("tekst"), blank=True, max_length=MOST_LETTERS, validators=[refuse_birth_number])
    audience = models.CharField(_("målgruppe"), max_length=12, choices=Audience, default=Audience.EVERYONE)
    tags = ArrayField(models.CharField(max_length=30), default=list, blank=True, verbose_name=_("stikkord"))
    image = models.ForeignKey(
        "portal.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("bilde")
    )
    alt_text = models.CharField(
        _("alternativ tekst"), max_length=300, blank=True, validators=[refuse_birth_number]
    )
    is_decorative = models.BooleanField(_("bildet er bare til pynt"), default=False)
    video_url = models.URLField(_("adresse til videoen"), max_length=500, blank=True, validators=HTTPS)
    captions_url = models.URLField(_("adresse til teksting"), max_length=500, blank=True, validators=HTTPS)
    is_ai_made = models.BooleanField(_("laget med KI"), default=False)
    ai_note = models.CharField(_("hva KI er brukt til"), max_length=200, blank=True)
    is_example = models.BooleanField(_("eksempel"), default=False)
    editor = models.ForeignKey(
        "people.User", models.PROTECT, related_name="+", verbose_name=_("ansvarlig redaktør")
    )
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    planned_on = models.DateField(_("planlagt dag"), null=True, blank=True)

    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("laget av"))
    made_at = models.DateTimeField(_("laget"))
    changed_by = models.ForeignKey(
        "people.User", models.PROTECT, related_name="+", verbose_name=_("sist endret av")
    )
    changed_at = models.DateTimeField(_("sist endret"))
    revision = models.PositiveIntegerField(default=1)
    checked_by = models.ForeignKey(
        "people.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kontrollert av"),
    )
    checked_at = models.DateTimeField(_("kontrollert"), null=True, blank=True)
    publish_at = models.DateTimeField(_("publiseres"), null=True, blank=True)
    withdraw_at = models.DateTimeField(_("tas ned"), null=True, blank=True)
    published_at = models.DateTimeField(_("publisert"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("trukket tilbake"), null=True, blank=True)
    withdrawn_because = models.CharField(
        _("forklaring"), max_length=300, blank=True, validators=[refuse_birth_number]
    )
    # «Nyttig?»: two counts, and nothing about who.
    useful_yes = models.PositiveIntegerField(default=0, editable=False)
    useful_no = models.PositiveIntegerField(default=0, editable=False)

    objects = StreamItemQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-pk")
        verbose_name = _("innslag")
        verbose_name_plural = _("innslag")
        indexes = [
            models.Index(fields=["state", "-published_at"], name="stream_latest"),
            GinIndex(SearchVector("title", "summary", "body", config="norwegian"), name="stream_is_searched"),
        ]
        constraints = [
            models.CheckConstraint(
                name="item_with_image_has_alt_text_or_is_decorative",
                condition=Q(state__in=sorted(UNCHECKED_ITEMS)) | Q(image=None) | ~Q(alt_text="") | Q(is_decorative=True),
            ),
            models.CheckConstraint(
                name="video_has_captions",
                condition=Q(state__in=sorted(UNCHECKED_ITEMS)) | Q(video_url="") | ~Q(captions_url=""),
            ),
            models.CheckConstraint(
                name="ai_made_item_says_for_what",
                condition=Q(state__in=sorted(UNCHECKED_ITEMS)) | Q(is_ai_made=False) | ~Q(ai_note=""),
            ),
            models.CheckConstraint(
                name="second_pair_of_eyes_is_another_person",
                condition=Q(checked_by=None) | (~Q(checked_by=F("made_by")) & ~Q(checked_by=F("changed_by"))),
            ),
            models.CheckConstraint(
                name="item_is_checked_before_it_is_out",
                condition=~Q(state__in=sorted(CHECKED_ITEMS))
                | Q(checked_by__isnull=False, checked_at__isnull=False, publish_at__isnull=False),
            ),
            models.CheckConstraint(
                name="published_item_says_when",
                condition=~Q(state__in=sorted(READABLE_ITEMS)) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawn_item_says_when_and_why",
                condition=~Q(state=_S.WITHDRAWN) | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
            ),
            models.CheckConstraint(
                name="item_is_taken_down_after_it_is_out",
                condition=Q(withdraw_at=None) | Q(publish_at=None) | Q(withdraw_at__gt=F("publish_at")),
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(
                name="checked_item_keeps_its_text",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=f"""
                    IF OLD.state IN ('scheduled', 'published', 'withdrawn') AND (
                        TG_OP = 'DELETE' OR ROW({_row("OLD")}) IS DISTINCT FROM ROW({_row("NEW")})
                    ) THEN
                        RAISE EXCEPTION 'Innslaget er kontrollert. Ta det tilbake til utkast for å endre det.' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN COALESCE(NEW, OLD);
                """,
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("stream_item", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_ITEMS

    @property
    def can_be_written(self) -> bool:
        """Whether the text may be changed: before the second pair of eyes has read it."""
        return self.state in UNCHECKED_ITEMS


class ItemCitation(models.Model):
    """An item shows to a section of a guideline, by its permanent anchor."""

    item = models.ForeignKey(StreamItem, models.CASCADE, related_name="citations")
    guideline = models.ForeignKey(
        Guideline, models.PROTECT, related_name="+", verbose_name=_("retningslinje")
    )
    anchor = models.CharField(_("anker"), max_length=12)

    class Meta:
        ordering = ("guideline", "anchor")
        verbose_name = _("henvisning")
        verbose_name_plural = _("henvisninger")
        constraints = [
            models.UniqueConstraint(fields=["item", "guideline", "anchor"], name="item_cites_a_section_once")
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.guideline} {self.anchor}"


class ItemDelivery(models.Model):
    """One ministry and one published item: by which channel, and whether it was used (domain.md N-02; features.md G21)."""

    item = models.ForeignKey(StreamItem, models.PROTECT, related_name="deliveries")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    channel = models.CharField(_("kanal"), max_length=10, choices=Channel)
    is_parallel = models.BooleanField(_("også utenom Depweb"))
    delivered_at = models.DateTimeField(_("levert"))
    used_at = models.DateTimeField(_("brukt"), null=True, blank=True)
    used_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("item", "organisation__key")
        verbose_name = _("levering til departement")
        verbose_name_plural = _("leveringer til departementene")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "organisation"], name="item_is_delivered_once_per_ministry"
            ),
            models.CheckConstraint(
                name="used_item_says_who",
                condition=Q(used_at=None, used_by=None) | Q(used_at__isnull=False, used_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.item}"


class FeedAddressQuerySet(models.QuerySet["FeedAddress"]):
    def visible_to(self, user: "User") -> Self:
        """The addresses of one's own body; all for those who run the stream."""
        if has_right(user, Right.PUBLISH_GUIDELINES):
            return self
        return self.filter(organisation=user.organisation) if user.organisation else self.none()

    def open(self) -> Self:
        return self.filter(revoked_at=None)


class FeedAddress(models.Model):
    """A secret address where a ministry's own intranet fetches the stream; only its hash is kept."""

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    name = models.CharField(_("navn"), max_length=80)
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("laget"))
    revoked_at = models.DateTimeField(_("stengt"), null=True, blank=True)

    objects = FeedAddressQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at",)
        verbose_name = _("adresse til strømmen")
        verbose_name_plural = _("adresser til strømmen")

    def __str__(self) -> str:
        return self.name
