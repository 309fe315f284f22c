"""The checks of an ID token: signature, issuer, audience, time, nonce, acr and tenant (domain.md S-10)."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jwt
from django.utils.translation import gettext as _

from portal.people.oidc.refusals import LoginRefused

# Never "none", and never a shared secret: a client must not be able to sign its own answer.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
LEEWAY_SECONDS = 30
LONGEST_UID = 191

Claims = dict[str, Any]


@dataclass(frozen=True)
class Demands:
    """What one provider's answers have to fulfil; an empty list of acr values or tenants asks for nothing."""

    issuer: str
    client_id: str
    acr_values: Sequence[str] = ()
    tenants: Sequence[str] = ()


def accept(id_token: str, *, keys: Mapping[str, Any], demands: Demands, nonce: str) -> Claims:
    """The claims of a token that passes every check; raises LoginRefused with the first that fails."""
    claims = _signed_claims(id_token, keys, demands)
    _check_party(claims, demands)
    _check_nonce(claims, nonce)
    _check_acr(claims, demands)
    _check_tenant(claims, demands)
    return claims


def identity_of(claims: Claims) -> str:
    """Who it is: tenant and object id where the provider has them, else issuer and subject; never e-mail."""
    if claims.get("tid") and claims.get("oid"):
        key = f"{claims['tid']}|{claims['oid']}"
    else:
        key = f"{claims['iss']}|{claims['sub']}"
    return key if len(key) <= LONGEST_UID else hashlib.sha256(key.encode()).hexdigest()


def _signed_claims(id_token: str, keys: Mapping[str, Any], demands: Demands) -> Claims:
    try:
        return jwt.decode(
            id_token,
            _signing_key(id_token, keys),
            algorithms=ALGORITHMS,
            issuer=demands.issuer,
            audience=demands.client_id,
            leeway=LEEWAY_SECONDS,
            options={"require": ["iss", "aud", "exp", "iat", "sub"]},
        )
    except jwt.ExpiredSignatureError as error:
        raise LoginRefused(_("Svaret fra innloggingstjenesten er utløpt. Logg inn på nytt.")) from error
    except jwt.InvalidIssuerError as error:
        raise LoginRefused(_("Svaret kommer fra en utsteder som portalen ikke godtar.")) from error
    except jwt.InvalidAudienceError as error:
        raise LoginRefused(_("Svaret fra innloggingstjenesten er laget for en annen tjeneste.")) from error
    except jwt.PyJWTError as error:
        raise LoginRefused(_("Svaret fra innloggingstjenesten er ikke gyldig signert.")) from error


def _signing_key(id_token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    wanted = jwt.get_unverified_header(id_token).get("kid")
    known = jwt.PyJWKSet.from_dict(dict(keys)).keys
    for key in known:
        if key.key_id == wanted or (wanted is None and len(known) == 1):
            return key
    raise jwt.InvalidKeyError("unknown kid")


def _check_party(claims: Claims, demands: Demands) -> None:
    """A token for several audiences names the one that asked in `azp`."""
    party = claims.get("azp", demands.client_id)
    if party != demands.client_id:
        raise LoginRefused(_("Svaret fra innloggingstjenesten er laget for en annen tjeneste."))


def _check_nonce(claims: Claims, nonce: str) -> None:
    given = claims.get("nonce")
    if not given:
        raise LoginRefused(_("Svaret fra innloggingstjenesten mangler engangsverdien. Logg inn på nytt."))
    if not nonce or not hmac.compare_digest(str(given).encode(), nonce.encode()):
        raise LoginRefused(_("Svaret hører til en annen innlogging enn den du startet. Logg inn på nytt."))


def _check_acr(claims: Claims, demands: Demands) -> None:
    if demands.acr_values and claims.get("acr") not in demands.acr_values:
        raise LoginRefused(_("Innloggingen har ikke det sikkerhetsnivået som portalen krever."))


def _check_tenant(claims: Claims, demands: Demands) -> None:
    if demands.tenants and claims.get("tid") not in demands.tenants:
        raise LoginRefused(_("Virksomheten du logget inn fra, har ikke tilgang til portalen."))
