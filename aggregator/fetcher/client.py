"""One source's client: waits, retries, limits, redacts, and says by its errors' kinds what to do next."""

import contextlib
import http.cookiejar
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import httpx
import stamina
import stamina.instrumentation
from websockets.sync.client import ClientConnection

from aggregator import __version__
from aggregator.errors import RateLimited, SourceUnavailable, UnexpectedPayload
from aggregator.fetcher import body, frames, limits
from aggregator.fetcher.answer import Answer
from aggregator.fetcher.asking import Ask, Params, Refused, address, content_of, in_words, origin, redirected
from aggregator.fetcher.budgets import Budget, Cost
from aggregator.fetcher.causes import causes_logged
from aggregator.fetcher.redaction import holds, redact
from aggregator.fetcher.transport import DeadlinePassed, ForbiddenAddress, Patience, Stopped, Transport, trust
from aggregator.fetcher.verdict import Passing, judge

T = TypeVar("T")

MAX_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOTHING: frozenset[int] = frozenset()

_log = logging.getLogger(__name__)

# httpx logs whole URLs at INFO, with every key that a network wants there.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)
# stamina would print each retry to stdout, where `--json` promises one document: we log them, redacted.
stamina.instrumentation.set_on_retry_hooks(())


class Fetcher:
    """Asks one source. Safe to use from several threads.

    Args:
        source: the network's name, as errors begin with it.
        base_url: where paths begin. "": they are whole addresses, of any host.
        account: whose limits are spent (an instance, a login); where there is no base_url, each host's own.
        budget: told before each request and after each answer.
        clock: the time (UTC); only rate limits are reckoned by it.
        wait: waits that many seconds; True = asked to stop, which ends any wait at once.
        headers: sent with every request, but never to another host.
        secrets: texts that may appear in no error and no log line, in any form.
        user_agent: instead of `fansreact/<version>`.
        contact: address for the network's people, added to the default user agent.
        deadline_s: seconds for one whole request, redirects and body included.
        max_bytes: the largest body, after decompression.
        attempts: how often a request is sent that fails in passing.
        longest_wait_s: a limit that resets later than this ends the run (RateLimited) instead.
        transport: instead of our own sockets, for tests.
        guard_addresses: addresses come from posts: https only, whole, of the public internet alone; no proxy.
        proxy: http or https proxy, with its login if it needs one.
    """

    def __init__(
        self,
        source: str,
        base_url: str,
        *,
        account: str = "",
        budget: Budget,
        clock: Callable[[], datetime],
        wait: Callable[[float], bool],
        headers: Mapping[str, str] | None = None,
        secrets: Sequence[str] = (),
        user_agent: str | None = None,
        contact: str = "",
        deadline_s: float = 30.0,
        max_bytes: int = 16_000_000,
        attempts: int = 3,
        longest_wait_s: float = 30.0,
        transport: httpx.BaseTransport | None = None,
        guard_addresses: bool = False,
        proxy: str | None = None,
    ) -> None:
        self.source = source
        self.account = account
        self.base_url = base_url.rstrip("/")
        self.clock = clock
        self._budget = budget
        self._wait = wait
        self._secrets = tuple(secret for secret in secrets if secret)
        self._own_headers = dict(headers or {})
        self._addresses: frozenset[str] = frozenset()
        self._deadline_s = deadline_s
        self._max_bytes = max_bytes
        self._attempts = attempts
        self._longest_wait_s = longest_wait_s
        self._guarded = guard_addresses
        self._proxy = None if guard_addresses else proxy
        self._patience = Patience(wait)
        self._client = httpx.Client(
            transport=transport or Transport(self._patience, guard=guard_addresses, proxy=proxy),
            headers={
                "user-agent": user_agent
                or f"fansreact/{__version__}" + (f" (+{contact})" if contact else ""),
                "accept": "application/json",
                "accept-encoding": "gzip, deflate",
            },
            cookies=http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(allowed_domains=[])),
            timeout=deadline_s,
            trust_env=False,  # no proxy and no ~/.netrc behind our back
        )

    def get(
        self,
        path: str,
        params: Params | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        allow: frozenset[int] = _NOTHING,
        credential: str = "",
        cost: Cost | None = None,
        refused: Refused | None = None,
    ) -> Answer:
        """Ask for something.

        Args:
            path: below base_url; a whole address where there is none (https where addresses are guarded).
            params: the query; a list repeats its name.
            headers: for this request, beside those of the source.
            allow: error statuses that the caller reads itself (404 when it asks whether a post still stands).
            credential: name of the variable that holds the key, blamed when the network refuses it.
            cost: what is booked for each sending; `settle` corrects it when the answer tells more.
            refused: reads each error answer first: its error is raised, None leaves it to the status.

        Raises:
            SourceError: one of its five kinds, see errors.py.
        """
        ask = self._ask("GET", path, params=params, headers=headers, allow=allow, credential=credential)
        return self._send(replace(ask, cost=cost, refused=refused))

    def settle(self, booked: Cost, really: int) -> None:
        """Correct what `get` booked, once the answer tells what it really cost."""
        self._budget.settle(self.source, self.account, booked=booked, really=really)

    def post(
        self,
        path: str,
        json: Any = None,
        *,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        allow: frozenset[int] = _NOTHING,
        credential: str = "",
    ) -> Answer:
        """Send JSON (bytes: as they are), a form, or nothing. Repeated only where it surely was not received.

        Raises:
            SourceError: one of its five kinds, see errors.py.
        """
        kind, content = content_of(json, form)
        headers = {**(headers or {}), **kind}
        return self._send(
            self._ask("POST", path, headers=headers, content=content, allow=allow, credential=credential)
        )

    def frames(
        self, path: str, params: Params | None = None, *, most: int, seconds: float, credential: str = ""
    ) -> Iterator[list[bytes]]:
        """What a websocket sends, in batches of at most `most` frames, each within `seconds`; endless.

        Connecting is retried, limited and judged as any request is; an open stream is left to the caller.

        Raises:
            SourceError: one of its five kinds, see errors.py. Frames that came before it were given.
        """
        ask = self._ask("GET", path, params=params, headers=None, allow=_NOTHING, credential=credential)
        with contextlib.ExitStack() as stack:
            connection = self._patiently(lambda: self._connect(ask, stack))
            stream = frames.Frames(
                connection, self, str(ask.url.copy_with(query=None)), wait=self._wait, idle_s=self._deadline_s
            )
            yield from stream.batches(most, seconds)

    def add_secret(self, value: str) -> None:
        """From now on this text appears in no error and no log line: a token that a login returned."""
        if value and value not in self._secrets:
            self._secrets = (*self._secrets, value)

    def add_address(self, url: str) -> None:
        """From now on this very address may be asked too, by its whole URL: where tokens are made, say.

        It gets the headers of its own request alone. It comes from the configuration, never from an answer.
        """
        self._addresses |= {url}

    def redact(self, text: str) -> str:
        """The text without this source's secrets."""
        return redact(text, self._secrets)

    def knows(self, text: str) -> bool:
        """Whether one of this source's secrets stands in the text, in whatever form."""
        return holds(text, self._secrets)

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    # ── one request, with its retries ────────────────────────────────────────

    def _ask(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None,
        content: bytes | None = None,
        allow: frozenset[int],
        credential: str,
    ) -> Ask:
        elsewhere = path in self._addresses
        ours = not self.base_url or self._guarded or path.startswith(f"{self.base_url}/")
        whole = elsewhere or ("://" in path and ours)
        target = path if whole else f"{self.base_url}/{path.lstrip('/')}"
        url = address(target, params or {}, only_https=self._guarded)
        if url is None:
            raise UnexpectedPayload(self.source, f"{self.redact(target)[:200]!r} is no address to be asked")
        own = {} if elsewhere else self._own_headers
        return Ask(method, url, {**own, **(headers or {})}, content, allow, credential)

    def _send(self, ask: Ask) -> Answer:
        return self._patiently(lambda: self._once(ask))

    def _patiently(self, once: Callable[[], T]) -> T:
        failed: Passing | None = None
        try:
            # stamina counts, and says how long to wait where the network does not. The pause itself is ours
            # (stamina's own is 0): its sleep could not be ended by a SIGTERM.
            for attempt in stamina.retry_context(
                on=lambda error: 0.0 if isinstance(error, Passing) else False,
                attempts=self._attempts,
                timeout=None,
                wait_initial=0.5,
                wait_max=8.0,
            ):
                with attempt:
                    if failed is not None:
                        self._pause(failed)
                    try:
                        return once()
                    except Passing as passing:
                        failed = passing.or_wait(attempt.next_wait)
                        raise
        except Passing as passing:
            raise passing.error from passing.__cause__
        raise AssertionError("stamina ends with an answer or an error")

    def _pause(self, failed: Passing) -> None:
        """Wait before the next attempt. Asked to stop: the failure that was being waited for stands."""
        _log.info("%s; trying again in %.1f s", failed.error, failed.wait_s)
        if self._wait(failed.wait_s or 0.0):
            raise failed.error from failed.__cause__

    def _connect(self, ask: Ask, stack: contextlib.ExitStack) -> ClientConnection:
        """Open a stream, at the price of a request."""
        self._spend(ask, self.account)
        headers = {**ask.headers, "user-agent": self._client.headers["user-agent"]}
        with causes_logged(self.redact):
            found = frames.open_stream(stack, self.source, ask.url, headers, proxy=self._proxy, trust=trust())
        if not isinstance(found, Answer):
            return found
        answer = replace(found, url=self.redact(found.url), secrets=self._secrets)
        raise frames.no_stream(answer) if answer.status < 300 else self._verdict(answer, ask, self.clock())

    def _once(self, ask: Ask) -> Answer:
        # Several servers have limits of their own, and none of them may silence the others.
        account = self.account if self.base_url and not self._guarded else ask.url.host
        self._spend(ask, account)
        with causes_logged(self.redact):
            answer = self._exchange(ask)
        now = self.clock()
        limit = limits.read(answer.headers, now)
        if limit.remaining is not None or limit.resets_at is not None:
            self._budget.observe(self.source, account, remaining=limit.remaining, resets_at=limit.resets_at)
        if answer.status < 300 or answer.status in ask.allow:
            return answer
        raise self._verdict(answer, ask, now)

    def _spend(self, ask: Ask, account: str) -> None:
        try:
            self._budget.spend(self.source, account, cost=ask.cost)
        except RateLimited as error:
            raise self._limited(error) from error

    def _verdict(self, answer: Answer, ask: Ask, now: datetime) -> Exception:
        verdict = (ask.refused and ask.refused(answer)) or judge(
            answer, now=now, credential=ask.credential, repeatable=ask.repeatable
        )
        return self._limited(verdict) if isinstance(verdict, RateLimited) else verdict

    def _limited(self, error: RateLimited) -> Exception:
        """A near reset is waited for, a far one ends the run."""
        wait_s = (error.until - self.clock()).total_seconds()
        return Passing(error, max(wait_s, 0.0)) if wait_s <= self._longest_wait_s else error

    # ── one exchange, with its redirects ─────────────────────────────────────

    def _exchange(self, ask: Ask) -> Answer:
        shown = self.redact(str(ask.url.copy_with(query=None, fragment=None)))
        try:
            with self._patience.within(self._deadline_s):
                return self._follow(ask)
        except Stopped as error:
            raise SourceUnavailable(self.source, "we were asked to stop while it answered") from error
        except DeadlinePassed as error:
            raise SourceUnavailable(
                self.source,
                f"{shown} took longer than {self._deadline_s:g} s",
                hint="it is asked again next time",
            ) from error
        except ForbiddenAddress as error:
            raise UnexpectedPayload(
                self.source, f"{self.redact(str(error))}, an address inside a network: it was not asked"
            ) from error
        except httpx.InvalidURL as error:  # httpx looks at where a redirect leads before we do
            raise UnexpectedPayload(self.source, f"{shown} redirects to no address") from error
        except body.TooLarge as error:
            raise UnexpectedPayload(
                self.source, f"{shown} answered with more than {self._max_bytes:,} bytes"
            ) from error
        except body.BadEncoding as error:
            raise UnexpectedPayload(
                self.source, f"{shown} answered with {self.redact(str(error))[:80]}"
            ) from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            if ask.cost is not None:  # it was never sent
                self.settle(ask.cost, 0)
            failure = SourceUnavailable(
                self.source,
                f"{ask.url.netloc.decode()} can't be reached: {self.redact(in_words(error))}",
                hint="check this machine's network, and the address in fansreact.toml",
                unsent=True,
            )
            raise Passing(failure) from error
        except (httpx.TransportError, body.Truncated) as error:
            why = self.redact(str(error)) or "the answer broke off"
            failure = SourceUnavailable(self.source, f"{shown} did not finish its answer: {why}")
            if not ask.repeatable:
                raise failure from error
            raise Passing(failure) from error

    def _follow(self, ask: Ask) -> Answer:
        url, headers, redirects = ask.url, ask.headers, 0
        while True:
            with self._patience.among_strangers(origin(url) != origin(ask.url)):
                answer = self._fetch(ask.method, url, headers, ask.content)
            if answer.status not in _REDIRECTS or answer.status in ask.allow:
                return answer
            redirects += 1
            if redirects > MAX_REDIRECTS:
                raise UnexpectedPayload(
                    self.source, f"{answer.url} redirects more than {MAX_REDIRECTS} times"
                )
            target = redirected(
                ask, url, answer, guarded=self._guarded, proxied=bool(self._proxy), redact=self.redact
            )
            if origin(target) != origin(url):
                headers = {}  # our headers may hold the key: they are for the first host alone
            url = target

    def _fetch(self, method: str, url: httpx.URL, headers: dict[str, str], content: bytes | None) -> Answer:
        request = self._client.build_request(method, url, headers=headers, content=content)
        response = self._client.send(request, stream=True, follow_redirects=False)
        try:
            if response.is_stream_consumed:  # a mock's answer, whole and decoded
                data = response.content
                if len(data) > self._max_bytes:
                    raise body.TooLarge
            else:
                data = body.read(
                    self._chunks(response), response.headers.get("content-encoding", ""), self._max_bytes
                )
        finally:
            response.close()
        return Answer(
            source=self.source,
            url=self.redact(str(url)),
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=data,
            secrets=self._secrets,
        )

    def _chunks(self, response: httpx.Response) -> Any:
        for chunk in response.iter_raw():
            self._patience.left()  # also for a transport that is not ours
            yield chunk
