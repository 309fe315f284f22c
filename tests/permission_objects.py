"""One object of each kind for an organisation: what the permission matrix asks for."""

import dataclasses
import datetime
import inspect
from collections.abc import Callable
from decimal import Decimal

from django.utils import timezone

from guidelines.actions import answers
from guidelines.actions.answers import RemarkText
from guidelines.actions.consultations import send_out
from guidelines.models import (
    CitationCheck,
    Consultation,
    DraftRemark,
    FeedAddress,
    GuidelineVersion,
    MinistryNotice,
    Recipient,
    Remark,
    Section,
    StreamItem,
    ThemeProposal,
)
from portal.dates import oslo_today
from portal.files import InformationClass, StoredFile
from portal.imports.models import ImportRun
from portal.jobs.models import Job
from portal.letters.models import (
    Assignment,
    Clause,
    Evidence,
    EvidenceRevision,
    EvidenceTie,
    Letter,
    LetterDraft,
    ProposedAssignment,
    ProposedClause,
    Question,
    Responsibility,
    StatusReport,
    ZeroReport,
)
from portal.letters.states import ClauseType, EvidenceKind, LetterKind, LetterState, ReadingState, TieState
from portal.notifications.models import CalendarSubscription, Deadline, Delegation, OutgoingMail
from portal.notifications.states import MailState
from portal.people.models import Organisation
from portal.permissions import Right
from reporting.models import (
    Authority,
    Commitment,
    Difference,
    Invoice,
    LedgerRow,
    OverviewVersion,
    SealedFile,
    Settlement,
)
from reporting.states import Outcome, RowType, VersionState
from tests import factories, factories_consultations, factories_guidelines, factories_stream
from tests.permissions import courses_objects, pilots_objects, workinggroup_objects

DAY = datetime.date(2024, 1, 19)


def letter(organisation: Organisation) -> Letter:
    """A registered letter to the organisation, with one clause that gives an authority."""
    made = _letter(organisation, state=LetterState.REGISTERED, registered_at=timezone.now())
    _clause(made)
    return made


def draft(organisation: Organisation) -> Letter:
    """A letter that is not registered yet."""
    return _letter(organisation)


def clause(organisation: Organisation) -> Clause:
    """A clause of a registered letter."""
    return Clause.objects.get(assignment__letter=letter(organisation))


def assignment(organisation: Organisation) -> Assignment:
    """An assignment of a registered letter."""
    return letter(organisation).assignments.get()


def duty(organisation: Organisation) -> Clause:
    """A clause that asks the organisation for a report; it answers for it today."""
    made = _letter(organisation)
    home = Assignment.objects.create(letter=made, number=1, title="Føring", short_title="Føring")
    asked = Clause.objects.create(
        assignment=home, position=1, type=ClauseType.REPORT, short_text="Rapportere", quote="skal rapportere"
    )
    Responsibility.objects.create(clause=asked, organisation=organisation)
    Letter.objects.filter(pk=made.pk).update(state=LetterState.REGISTERED, registered_at=timezone.now())
    asked.refresh_from_db()
    return asked


def zero(organisation: Organisation) -> ZeroReport:
    """The organisation's own «nothing to report»."""
    return ZeroReport.objects.create(
        clause=duty(organisation), organisation=organisation, assessments="Vurdert", union_involvement="Drøftet",
        by=factories.UserFactory(), at=timezone.now(),
    )  # fmt: skip


def tie(organisation: Organisation) -> EvidenceTie:
    """A note of the organisation that proves a clause of its letter, to be confirmed again."""
    by, at = factories.UserFactory(), timezone.now()
    made = Evidence.objects.create(title="Notat", organisation=organisation, made_by=by, made_at=at)
    EvidenceRevision.objects.create(
        evidence=made, number=1, kind=EvidenceKind.NOTE, note="Gjort", valid_on=DAY, by=by, at=at
    )
    return EvidenceTie.objects.create(
        evidence=made, clause=clause(organisation), state=TieState.TO_RECONFIRM, by=by, at=at
    )


def question(organisation: Organisation) -> Question:
    """A question to a letter that the organisation received."""
    return Question.objects.create(letter=letter(organisation), text="Når?", asked_at=timezone.now())


def asked(organisation: Organisation) -> Question:
    """A question to a letter that the organisation sent."""
    made = _letter(factories.OrganisationFactory())
    Letter.objects.filter(pk=made.pk).update(
        sender=organisation, state=LetterState.REGISTERED, registered_at=timezone.now()
    )
    made.refresh_from_db()
    return Question.objects.create(letter=made, text="Når?", asked_at=timezone.now())


