"""OAuth2 access tokens: asked for when first needed, kept until shortly before they expire, shared by all calls.

Whoever finds the token missing asks for the others, who wait: a hundred threads fetch one. Secrets and tokens are in
the cells of closures and no attributes, for the reasons that `credentials` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote_plus, urlencode

from ..errors import ApiError, ConfigurationError, ConnectionFailed, OutcomeUnknown, StatusError, UnexpectedResponse
from ..facts import Operation, Scheme, idempotent
from ..pipeline import failures
from ..protocol.origins import encrypted, origin
from ..transport.commands import Command, Sleep
from ..transport.messages import PreparedRequest
from ..util.shared import commons
from ..util.typeguards import is_object
from .credentials import ApiKey
from .identity import fingerprint, lasting
from .token_cache import TokenCache

if TYPE_CHECKING:
    from ..pipeline.pipeline import Call
    from .credentials import Signer


TOKEN: Operation[Any] = Operation("oauth2.token", "POST", "", idempotent, returns="Any", limit="")
"""How a token is asked for: like any call, but it draws from no budget of the API's."""

EARLY = 60.0
"""Seconds before its end that a token is replaced; a tenth of its life, where that is less."""

PAUSE = 0.02
"""Seconds between two looks at whether somebody else has fetched it."""

REFUSED = (400, 401)
"""What a server answers to an id and a secret that it wants in another place."""
BASIC = Scheme("basic", "Authorization", "", "")


class FormSecrets:
    """Secrets that are put into a form's body at the moment of sending."""

    renewable = False
    mark = b""
    lasting_mark = ""
    turn = 0

    def __init__(self, give: Callable[[], Mapping[str, str]]) -> None:
        self._give = give

    def ready(self, _call: Call, /) -> Generator[Command, Any, None]:
        """Nothing is missing."""
        yield from ()

    def renew(self, _call: Call, _turn: int, /) -> Generator[Command, Any, None]:
        """There is no other."""
        yield from ()

    def sign(self, request: Any) -> None:
        """Add them to the body of *request*, and their length to its headers."""
        content = b"&".join([b"".join(request.stream), urlencode(self._give()).encode()])
        others = [pair for pair in request.headers.raw if pair[0].lower() != b"content-length"]
        request.headers = type(request.headers)([*others, (b"content-length", str(len(content)).encode())])
        request.stream = type(request.stream)(content)

    def scrub(self, data: bytes) -> bytes:
        """*data* without them."""
        for secret in self._give().values():
            data = data.replace(secret.encode(), b"[secret]")
        return data


def tokens(how: Scheme, look: Callable[[str], Any], locate: Callable[[str], str], clock: Callable[[], float]) -> OAuth2:
    """What fetches tokens for *how* with the constructor's arguments, which *look* gives.

    *locate* says where an address of the document is.

    Raises:
        ConfigurationError: an argument is missing, or the address cannot be trusted with it.
    """
    assert how.oauth is not None
    prefix = how.oauth.prefix
    for name in ("client_id", "client_secret", "refresh_token", "scope", "token_url"):
        if not isinstance(look(prefix + name), str | None):
            raise ConfigurationError(f"{prefix}{name}: expected text")
    if not look(prefix + "client_id"):
        raise ConfigurationError(f"{prefix}client_id: there is none; it goes with {prefix}client_secret")
    if not look(prefix + "refresh_token") and not how.oauth.own:
        raise ConfigurationError(f"{prefix}refresh_token: there is none, and no other way to have a token")
    url = look(prefix + "token_url") or locate(how.oauth.token_url)
    try:
        encrypted(origin(url), f"{prefix}token_url")
    except ValueError:
        raise ConfigurationError(f"{prefix}token_url: not an absolute URL; write it as https://host/path") from None

    def secrets() -> Mapping[str, str]:
        return {name: look(prefix + name) or "" for name in ("client_id", "client_secret", "refresh_token")}

    def first() -> str | None:
        return look(how.argument) if how.argument and look(prefix + "refresh_token") else None

    return OAuth2(url, look(prefix + "scope") or "", secrets, first, clock)


