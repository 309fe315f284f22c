"""From an idea to withdrawn: another person reads, the minute holds, and what all can read is demanded (N-01–N-06)."""

import datetime
import threading

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from guidelines.actions import stream
from guidelines.actions.publication import set_channel
from guidelines.models import FeedAddress, ItemDelivery, StreamItem
from guidelines.queries import stream as queries
from guidelines.states import PARTITIONS, Channel, ItemKind, ItemState
from portal.errors import StateChanged, StepRefused
from portal.events import Event
from portal.people.roles import Role
from portal.states import partition
from tests import factories
from tests import factories_stream as made
from tests.factories_guidelines import NOON, TODAY

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


def test_states_are_all_named() -> None:
    for choices, *groups in PARTITIONS:
        assert partition(choices, *groups)


def test_item_goes_from_idea_to_published() -> None:
    """features.md G20."""
    by = made.writer()
    idea = stream.create_item(text=made.text(by), by=by, at=NOON, is_idea=True)
    draft = stream.take_up(item=idea, by=by, at=NOON)
    review = stream.ask_for_check(item=draft, by=by, at=NOON)
    colleague = factories.member(Role.EDITOR, by.organisation)
    done = stream.schedule_item(item=review, publish_at=NOON, withdraw_at=None, by=colleague, at=NOON)

    assert (done.state, done.checked_by, done.published_at) == (ItemState.PUBLISHED, colleague, NOON)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"body": ""}, "ingen tekst"),
        ({"kind": ItemKind.VIDEO}, "adressen til videoen"),
        ({"video_url": "https://video.example.test/1"}, "må ha teksting"),
        ({"is_ai_made": True}, "hva KI er brukt til"),
    ],
)
def test_what_not_all_can_read_is_refused(facts, sentence) -> None:
    """domain.md N-03, N-04."""
    with pytest.raises(StepRefused, match=sentence):
        made.in_review(**facts)


def test_image_is_described_or_decorative() -> None:
    """domain.md N-03."""
    by = made.writer()
    image = factories.stored_file(by) if hasattr(factories, "stored_file") else _image(by)
    with pytest.raises(StepRefused, match="Beskriv bildet"):
        made.in_review(by, image=image)

    assert made.in_review(by, image=image, alt_text="To personer ved en skjerm.").state == ItemState.REVIEW
    assert made.in_review(by, image=image, is_decorative=True).state == ItemState.REVIEW


def _image(by):
    from portal.files import store_bytes
    from portal.permissions import Right

    return store_bytes(
        b"\x89PNG", name="a.png", content_type="image/png", right=Right.READ_GUIDELINES, organisation=by.organisation, by=by
    )  # fmt: skip


def test_database_refuses_a_video_without_captions() -> None:
    """domain.md N-03, whatever the door."""
    item = made.item(video_url="https://video.example.test/1")
    with pytest.raises(IntegrityError, match="video_has_captions"), transaction.atomic():
        StreamItem.objects.filter(pk=item.pk).update(state=ItemState.REVIEW)


def test_writer_is_never_the_second_pair_of_eyes() -> None:
    """features.md G20."""
    item = made.in_review()
    with pytest.raises(StepRefused, match="kan ikke selv være kontrollen"):
        stream.schedule_item(item=item, publish_at=NOON, withdraw_at=None, by=item.made_by, at=NOON)
    with pytest.raises(IntegrityError, match="second_pair_of_eyes"), transaction.atomic():
        StreamItem.objects.filter(pk=item.pk).update(checked_by=item.made_by, checked_at=NOON)


def test_checked_text_stays_as_it_was_read() -> None:
    item = made.scheduled(out=NOON + MINUTE)
    with pytest.raises(StateChanged, match="Planlagt"):
        stream.save_item(item=item, seen=1, text=made.text(item.made_by), by=item.made_by, at=NOON)
    with pytest.raises((IntegrityError, InternalError), match="er kontrollert"), transaction.atomic():
        StreamItem.objects.filter(pk=item.pk).update(body="Noe annet.")

    back = stream.back_to_draft(item=item, by=item.made_by, at=NOON)
    assert (back.state, back.checked_by, back.publish_at) == (ItemState.DRAFT, None, None)


def test_item_is_out_and_down_at_its_minute() -> None:
    """domain.md N-06."""
    item = made.scheduled(out=NOON + MINUTE, down=NOON + 3 * MINUTE)
    seen = []
    for minutes in (0, 1, 2, 3):
        stream.move_due(now=NOON + minutes * MINUTE)
        seen.append(StreamItem.objects.get(pk=item.pk).state)

    assert seen == [ItemState.SCHEDULED, ItemState.PUBLISHED, ItemState.PUBLISHED, ItemState.WITHDRAWN]
    assert stream.move_due(now=NOON + 4 * MINUTE) == 0


