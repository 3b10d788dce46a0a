"""What every format has in common: a name, a file suffix, and one pure function."""

from typing import ClassVar

from aggregator.model import Digest


class Renderer:
    """A format: a digest in, bytes out. Subclasses set `name` and `suffix` and write `render`.

    Pure: the same digest gives the same bytes; no clock, network or file is asked.
    """

    name: ClassVar[str]
    suffix: ClassVar[str]

    def render(self, digest: Digest) -> bytes:
        """The digest in this format, UTF-8."""
        raise NotImplementedError
