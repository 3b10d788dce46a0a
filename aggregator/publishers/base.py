"""What every destination has in common: a name and one method."""

from collections.abc import Mapping
from typing import Any, ClassVar

from aggregator.model import Digest


class Publisher:
    """A destination. `publish` takes the digest and its bodies (format to bytes), and says where it
    can be seen.

    Publishing the same digest twice leaves one. What fails raises PublishError, and the digest stays a draft.
    """

    name: ClassVar[str]

    def publish(self, digest: Digest, bodies: Mapping[str, bytes]) -> Any:
        """Hand the digest over; where it can be seen: a path or an address."""
        raise NotImplementedError