def report(organisation: Organisation) -> StatusReport:
    """A draft of the status report on a letter that the organisation received."""
    return StatusReport.objects.create(
        letter=letter(organisation),
        number=1,
        status_on=DAY,
        made_by=factories.UserFactory(),
        made_at=timezone.now(),
    )


def reading(organisation: Organisation) -> LetterDraft:
    """A letter that the organisation is going through."""
    return LetterDraft.objects.create(
        state=ReadingState.READ, organisation=organisation, text="DSS skal gjøre det.", text_hash="0" * 64,
        started_by=factories.UserFactory(), started_at=timezone.now(),
    )  # fmt: skip


def proposal(organisation: Organisation) -> ProposedClause:
    """A proposal in a letter that the organisation is going through."""
    draft = reading(organisation)
    home = ProposedAssignment.objects.create(draft=draft, number=1, title="Føring")
    return ProposedClause.objects.create(
        draft=draft, start=0, end=19, quote="DSS skal gjøre det.", type=ClauseType.DUTY, short_text="Gjøre det",
        assignment=home,
    )  # fmt: skip


def authority(organisation: Organisation) -> Authority:
    """An authority that the organisation has been given."""
    basis = clause(organisation)
    return Authority.objects.create(
        giver=basis.assignment.letter.sender,
        receiver=organisation,
        chapter="1500",
        post="21",
        statskonto="150021",
        budget_year=_unused_year(organisation),
        ceiling=Decimal("2100000.00"),
        cost_from=DAY,
        cost_to=DAY,
        purpose="Til prøve",
        basis_letter=basis.assignment.letter,
        basis_clause=basis,
    )


def version(organisation: Organisation) -> OverviewVersion:
    """A draft of the overview of an authority that the organisation has been given."""
    return _version(authority(organisation))


def given(organisation: Organisation) -> OverviewVersion:
    """A sealed version of an authority that the organisation has given to another."""
    charged = authority(factories.OrganisationFactory())
    Authority.objects.filter(pk=charged.pk).update(giver=organisation)
    charged.refresh_from_db()
    checker, approver = factories.UserFactory(), factories.UserFactory()
    made = _version(charged)
    for extension in ("json", "xlsx", "csv", "pdf"):
        SealedFile.objects.create(
            version=made, extension=extension, file=file(organisation), sha256="0" * 64, size=1
        )
    now = timezone.now()
    OverviewVersion.objects.filter(pk=made.pk).update(
        state=VersionState.SENT, checked_by=checker, checked_at=now, approved_by=approver, approved_at=now, sent_by=checker,
        sent_at=now, content="0" * 64, sha256="0" * 64, ledger_sum=0, total=0, row_count=0, last_row=0,
        summary={"ceiling": "0", "by_assignment": {}, "by_month": {}, "by_account_group": {}},
    )  # fmt: skip
    return made


def _version(charged: Authority) -> OverviewVersion:
    return OverviewVersion.objects.create(
        authority=charged, number=1, made_by=factories.UserFactory(), made_at=timezone.now()
    )


def run(organisation: Organisation) -> ImportRun:
    """An import that waits for nobody."""
    stored = file(organisation)
    return ImportRun.objects.create(
        kind="ledger",
        right=Right.IMPORT_LEDGER.value,
        file=stored,
        organisation=organisation,
        target={"authority": authority(organisation).pk},
        started_by=stored.stored_by,
        started_at=timezone.now(),
        seen_at=timezone.now(),
    )


def row(organisation: Organisation) -> LedgerRow:
    """A payment on an authority of the organisation."""
    charged = authority(organisation)
    return LedgerRow.objects.create(
        authority=charged,
        run=run(organisation),
        row_number=1,
        raw="IV;1",
        outcome=Outcome.COUNTED,
        type=RowType.PAYMENT,
        accountant_number="986252932",
        year=charged.budget_year,
        voucher_type="IV",
        voucher_number=str(organisation.pk),
        line_number=1,
        statskonto="150021",
        cash_period=f"{charged.budget_year}10",
        account="6711",
        artskonto="671",
        amount=Decimal("1000.00"),
        amount_exact=Decimal("1000.00"),
    )


def commitment(organisation: Organisation) -> Commitment:
    """A draft of an order on an authority of the organisation."""
    charged = authority(organisation)
    return Commitment.objects.create(
        authority=charged,
        reference=f"B-{charged.pk}",
        supplier_name="Eksempel AS",
        text="Til prøve",
        assignment=charged.basis_letter.assignments.first(),
        amount=Decimal("1000.00"),
        ordered_on=DAY,
        delivery_on=DAY,
        payment_on=DAY,
        registered_by=factories.UserFactory(),
        registered_at=timezone.now(),
    )


