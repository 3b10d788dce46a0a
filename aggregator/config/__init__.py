"""config/*.toml and FANSREACT_*: read once, checked, every mistake said at once.

`load` gives the Settings. The rest of the program is handed values and never reads the configuration itself.
"""

from aggregator.config.destinations import DestinationSettings
from aggregator.config.files import Written, defaults_dir, write_defaults
from aggregator.config.films import film_by_slug
from aggregator.config.known import Setting, known_settings
from aggregator.config.loading import load
from aggregator.config.settings import Settings, SourceSettings
from aggregator.config.tables import (
    NETWORKS,
    CollectSettings,
    DigestSettings,
    ScheduleSettings,
    ScoreSettings,
    StoreSettings,
)

__all__ = [
    "NETWORKS",
    "CollectSettings",
    "DestinationSettings",
    "DigestSettings",
    "ScheduleSettings",
    "ScoreSettings",
    "Setting",
    "Settings",
    "SourceSettings",
    "StoreSettings",
    "Written",
    "defaults_dir",
    "film_by_slug",
    "known_settings",
    "load",
    "write_defaults",
]
