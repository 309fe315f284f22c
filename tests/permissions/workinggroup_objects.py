"""One object of each kind of `workinggroup/` for an organisation: what the permission matrix asks for."""

from collections.abc import Callable

from portal.people.models import Organisation

Maker = Callable[[Organisation], object]


def _need(state: str) -> Maker:
    def make_need(body: Organisation) -> object:
        from tests import factories_workinggroup as make

        return make.need(body, state)

    return make_need


def _use_case(body: Organisation) -> object:
    from tests import factories_workinggroup as make

    return make.use_case(body)


def _process(body: Organisation) -> object:
    from tests import factories_workinggroup as make

    return make.work_process()


def _pair(body: Organisation) -> object:
    from django.utils import timezone

    from workinggroup.models import SuspectedPair

    first, second = _need("released")(body), _need("released")(body)
    return SuspectedPair.objects.create(
        first=first, second=second, likeness=90, reason="Like ord", found_at=timezone.now()
    )


def _tie(body: Organisation) -> object:
    from django.utils import timezone

    from workinggroup.models import Cluster, ClusterTie

    need = _need("released")(body)
    cluster = Cluster.objects.create(
        title="Klynge", because="Samme.", made_by=need.made_by, made_at=timezone.now()
    )
    return ClusterTie.objects.create(cluster=cluster, need=need, joined_at=timezone.now())


def _group() -> object:
    from tests import factories_group as make
    from workinggroup.models import WorkingGroup

    return WorkingGroup.objects.first() or make.group()


def _by() -> object:
    return _group().leaders.get().organisation.memberships.first().user


def _invitation(body: Organisation) -> object:
    from tests import factories_group as make
    from workinggroup.models import Invitation, InvitationRound

    group = _group()
    sent = group.rounds.first() or InvitationRound.objects.create(
        group=group, message="Velkommen.", answer_by=make.END, sent_by=_by(), sent_at=make.moment()
    )
    return Invitation.objects.create(round=sent, organisation=body, code=body.code, name=body.name)


def _seat(body: Organisation) -> object:
    from tests import factories_group as make
    from workinggroup.models import Seat

    return Seat.objects.create(
        group=_group(), organisation=body, kind="member", name="Kari Eksempel", valid_from=make.START
    )


def _mandate(body: Organisation) -> object:
    from tests import factories_group as make
    from workinggroup.models import MandateVersion

    group = _group()
    return group.mandates.first() or MandateVersion.objects.create(
        group=group, number=1, text="Utkast.", made_by=_by(), made_at=make.moment()
    )


def _period(body: Organisation) -> object:
    from tests import factories_group as make
    from workinggroup.models import Period

    return Period.objects.create(group=_group(), title="Høst", from_on=make.START, to_on=make.END)


def _meeting(body: Organisation) -> object:
    from tests import factories_group as make
    from workinggroup.minutes import hash_of
    from workinggroup.models import Minutes

    made = make.meeting(_group(), _by())
    content = {
        "group": "",
        "number": made.number,
        "date": "2024-10-29",
        "time": "",
        "place": "",
        "attendance": [],
        "items": [],
        "corrections": [],
    }
    Minutes.objects.create(
        meeting=made, number=1, content=content, sha256=hash_of(content), made_by=_by(), made_at=make.moment()
    )
    return made


def _item(body: Organisation) -> object:
    from tests import factories_group as make

    return make.item(make.meeting(_group(), _by()), _by())


def _decision(body: Organisation) -> object:
    from tests import factories_group as make
    from workinggroup.actions.decisions import decide_item

    return decide_item(
        item=_item(body),
        kind="action",
        text="Gjør det.",
        owner=body,
        due_on=make.END,
        by=_by(),
        at=make.moment(),
    )


def _list(body: Organisation) -> object:
    from tests import factories_group as make
    from workinggroup.models import PriorityList

    group = _group()
    return PriorityList.objects.create(
        group=group, number=group.lists.count() + 1, title="Liste", comment="Første.", weights=[], sha256="0" * 64, made_by=_by(),
        made_at=make.moment(), is_internal=False,
    )  # fmt: skip


# Each function gets the organisation that the object belongs to.
MAKERS: dict[str, Maker] = {
    "filed_need": _need("filed"),
    "shared_need": _need("released"),
    "use_case": _use_case,
    "work_process": _process,
    "need_pair": _pair,
    "cluster_tie": _tie,
    "invitation": _invitation,
    "seat": _seat,
    "mandate": _mandate,
    "period": _period,
    "meeting": _meeting,
    "agenda_item": _item,
    "decision": _decision,
    "priority_list": _list,
}
