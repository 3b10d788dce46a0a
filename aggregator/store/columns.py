"""The column shapes that all tables are made of, and the base that they share.

Types are Text, integers, floats and bytes only, so that both databases hold the same values.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, cast

from sqlalchemy import (
    BigInteger,
    Boolean,
    Dialect,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, mapped_column

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# Constraints need names, so that a later migration can drop them on both databases.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def to_micros(at: datetime) -> int:
    """An aware datetime as whole microseconds since 1970 UTC; exact for the years 1 to 9999."""
    return (at - EPOCH) // MICROSECOND


def from_micros(micros: int) -> datetime:
    """The UTC instant of `to_micros`."""
    return EPOCH + timedelta(microseconds=micros)


# SQLite only gives its fast row number to a key of the type INTEGER, which holds 64 bits there.
WHOLE = BigInteger().with_variant(Integer(), "sqlite")


class Instant(TypeDecorator[datetime]):
    """A UTC instant, kept as microseconds since 1970: one meaning, sortable, without zones of a server."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """INTEGER on SQLite, BIGINT on PostgreSQL."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 (its shape)
        """Aware datetime to microseconds."""
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (its shape)
        """Microseconds to aware datetime."""
        return None if value is None else from_micros(value)


Id = Annotated[int, mapped_column(WHOLE, primary_key=True)]
KeyWords = Annotated[str, mapped_column(Text, primary_key=True)]
Words = Annotated[str, mapped_column(Text)]
Json = Annotated[str, mapped_column(Text)]
Number = Annotated[int, mapped_column(WHOLE)]
Real = Annotated[float, mapped_column(Float)]
Flag = Annotated[bool, mapped_column(Boolean)]
Moment = Annotated[datetime, mapped_column(Instant)]
Bytes = Annotated[bytes, mapped_column(LargeBinary)]


class Base(DeclarativeBase):
    """What every table shares: one metadata, whose names the migrations know."""

    metadata = MetaData(naming_convention=NAMES)


def table_of(model: type[Base]) -> Table:
    """The table behind a model."""
    return cast("Table", model.__table__)