def invoice(organisation: Organisation) -> Invoice:
    """An invoice on an approved order of the organisation."""
    order = commitment(organisation)
    by, now = factories.UserFactory(), timezone.now()
    Commitment.objects.filter(pk=order.pk).update(state="approved", approved_by=by, approved_at=now)
    return Invoice.objects.create(
        commitment=order, number="1", amount=Decimal("1000.00"), invoiced_on=DAY, due_on=DAY, registered_by=by,
        registered_at=now,
    )  # fmt: skip


def settlement(organisation: Organisation) -> Settlement:
    """A payment that settles an invoice of the organisation."""
    by = factories.UserFactory()
    return Settlement.objects.create(
        invoice=invoice(organisation), row=row(organisation), matched_by=by, matched_at=timezone.now()
    )


def difference(organisation: Organisation) -> Difference:
    """A voucher that differs from the extract, in a draft of the organisation's overview."""
    return Difference.objects.create(
        version=version(organisation),
        run=run(organisation),
        voucher="IV 1-1",
        kind="extra",
        theirs=Decimal("1.00"),
    )


def file(organisation: Organisation) -> StoredFile:
    """A file that only the organisation itself may read."""
    return StoredFile.objects.create(
        name="vedlegg.pdf",
        sha256="0" * 64,
        size=1,
        content_type="application/pdf",
        information_class=InformationClass.OWN,
        right=Right.READ_FILES.value,
        organisation=organisation,
        stored_by=factories.UserFactory(),
    )


def text_in_force(organisation: Organisation) -> GuidelineVersion:
    """The version in force of a guideline that the organisation keeps."""
    return factories_guidelines.in_force(_house(manager=organisation), key=_key("held", organisation))


def text_draft(organisation: Organisation) -> GuidelineVersion:
    """A draft of a guideline that the organisation keeps."""
    return factories_guidelines.draft(_house(manager=organisation), key=_key("draft", organisation))


def text_section(organisation: Organisation) -> Section:
    """A section of such a draft."""
    version = factories_guidelines.draft(_house(manager=organisation), key=_key("section", organisation))
    return version.sections.first()


def text_to_adopt(organisation: Organisation) -> GuidelineVersion:
    """A draft of a guideline that the organisation adopts."""
    return factories_guidelines.draft(_house(adopter=organisation), key=_key("adopt", organisation))


def round_sent(organisation: Organisation) -> Consultation:
    """A foreleggelse that the organisation has sent to one other body."""
    house = _house(adopter=organisation)
    return _round(house, _key("round", organisation), asked=factories.OrganisationFactory())


def round_received(organisation: Organisation) -> Consultation:
    """A foreleggelse that the organisation alone is asked about."""
    return _round(factories_guidelines.house(), _key("received", organisation), asked=organisation)


def round_recipient(organisation: Organisation) -> Recipient:
    """The one recipient of a foreleggelse that the organisation has sent."""
    house = _house(adopter=organisation)
    sent = _round(house, _key("recipient", organisation), asked=factories.OrganisationFactory())
    return sent.recipients.get()


def round_remark(organisation: Organisation) -> Remark:
    """A remark to a text that the organisation has sent out."""
    return _remark(organisation, "remark")


def _remark(organisation: Organisation, kind: str) -> Remark:
    house, by = _house(adopter=organisation), factories.UserFactory()
    sent = _round(house, _key(kind, organisation), asked=factories.OrganisationFactory())
    answers.add_draft(recipient=sent.recipients.get(), said=RemarkText("Ord."), by=by, at=timezone.now())
    answers.submit_answer(
        recipient=sent.recipients.get(), signature=factories_consultations.SIGNED, by=by, at=timezone.now()
    )
    return sent.remarks.get()


def round_theme(organisation: Organisation) -> ThemeProposal:
    """A proposed theme of a remark in a text that the organisation keeps."""
    remark = _remark(organisation, "theme")
    return ThemeProposal.objects.create(
        remark=remark, theme="opplæring", shared_by=2, proposed_at=timezone.now()
    )


def own_draft(organisation: Organisation) -> DraftRemark:
    """A remark that the organisation is working on."""
    received = _round(factories_guidelines.house(), _key("own-draft", organisation), asked=organisation)
    return answers.add_draft(
        recipient=received.recipients.get(),
        said=RemarkText("Ord."),
        by=factories.UserFactory(),
        at=timezone.now(),
    )


def _round(house: factories_guidelines.House, key: str, *, asked: Organisation) -> Consultation:
    today = oslo_today()
    left_out = Organisation.objects.ministries_on(today).exclude(pk=asked.pk).values_list("pk", flat=True)
    dispatch = factories_consultations.dispatch(
        today + datetime.timedelta(days=30), left_out=dict.fromkeys(left_out, "Spørres ikke.")
    )
    version = factories_guidelines.draft(house, key=key)
    return send_out(version=version, dispatch=dispatch, by=house.steward, at=timezone.now())


