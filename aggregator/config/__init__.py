"""config/*.toml and FANSREACT_*: read once, checked, every mistake said at once.

`load` gives the Settings. The rest of the program is handed values and never reads the configuration itself.
"""

from aggregator.config.destinations import DestinationSettings
from aggregator.config.effective import Effective, effective
from aggregator.config.facts import fact_fields
from aggregator.config.files import Written, defaults_dir, write_defaults
from aggregator.config.films import film_by_slug
from aggregator.config.kept import checked_film, described, with_kept
from aggregator.config.kinds import slug_of
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
from aggregator.config.writing import entry_of, films_toml, lines_of

__all__ = [
    "NETWORKS",
    "CollectSettings",
    "DestinationSettings",
    "DigestSettings",
    "Effective",
    "ScheduleSettings",
    "ScoreSettings",
    "Setting",
    "Settings",
    "SourceSettings",
    "StoreSettings",
    "Written",
    "checked_film",
    "defaults_dir",
    "described",
    "effective",
    "entry_of",
    "fact_fields",
    "film_by_slug",
    "films_toml",
    "known_settings",
    "lines_of",
    "load",
    "slug_of",
    "with_kept",
    "write_defaults",
]
