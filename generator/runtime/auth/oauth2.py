"""OAuth2 access tokens: fetched when first needed, kept until shortly before they expire, shared by all calls.

The caller that finds no token fetches it for all others, which wait: a hundred threads fetch one.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlencode

from ..errors import (
    ConfigurationError,
    ConnectionFailed,
    OutcomeUnknown,
    ResponseTooLarge,
    StatusError,
    UnexpectedResponse,
)
from ..facts import Operation, Scheme, idempotent
from ..protocol.origins import origin, require_encrypted
from ..transport.commands import Command, Sleep
from ..transport.messages import PreparedRequest
from ..util.server_text import number, sendable_token
from ..util.shared import shared_objects
from ..util.tracebacks import without_tracebacks
from ..util.typeguards import is_object
from .credentials import ApiKey
from .identity import fingerprint, stable_fingerprint
from .secret_cell import SecretCell
from .token_cache import TokenCache

if TYPE_CHECKING:
    from ..transport.commands import Signer
    from ..transport.messages import OutgoingRequest
    from .context import AuthContext

FETCH_TOKEN: Operation[Any] = Operation("oauth2.token", "POST", "", idempotent, returns="Any", limit="")
"""A call like any other, but without a rate limit of the API's."""

REFRESH_EARLY = 60.0
"""Seconds before its expiry at which a token is replaced; a tenth of its life, where that is less."""

FETCH_POLL_INTERVAL = 0.02
"""Seconds between two checks whether another caller has fetched the token."""

WRONG_STYLE = (400, 401)
"""Statuses of a server that wants id and secret in another place of the request."""

BASIC = Scheme("basic", "Authorization", "", "")


class FormSecrets:
    """Secrets that are added to a form's body at the moment of sending.

    Parameters:
        fields: returns them by name.
    """

    def __init__(self, fields: Callable[[], Mapping[str, str]]) -> None:
        self._fields = fields

    def sign(self, request: OutgoingRequest) -> None:
        """Add the fields to the body of *request*, and their length to its headers."""
        assert isinstance(request.body, bytes)
        request.body = b"&".join([request.body, urlencode(self._fields()).encode()])
        request.replace(b"content-length", str(len(request.body)).encode())


def from_arguments(
    scheme: Scheme, look: Callable[[str], Any], locate: Callable[[str], str], clock: Callable[[], float]
) -> OAuth2:
    """The credential for *scheme* that a constructor's arguments give.

    Parameters:
        look: returns the value of an argument, or of the environment variable that stands in for it.
        locate: returns the absolute URL of an address in the document.

    Raises:
        ConfigurationError: an argument is missing, or the address cannot be trusted with it.
    """
    assert scheme.oauth is not None
    prefix = scheme.oauth.prefix
    for name in ("client_id", "client_secret", "refresh_token", "scope", "token_url"):
        if not isinstance(look(prefix + name), str | None):
            raise ConfigurationError(f"{prefix}{name}: expected text")
    if not look(prefix + "client_id"):
        raise ConfigurationError(f"{prefix}client_id: there is none; it goes with {prefix}client_secret")
    if not look(prefix + "refresh_token") and not scheme.oauth.own:
        raise ConfigurationError(f"{prefix}refresh_token: there is none, and there is no other way to get a token")
    token = look(scheme.argument) if scheme.argument else None
    if isinstance(token, str) and token and sendable_token(token) is None:
        raise ConfigurationError(f"{scheme.argument}: the token cannot stand in a header; check where it comes from")
    url = look(prefix + "token_url") or locate(scheme.oauth.token_url)
    try:
        require_encrypted(origin(url), f"{prefix}token_url")
    except ValueError:
        raise ConfigurationError(f"{prefix}token_url: not an absolute URL; write it as https://host/path") from None

    def secrets() -> Mapping[str, str]:
        return {name: look(prefix + name) or "" for name in ("client_id", "client_secret", "refresh_token")}

    def first() -> str | None:
        return look(scheme.argument) if scheme.argument and look(prefix + "refresh_token") else None

    return OAuth2(url, look(prefix + "scope") or "", secrets, first, clock)


