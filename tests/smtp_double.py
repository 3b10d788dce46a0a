"""A mail server on this machine: as strict as it is told to be, and it remembers what it was given."""

import base64
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

PASSWORD = "mail hush"


def certificate(folder: Path) -> Path:
    """A key and a certificate for 127.0.0.1 in one file, made for this test."""
    path = folder / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", str(path), "-out", str(folder / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_text(path.read_text() + (folder / "cert.pem").read_text())
    return path


class Mailbox:
    """What the server was given, and how it behaves.

    `says` replaces its answer to a command ("MAIL", "RCPT", "DATA", "." for the end of a message); a list is
    used up, one for each time. `silent_after`: it closes the connection instead of answering that command.
    `drip`: seconds before each byte of its greeting.
    """

    def __init__(self, port: int, pem: Path | None, *, wrapped: bool, starttls: bool, password: str) -> None:
        self.port = port
        self.pem = pem
        self.wrapped = wrapped
        self.starttls = starttls
        self.password = password
        self.mails: list[tuple[str, list[str], bytes]] = []
        self.commands: list[str] = []
        self.secure: list[bool] = []
        self.says: dict[str, list[str]] = {}
        self.silent_after = ""
        self.drip = 0.0


@contextmanager
def served(
    pem: Path | None = None, *, wrapped: bool = False, starttls: bool = True, password: str = PASSWORD
) -> Iterator[Mailbox]:
    """The server, on a free port of 127.0.0.1, while the block runs."""
    listening = socket.create_server(("127.0.0.1", 0))
    box = Mailbox(listening.getsockname()[1], pem, wrapped=wrapped, starttls=starttls, password=password)

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with suppress(OSError), ExitStack() as opened:
                _speak(box, opened.enter_context(connection), opened)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield box
    finally:
        listening.close()


def _context(box: Mailbox) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(str(box.pem))
    return context


def _speak(box: Mailbox, connection: socket.socket, opened: ExitStack) -> None:
    """One conversation."""
    secure = box.wrapped
    if box.wrapped:
        connection = opened.enter_context(_context(box).wrap_socket(connection, server_side=True))
    lines = opened.enter_context(connection.makefile("rb"))
    greeting = b"220 mail.example ready\r\n"
    for at in range(len(greeting)):
        connection.sendall(greeting[at : at + 1])
        time.sleep(box.drip)
    mail: tuple[str, list[str]] = ("", [])
    while line := lines.readline():
        words = line.decode("latin-1").strip()
        command = words.split(" ", 1)[0].upper()
        box.commands.append(command)
        if command == box.silent_after:
            return
        answer = _told(box, command, _usual(box, command, words, secure=secure))
        if command == "MAIL":
            mail = (words, [])
        elif command == "RCPT" and answer.startswith("250"):
            mail[1].append(words[9:-1])
        connection.sendall(f"{answer}\r\n".encode())
        if command == "STARTTLS":
            connection = opened.enter_context(_context(box).wrap_socket(connection, server_side=True))
            lines, secure = opened.enter_context(connection.makefile("rb")), True
        elif command == "DATA" and answer.startswith("354"):
            body = b""
            while (part := lines.readline()) not in (b".\r\n", b""):
                body += part[1:] if part.startswith(b".") else part
            box.mails.append((*mail, body))
            box.secure.append(secure)
            if box.silent_after == ".":
                return
            connection.sendall(f"{_told(box, '.', '250 queued')}\r\n".encode())


def _usual(box: Mailbox, command: str, words: str, *, secure: bool) -> str:
    """What a friendly server answers."""
    if command == "EHLO":
        offers = [
            "mail.example",
            *(["STARTTLS"] if box.starttls and not secure else []),
            "8BITMIME",
            "AUTH PLAIN",
        ]
        return "\r\n".join([*(f"250-{one}" for one in offers[:-1]), f"250 {offers[-1]}"])
    if command == "AUTH":
        given = base64.b64decode(words.rsplit(maxsplit=1)[-1]).decode().split("\0")
        return "235 welcome" if given[-1] == box.password else "535 5.7.8 bad login of desk@paper.example"
    return {"STARTTLS": "220 go on", "DATA": "354 go on", "QUIT": "221 bye"}.get(command, "250 ok")


def _told(box: Mailbox, command: str, usual: str) -> str:
    return box.says[command].pop(0) if box.says.get(command) else usual