class OAuth2:
    """Access tokens for one client id.

    Parameters:
        url: where they are asked for.
        scope: what they are to be good for; the server's own choice when empty.
        secrets: gives ``client_id``, ``client_secret`` and ``refresh_token``, each empty when there is none.
        first: gives the access token that the caller has already, if any.
        clock: seconds, by which tokens expire.
    """

    renewable = True

    def __init__(
        self,
        url: str,
        scope: str,
        secrets: Callable[[], Mapping[str, str]],
        first: Callable[[], str | None],
        clock: Callable[[], float],
    ) -> None:
        refreshed: list[str] = []
        grant = "refresh_token" if secrets()["refresh_token"] else "client_credentials"

        def refresh_token() -> dict[str, str]:
            token = refreshed[0] if refreshed else secrets()["refresh_token"]
            return {"refresh_token": token} if token else {}

        def in_form() -> Mapping[str, str]:
            known = {name: secrets()[name] for name in ("client_id", "client_secret") if secrets()[name]}
            return known | refresh_token()

        def in_header() -> str:
            return f"{quote_plus(secrets()['client_id'])}:{quote_plus(secrets()['client_secret'])}"

        def keep(answer: Mapping[str, Any]) -> None:
            if isinstance(answer.get("refresh_token"), str):
                refreshed[:] = [answer["refresh_token"]]

        def scrub(data: bytes) -> bytes:
            for secret in (secrets()["client_secret"], *refresh_token().values()):
                data = data.replace(secret.encode(), b"[secret]") if secret else data
            return self._purse.scrub(data)

        self._fields = {"grant_type": grant} | ({"scope": scope} if scope else {})
        self._url = url
        self._keep: Final = keep
        self._scrub: Final = scrub
        also = (FormSecrets(refresh_token),) if refresh_token() else ()
        self._styles: list[tuple[Signer, ...]] = [(FormSecrets(in_form),)]
        if secrets()["client_secret"]:
            self._styles.insert(0, (ApiKey(in_header, BASIC), *also))
        self._mark = fingerprint(secrets()["client_id"])
        self._lasting = lasting(secrets()["client_id"])
        owner = (url, grant, fingerprint(in_header() + repr(refresh_token())), clock)
        self._purse = commons.shared(TokenCache, owner, "token", scope)
        if first() and not self._purse.turn:
            self._purse.put(first() or "", float("inf"))

    @property
    def mark(self) -> bytes | None:
        """What stands for the client id: tokens come and go."""
        return self._mark

    @property
    def lasting_mark(self) -> str:
        """The same between processes."""
        return self._lasting

    @property
    def turn(self) -> int:
        """How many tokens there have been."""
        return self._purse.turn

    def sign(self, request: Any) -> None:
        """Put the token on *request*."""
        self._purse.sign(request)

    def scrub(self, data: bytes) -> bytes:
        """*data* of a server, without the secrets and the token it may echo."""
        return self._scrub(data)

    def ready(self, call: Call) -> Generator[Command, Any, None]:
        """Have a token that is good for a while: fetch it, or wait for whoever does."""
        purse, clock = self._purse, call.clock
        while not purse.fresh(clock()):
            call.check()
            if not purse.claim(clock()):
                yield Sleep(PAUSE)
                continue
            try:
                yield from self._fetch(call)
            finally:
                purse.release()
            return  # however short its life is

    def renew(self, call: Call, turn: int) -> Generator[Command, Any, None]:
        """Have another token, unless somebody has fetched one meanwhile."""
        if self.turn == turn:
            self._purse.spoil()
        yield from self.ready(call)

    def _fetch(self, call: Call) -> Generator[Command, Any, None]:
        """Ask for a token; id and secret go into the header, and where the server wants that, into the form."""
        body = urlencode(self._fields).encode()
        headers = {
            "host": str(origin(self._url)).partition("://")[2],
            "user-agent": call.settings.headers["user-agent"],
            "accept": "application/json",
            "content-type": "application/x-www-form-urlencoded",
            "content-length": str(len(body)),
        }
        for style in self._styles:
            outgoing = PreparedRequest("POST", self._url, headers, body, style, foreign=True)
            try:
                reply = yield from call.beside(TOKEN, outgoing).steps()
            except OutcomeUnknown as lost:
                why = f"not sent: no access token could be had: {lost.reason}"
                raise failures.build(call, ConnectionFailed, why) from lost
            except ApiError as error:
                wrong_place = isinstance(error, StatusError) and error.status_code in REFUSED
                if wrong_place and style is not self._styles[-1]:
                    continue
                error.maybe_executed = call.executed  # what was asked for was a token, and nothing else
                raise
            taken = self._take(reply.value, call.clock())
            del reply
            if not taken:
                raise failures.build(call, UnexpectedResponse, f"{self._url} answered without an access_token")
            self._styles = [style]
            return

    def _take(self, answer: Any, now: float) -> bool:
        """Keep what the server gave; False when that is no token."""
        if not is_object(answer) or not isinstance(answer.get("access_token"), str):
            return False
        life = answer.get("expires_in")
        seconds = float(life) if isinstance(life, int | float | str) and _is_number(life) else float("inf")
        self._purse.put(answer["access_token"], now + max(seconds - EARLY, 0.9 * seconds))
        self._keep(answer)
        return True

    def __repr__(self) -> str:
        return f"<OAuth2 of {self._url}>"

    def __reduce__(self) -> Any:
        raise TypeError("credentials are not pickled; make the client anew where it is needed")


def _is_number(value: Any) -> bool:
    try:
        return float(value) > 0
    except ValueError:
        return False