def told_ministry(organisation: Organisation) -> MinistryNotice:
    """What the organisation is told of a version that another body keeps."""
    version = factories_guidelines.in_force(key=_key("told", organisation))
    return MinistryNotice.objects.get(version=version, organisation=organisation)


def citation(organisation: Organisation) -> CitationCheck:
    """Something of the organisation that cites a section."""
    version = factories_guidelines.in_force(key=_key("cited", organisation))
    return CitationCheck.objects.create(
        version=version,
        anchor="del-1",
        section_title="Del",
        citing="x:1",
        title="Kurs",
        url="/",
        organisation=organisation,
    )


def stream_live(organisation: Organisation) -> StreamItem:
    """An item of the organisation that is out."""
    return factories_stream.live(factories.member("editor", organisation))


def stream_draft(organisation: Organisation) -> StreamItem:
    """A draft of the organisation."""
    return factories_stream.item(factories.member("editor", organisation))


def feed_address(organisation: Organisation) -> FeedAddress:
    """A secret address of the organisation."""
    return FeedAddress.objects.create(
        organisation=organisation, name="Intranett", token_hash=f"{organisation.pk:064}",
        made_by=factories.member("editor", organisation), made_at=timezone.now(),
    )  # fmt: skip


def _key(kind: str, organisation: Organisation) -> str:
    return f"{kind}-{organisation.pk}"


def _house(**bodies: Organisation) -> factories_guidelines.House:
    return dataclasses.replace(factories_guidelines.house(), **bodies)


def deadline(organisation: Organisation) -> Deadline:
    """A deadline that the organisation delivers by."""
    return Deadline.objects.create(
        year=2024, key="frist", title="Frist", due_on=DAY, organisation=organisation, source="Prøve"
    )


def absence(organisation: Organisation) -> Delegation:
    """Somebody of the organisation is away."""
    person, colleague = (factories.member("employee", organisation) for _n in range(2))
    today = oslo_today()
    return Delegation.objects.create(person=person, delegate=colleague, from_on=today, to_on=today)


def subscription(organisation: Organisation) -> CalendarSubscription:
    """A calendar address of somebody in the organisation."""
    return CalendarSubscription.objects.create(
        person=factories.member("employee", organisation),
        name="Outlook",
        token_hash=f"{organisation.pk:064}",
        created_at=timezone.now(),
    )


def mail(organisation: Organisation) -> OutgoingMail:
    """A parked mail that nobody pressed a button for."""
    now = timezone.now()
    return OutgoingMail.objects.create(
        mailbox=organisation, address="post@example.test", created_at=now, next_at=now, state=MailState.PARKED
    )


def job(organisation: Organisation) -> Job:
    """Long work that somebody in the organisation has ordered."""
    now = timezone.now()
    owner = factories.member("employee", organisation)
    return Job.objects.create(
        kind="log.export", title="Logg", owner=owner, organisation=organisation, created_at=now, seen_at=now,
        subject_key=f"people.user:{owner.pk}",
    )  # fmt: skip


def _letter(organisation: Organisation, **fields: object) -> Letter:
    sender = factories.OrganisationFactory()
    fields = {"budget_year": 2024, **fields}
    return Letter.objects.create(
        kind=LetterKind.ALLOCATION,
        reference="24/1",
        title="Tildelingsbrev",
        sender=sender,
        receiver=organisation,
        dated_on=DAY,
        **fields,
    )


def _clause(made: Letter) -> Clause:
    assignment = Assignment.objects.create(letter=made, number=1, title="Føring", short_title="Føring")
    return Clause.objects.create(
        assignment=assignment,
        position=1,
        type=ClauseType.AUTHORITY,
        short_text="Fullmakt",
        quote="fullmakt til å belaste",
    )


def _unused_year(organisation: Organisation) -> int:
    return 2024 - Authority.objects.filter(receiver=organisation).count()


# Every public function here makes one kind of object.
MAKERS: dict[str, Callable[[Organisation], object]] = {
    name: made
    for name, made in list(globals().items())
    if inspect.isfunction(made)
    and made.__module__ == __name__
    and "organisation" in inspect.signature(made).parameters
    and not name.startswith("_")
}
_OF_APPS = (workinggroup_objects.MAKERS, pilots_objects.MAKERS, courses_objects.MAKERS)
_KNOWN = len(MAKERS)
for _makers in _OF_APPS:
    MAKERS |= _makers
# An app that takes another's name would be asked about the other's object.
assert len(MAKERS) == _KNOWN + sum(map(len, _OF_APPS)), "two kinds of objects have one name"