class OAuth2:
    """Access tokens for one client id.

    Parameters:
        url: of the token endpoint.
        scope: of the tokens; the server's default when empty.
        secrets: returns ``client_id``, ``client_secret`` and ``refresh_token``, each empty when there is none.
        first_token: returns an access token that the caller has already, if any.
        clock: monotonic seconds, by which tokens expire.
    """

    refreshable = True

    def __init__(
        self,
        url: str,
        scope: str,
        secrets: Callable[[], Mapping[str, str]],
        first_token: Callable[[], str | None],
        clock: Callable[[], float],
    ) -> None:
        grant = "refresh_token" if secrets()["refresh_token"] else "client_credentials"
        self._url = url
        self._fields = {"grant_type": grant} | ({"scope": scope} if scope else {})
        self._secrets = secrets
        self._refresh_token = SecretCell(secrets()["refresh_token"])
        """The newest one; servers may replace it with each token."""
        self._styles: list[tuple[Signer, ...]] = [(FormSecrets(self._all_in_form),)]
        """Where id and secret may stand, the usual place first; one, once a server has accepted it."""
        if secrets()["client_secret"]:
            also = (FormSecrets(self._refresh_token_in_form),) if secrets()["refresh_token"] else ()
            self._styles.insert(0, (ApiKey(self._id_and_secret, BASIC), *also))
        self.fingerprint = fingerprint(secrets()["client_id"])
        """A hash of the client id: tokens come and go."""
        self.stable_fingerprint = stable_fingerprint(secrets()["client_id"])
        identity = fingerprint(self._id_and_secret() + repr(self._refresh_token_in_form()))
        self._cache = shared_objects.get_or_create(TokenCache, (url, grant, identity, clock), "token", scope)
        if first_token() and not self._cache.generation:
            self._cache.put(SecretCell(first_token() or ""), float("inf"))

    @property
    def generation(self) -> int:
        """The number of tokens so far."""
        return self._cache.generation

    def acquire(self, context: AuthContext, /) -> Generator[Command, Any, None]:
        """Fetch a token, or wait for the caller that does, unless there is one that is good for a while."""
        while not self._cache.is_fresh(context.now()):
            context.check()
            if not self._cache.claim(context.now()):
                yield Sleep(FETCH_POLL_INTERVAL)
                continue
            try:
                yield from self._fetch(context)
            finally:
                self._cache.release()
            return  # however short the life of the token is

    def refresh(self, context: AuthContext, generation: int, /) -> Generator[Command, Any, None]:
        """Fetch another token, unless another caller has meanwhile."""
        if self.generation == generation:
            self._cache.invalidate()
        yield from self.acquire(context)

    def unsigned(self, url: str) -> str:
        """*url*: tokens stand in a header."""
        return url

    def sign(self, request: OutgoingRequest) -> None:
        """Put the token on *request*."""
        self._cache.sign(request)

    def scrub(self, data: bytes) -> bytes:
        """*data* of a server without the secrets and the token it may repeat."""
        for secret in (self._secrets()["client_secret"], *self._refresh_token_in_form().values()):
            data = data.replace(secret.encode(), b"[secret]") if secret else data
        return self._cache.scrub(data)

    def _fetch(self, context: AuthContext) -> Generator[Command, Any, None]:
        """Ask for a token, with id and secret in the header, and where the server wants that, in the form."""
        body = urlencode(self._fields).encode()
        headers = {
            "host": str(origin(self._url)).partition("://")[2],
            "user-agent": context.user_agent,
            "accept": "application/json",
            "content-type": "application/x-www-form-urlencoded",
            "content-length": str(len(body)),
        }
        request = PreparedRequest("POST", self._url, headers, body, cross_origin=True)
        for style in self._styles:
            try:
                answer = SecretCell((yield from context.fetch(FETCH_TOKEN, request, style)))
                fault = self._keep(answer, context.now())
            except OutcomeUnknown as lost:
                why = f"not sent: no access token could be had: {lost.reason}"
                raise context.error(ConnectionFailed, why) from lost
            except ResponseTooLarge:
                raise context.error(ConnectionFailed, "not sent: the token's answer is too large") from None
            except StatusError as error:
                if error.status_code in WRONG_STYLE and style is not self._styles[-1]:
                    continue
                raise
            except BaseException as interruption:
                without_tracebacks(interruption)  # the frames below hold the token
                raise
            if fault:
                raise context.error(UnexpectedResponse, f"not sent: {self._url.partition('?')[0]} answered {fault}")
            self._styles = [style]
            return

    def _keep(self, cell: SecretCell[Any], now: float) -> str:
        """Keep the tokens of the server's answer, if they can be sent; else the fault of the answer.

        A life that cannot be read is not known: the token is kept until it is refused.
        """
        answer = cell.reveal()
        if not is_object(answer) or not answer.get("access_token"):
            return "without an access_token"
        if sendable_token(answer["access_token"]) is None:
            return "with an access_token that cannot stand in a header"
        kind = answer.get("token_type")
        if kind is not None and not (isinstance(kind, str) and kind.lower().startswith("bearer")):
            return "with a token_type other than Bearer"
        seconds = number(answer.get("expires_in")) or float("inf")
        self._cache.put(SecretCell(answer["access_token"]), now + max(seconds - REFRESH_EARLY, 0.9 * seconds))
        if sendable_token(answer.get("refresh_token")) is not None:
            self._refresh_token.replace(answer["refresh_token"])
        return ""

    def _id_and_secret(self) -> str:
        return f"{quote_plus(self._secrets()['client_id'])}:{quote_plus(self._secrets()['client_secret'])}"

    def _refresh_token_in_form(self) -> dict[str, str]:
        return {"refresh_token": self._refresh_token.reveal()} if self._refresh_token.reveal() else {}

    def _all_in_form(self) -> Mapping[str, str]:
        secrets = self._secrets()
        return {name: secrets[name] for name in ("client_id", "client_secret") if secrets[name]} | (
            self._refresh_token_in_form()
        )

    def __repr__(self) -> str:
        return f"<OAuth2 of {self._url}>"

    def __reduce__(self) -> Any:
        raise TypeError("credentials are not pickled; make the client anew where it is needed")
