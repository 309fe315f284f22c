"""Generated requests to every address of the API: the answers are those the schema promises, and never a 5xx."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from portal.people.roles import Role
from portal.wsgi import application
from tests import factories
from tests import factories_money as money

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CHECKS = [not_a_server_error, checks.status_code_conformance, checks.response_schema_conformance]
FEW = settings(
    max_examples=15, deadline=None, database=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def test_generated_requests_get_the_answers_the_schema_promises() -> None:
    """as asked, features.md R15."""
    row = money.LedgerRowFactory()
    key = {"Authorization": f"Bearer {factories.ApiTokenFactory(user=factories.member(Role.STEWARD)).secret}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/skjema/", application, headers=key)
    asked = 0

    def ask_all(operation) -> None:
        @FEW
        @given(case=operation.as_strategy())
        def ask(case) -> None:
            nonlocal asked
            asked += 1
            if asked % 2 and operation.path.endswith("payments/"):
                case.query = {**(case.query or {}), "authority": row.authority.key}
            case.call_and_validate(headers=key, checks=CHECKS)

        ask()

    for found in schema.get_all_operations():
        ask_all(found.ok())

    assert asked >= 15
