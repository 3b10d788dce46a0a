"""E-mail: the story to a list of addresses, by SMTP over TLS. The only file that knows smtplib.

The message comes rendered; here it gets its sender, its Message-ID (the same for a second try, so that
mailboxes that know it show it once) and, where it corrects another, the thread of that (RFC 5322, 3.6.4).
The receivers stand in the envelope alone: no header, no log line and no error names one; nor does a
traceback, as what a server said about them stands in the errors of smtplib (`from None`).
"""

import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, Literal, TypeAlias

from aggregator.errors import PublishError
from aggregator.fetcher import redact
from aggregator.publishers.base import DEADLINE_S, Ask, Copy, Destination, Parcel, variable

Security: TypeAlias = Literal["starttls", "tls", "none"]

_HIDDEN_RECEIVERS = "undisclosed-recipients:;"
_PASSWORD = "password"  # noqa: S105 - the name of a setting
_SUBJECTS = {"published": "", "corrected": "Corrected: ", "withdrawn": ""}


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over, and as whom. `deadline_s` is for the whole conversation."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    deadline_s: float = DEADLINE_S
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context


class Email(Destination):
    """One message for each version that goes out, to all receivers at once."""

    name = "email"
    takes = "email"

    def __init__(self, server: Server, *, sender: str, to: Sequence[str]) -> None:
        self._server = server
        self._sender = sender
        self._to = tuple(to)

    @classmethod
    def lacks(cls, options: Mapping[str, Any], keys: Collection[str]) -> str:
        """The password of its user, if it has one."""
        return variable(cls.name, _PASSWORD) if options["user"] and _PASSWORD not in keys else ""

    @classmethod
    def opened(cls, options: Mapping[str, Any], keys: Mapping[str, str], ask: Ask) -> "Email":
        """Nothing is opened before something is sent."""
        del ask
        server = Server(
            options["host"],
            options["port"],
            options["security"],
            options["user"],
            keys.get(_PASSWORD, ""),
        )
        return cls(server, sender=options["sender"], to=options["to"])

    def check(self) -> str:
        """Whether the server takes our login; no mail is begun."""
        with self._conversation() as smtp:
            smtp.noop()
        return f"{self._server.host} as {self._server.user or 'nobody'}, {len(self._to)} receivers"

    def send(self, parcel: Parcel) -> Copy:
        """The story as a mail; a later version answers the first one, and says that it corrects it."""
        if parcel.lost is not None and not parcel.again:
            raise PublishError(
                self.name,
                "an earlier try may have arrived, and that can't be found out: nothing was sent",
                hint="look into a mailbox; where it is not, send it once more, under the same Message-ID: "
                "--again",
            )
        message = self.addressed(parcel)
        parcel.hold()
        missed = self._deliver(message.as_bytes())
        note = f"{missed} of {len(self._to)} receivers were refused by the server" if missed else ""
        return Copy(str(message["Message-ID"]), "", parcel.body, note=note)

    def addressed(self, parcel: Parcel) -> EmailMessage:
        """The rendered message with its sender and its place in a thread."""
        message = message_from_bytes(parcel.body, policy=SMTP)
        left = str(message["Message-ID"]).strip("<> ").partition("@")[0]
        subject = str(message["Subject"])
        for name in ("From", "To", "Message-ID", "X-Unsent", "Subject"):
            del message[name]
        message["From"] = self._sender
        message["To"] = _HIDDEN_RECEIVERS
        message["Message-ID"] = f"<{left}@{self._domain}>"
        message["Subject"] = f"{_SUBJECTS[parcel.event]}{subject}"
        if parcel.first is not None and parcel.first.remote_id:
            message["In-Reply-To"] = parcel.first.remote_id
            message["References"] = parcel.first.remote_id
        return message

    @property
    def _domain(self) -> str:
        return self._sender.rpartition("@")[2].strip("> ")

    # ── the conversation ─────────────────────────────────────────────────────

    def _deliver(self, message: bytes) -> int:
        """Hand it over; how many receivers the server refused. After the last line nobody knows, until it
        answers.
        """
        sender = self._sender.rpartition("<")[2].strip("> ")
        with self._conversation() as smtp:
            self._agreed(smtp.mail(sender), "the sender")
            refused = [code for code, _ in (smtp.rcpt(one) for one in self._to) if code >= 300]
            if len(refused) == len(self._to):
                raise PublishError(
                    self.name,
                    f"the server refused all {len(self._to)} receivers ({refused[0]})",
                    hint="check to under [publish.email], and what the user may send",
                )
            self._agreed(smtp.docmd("DATA"), "the message", fine=354)
            try:
                smtp.send(_dotted(message))
                answer = smtp.getreply()
            except (OSError, smtplib.SMTPException):
                raise PublishError(
                    self.name,
                    f"{self._server.host} gave no answer when it had the whole message",
                    hint="look into a mailbox; where it is not there, send it once more: --again",
                    lost=True,
                ) from None
            self._agreed(answer, "the message")
        return len(refused)

    def _agreed(self, answer: tuple[int, bytes], what: str, *, fine: int = 0) -> None:
        code, said = answer
        if code == fine or (not fine and code < 300):
            return
        again = 400 <= code < 500
        raise PublishError(
            self.name,
            f"the server refused {what} ({code} {self._safe(said)})",
            hint="try again later: it says that this will pass"
            if again
            else "the server's people can say why",
        )

    def _safe(self, said: bytes) -> str:
        """What a server says, on one line, without an address or a password."""
        words = " ".join(said.decode("utf-8", "replace").split())
        return redact(words, (self._server.password, *self._to))[:200]

    @contextlib.contextmanager
    def _conversation(self) -> Iterator[smtplib.SMTP]:
        """A server that knows us. What it or the network refuses is a PublishError; its mail is not sent."""
        server = self._server
        late = threading.Event()
        try:
            with _ended_after(server.deadline_s, late) as watch, self._connected(watch) as smtp:
                yield smtp
        except smtplib.SMTPAuthenticationError as error:
            raise PublishError(
                self.name,
                f"{server.host} refused the login of {server.user} ({error.smtp_code})",
                hint=f"set {variable(self.name, _PASSWORD)}; many providers want a password for programs",
            ) from None
        except ssl.SSLError as error:
            reason = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else error.reason
            raise PublishError(
                self.name,
                f"{server.host} can't be spoken to over TLS: {reason or 'it speaks none'}".lower(),
                hint='check host and port, and security under [publish.email]: "starttls" is for port 587, '
                '"tls" for 465; SSL_CERT_FILE names a company\'s own authority',
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            what = f"took longer than {server.deadline_s:g} s" if late.is_set() else _in_words(error)
            raise PublishError(
                self.name,
                f"{server.host}:{server.port} {what}",
                hint="nothing was sent: check host and port under [publish.email], then try again",
            ) from None

    @contextlib.contextmanager
    def _connected(self, watch: Callable[[smtplib.SMTP], None]) -> Iterator[smtplib.SMTP]:
        server = self._server
        trust = None if server.security == "none" else server.trust()
        wait_s = min(server.deadline_s, 10.0)
        smtp: smtplib.SMTP
        if server.security == "tls":
            smtp = _WatchedOverTls(watch, server, timeout=wait_s, context=trust)
        else:
            smtp = _Watched(watch, server, timeout=wait_s)
        try:
            if server.security == "starttls":
                smtp.starttls(context=trust)  # SMTPNotSupportedError where it offers none: never without
            if server.user:
                smtp.login(server.user, server.password)
            yield smtp
            with contextlib.suppress(OSError, smtplib.SMTPException):
                smtp.quit()  # the mail is taken already: a farewell that fails changes nothing
        finally:
            smtp.close()


class _Watched(smtplib.SMTP):
    """Known to whoever watches the time before it connects: a greeting may drip as well."""

    def __init__(self, watch: Callable[[smtplib.SMTP], None], server: Server, **rest: Any) -> None:
        watch(self)
        super().__init__(server.host, server.port, local_hostname="localhost", **rest)


class _WatchedOverTls(smtplib.SMTP_SSL):
    """The same, over TLS from its first byte."""

    def __init__(self, watch: Callable[[smtplib.SMTP], None], server: Server, **rest: Any) -> None:
        watch(self)
        super().__init__(server.host, server.port, local_hostname="localhost", **rest)


@contextlib.contextmanager
def _ended_after(seconds: float, late: threading.Event) -> Iterator[Callable[[smtplib.SMTP], None]]:
    """Cuts the conversation when it takes too long: smtplib's own timeout counts anew with each byte."""
    watched: list[smtplib.SMTP] = []

    def cut() -> None:
        late.set()
        for smtp in watched:
            if smtp.sock is not None:
                with contextlib.suppress(OSError):
                    smtp.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield watched.append
    finally:
        timer.cancel()


def _dotted(message: bytes) -> bytes:
    """A message as DATA takes it: a line that begins with a dot gets another, and one ends it all."""
    lines = message.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n").split(b"\n")
    return b"".join((b"." if line.startswith(b".") else b"") + line + b"\r\n" for line in lines) + b".\r\n"


def _in_words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "does not offer what security and user under [publish.email] ask for"
    if isinstance(error, socket.gaierror):
        return "is not known here"
    if isinstance(error, ConnectionRefusedError):
        return "refuses the connection"
    if isinstance(error, TimeoutError):
        return "does not answer"
    return "broke off the conversation"
