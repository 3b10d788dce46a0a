# syntax=docker/dockerfile:1
# fansreact as a service: `fansreact run`, for docker-compose.yml. Everything comes from uv.lock, whose hashes uv
# checks; --locked refuses a lock that is older than pyproject.toml.

FROM python:3.13-slim-bookworm AS build
COPY --from=ghcr.io/astral-sh/uv:0.13.9 /uv /usr/local/bin/uv
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /build
COPY pyproject.toml uv.lock ./
# The dependencies first: a change of our own code leaves this layer as it is.
RUN uv sync --locked --no-dev --extra cluster --no-install-project
COPY README.md LICENSE NOTICE ./
COPY aggregator aggregator
COPY config config
RUN uv sync --locked --no-dev --extra cluster --no-editable

FROM python:3.13-slim-bookworm
ENV PATH=/build/.venv/bin:$PATH PYTHONUNBUFFERED=1 XDG_STATE_HOME=/srv/fansreact/state
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin fansreact \
    && install -d -o fansreact -g fansreact /srv/fansreact /srv/fansreact/digests /srv/fansreact/state
# The same path as in the first stage: scripts of a virtual environment name their interpreter by it.
COPY --from=build /build/.venv /build/.venv
USER 10001
WORKDIR /srv/fansreact
STOPSIGNAL SIGTERM
ENTRYPOINT ["fansreact"]
CMD ["run"]
