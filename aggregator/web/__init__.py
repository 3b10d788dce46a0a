"""The editors' desk: pages that read without JavaScript, a JSON API, feeds, health and metrics.

`create` builds the site from an App; `fansreact serve` runs it, and calls `end` before it closes the App.
Pages stand in pages/, one file each; what they say stands in texts/, how they look in templates/ and static/.
Nothing here scores posts or waits for a network: jobs do that, and the stages that a button calls.
"""

from aggregator.web.site import create, end

__all__ = ["create", "end"]
