"""The settings in force, each with where its value comes from. No secret is ever among them."""

from aggregator.config import effective
from aggregator.config.settings import SettingOrigin
from aggregator.web.routes import router_of
from aggregator.web.shapes import Shape
from aggregator.web.views import ReaderView

router = router_of("settings")


class SettingTold(Shape):
    """One setting. Of a secret `value` is empty: whether it is set is all that is told."""

    key: str
    value: str
    origin: SettingOrigin
    variable: str
    secret: bool
    is_set: bool


class SettingsTold(Shape):
    """Every setting, those of networks only where the network is on."""

    settings: list[SettingTold]


@router.get("/settings")
def list_settings(view: ReaderView) -> SettingsTold:
    """The settings as they hold."""
    app = view.desk.app
    tables = effective(app.settings, app.ctx.store.url)
    return SettingsTold(
        settings=[SettingTold.model_validate(one) for table in tables.values() for one in table]
    )
