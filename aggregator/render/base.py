"""What every format has in common: a name, a file suffix, and one pure function."""

from typing import ClassVar

from aggregator.model import Digest


class Renderer:
    """A format: a digest in, bytes out. Subclasses set `name` and `suffix` and write `render`.

    Pure: the same digest gives the same bytes; no clock, network or file is asked. The digest that comes in
    is without withdrawn quotes, and empty but for its notice if the whole story was withdrawn
    (`render.shown`), unless the format is `canonical`: the digest as it is stored, byte for byte.
    """

    name: ClassVar[str]
    suffix: ClassVar[str]
    canonical: ClassVar[bool] = False

    def render(self, digest: Digest) -> bytes:
        """The digest in this format, UTF-8."""
        raise NotImplementedError