def test_taking_down_before_publication_is_refused() -> None:
    with pytest.raises(StepRefused, match="før det er publisert"):
        made.scheduled(out=NOON + MINUTE, down=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_workers_publish_once() -> None:
    """domain.md N-06: also when the scheduler runs twice at the same time."""
    factories.OrganisationFactory()
    item = made.scheduled(out=NOON + MINUTE)
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        stream.move_due(now=NOON + MINUTE)
        connection.close()

    workers = [threading.Thread(target=work) for _n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert Event.objects.filter(type="stream.published", subject_id=str(item.pk)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_worker_that_dies_has_done_nothing_and_the_next_does_it(monkeypatch) -> None:
    item = made.scheduled(out=NOON + MINUTE)
    with monkeypatch.context() as broken:
        broken.setattr(
            ItemDelivery.objects, "bulk_create", lambda rows: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            stream.move_due(now=NOON + MINUTE)
    assert StreamItem.objects.get(pk=item.pk).state == ItemState.SCHEDULED

    assert stream.move_due(now=NOON + MINUTE) == 1
    assert Event.objects.filter(type="stream.published").count() == 1


def test_second_writer_is_told_and_nothing_is_lost() -> None:
    item = made.item()
    stream.save_item(item=item, seen=1, text=made.text(item.made_by, body="Først."), by=item.made_by, at=NOON)

    with pytest.raises(stream.ItemChanged) as told:
        stream.save_item(
            item=item, seen=1, text=made.text(item.made_by, body="Etterpå."), by=item.made_by, at=NOON
        )
    assert told.value.current.body == "Først."


def test_published_item_is_delivered_to_every_ministry_by_its_channel() -> None:
    """domain.md N-02, O-03: what is not clarified is delivered in parallel."""
    own, depweb, unknown = (factories.OrganisationFactory() for _n in range(3))
    set_channel(organisation=own, channel=Channel.OWN, by=made.writer(), at=NOON)
    set_channel(organisation=depweb, channel=Channel.DEPWEB, by=made.writer(), at=NOON)
    item = made.scheduled()
    found = {one.organisation: (one.channel, one.is_parallel) for one in item.deliveries.all()}

    assert [found[one] for one in (own, depweb, unknown)] == [
        ("own", True),
        ("depweb", False),
        ("unclear", True),
    ]


def test_used_is_counted_once_per_ministry() -> None:
    """features.md G21."""
    contact = factories.member(Role.MINISTRY_CONTACT)
    item = made.scheduled()
    for _twice in range(2):
        stream.mark_used(item=item, is_used=True, by=contact, at=NOON)
    assert queries.pick_ups([item]) == {item.pk: 1}
    assert (contact.organisation, 1, 1) in queries.pick_ups_by_ministry()

    stream.mark_used(item=item, is_used=False, by=contact, at=NOON)
    assert queries.pick_ups([item]) == {}


@pytest.mark.parametrize(
    ("days", "quiet", "silent"), [(21, False, False), (22, True, False), (31, True, True)]
)
def test_quiet_stream_is_noticed(days, quiet, silent) -> None:
    """features.md G20, domain.md N-01."""
    made.scheduled()
    run = queries.cadence(TODAY + datetime.timedelta(days=days))

    assert (run.days, run.is_quiet, run.is_silent) == (days, quiet, silent)


def test_share_of_each_form_of_norwegian_is_held_against_25_per_cent() -> None:
    """domain.md N-05."""
    for language in ("nb", "nb", "nb", "nb", "nn"):
        made.scheduled(language=language)

    assert [(share, low) for _label, _count, share, low in queries.year_of(2024).shares] == [
        (80, False),
        (20, True),
    ]


def test_useful_counts_without_knowing_who() -> None:
    item = made.scheduled()
    before = Event.objects.count()
    stream.count_useful(item=item, is_useful=True)
    stream.count_useful(item=item, is_useful=False)
    item.refresh_from_db()

    assert (item.useful_yes, item.useful_no, Event.objects.count()) == (1, 1, before)


def test_address_is_kept_as_a_hash_only() -> None:
    """features.md G21."""
    contact = factories.member(Role.MINISTRY_CONTACT)
    address, secret = stream.open_address(name="Intranett", by=contact, at=NOON)

    assert secret not in str(FeedAddress.objects.values().get(pk=address.pk))
    assert queries.feed_reader(secret) == address
    stream.close_address(address=address, by=contact, at=NOON)
    assert queries.feed_reader(secret) is None
