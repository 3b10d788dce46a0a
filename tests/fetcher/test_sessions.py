import stat

import pytest

from aggregator.errors import ConfigError
from aggregator.fetcher import DiskSessionCache, MemorySessionCache


@pytest.fixture(params=["disk", "memory"])
def cache(request, tmp_path):
    return DiskSessionCache(tmp_path / "sessions") if request.param == "disk" else MemorySessionCache()


def test_a_session_is_kept_replaced_and_forgotten(cache):
    assert cache.load("bluesky:fan.example") is None
    cache.save("bluesky:fan.example", {"accessJwt": "a"})
    cache.save("bluesky:fan.example", {"accessJwt": "b"})
    assert cache.load("bluesky:fan.example") == {"accessJwt": "b"}
    assert cache.load("bluesky:other.example") is None
    cache.forget("bluesky:fan.example")
    cache.forget("bluesky:fan.example")
    assert cache.load("bluesky:fan.example") is None


def test_only_its_owner_can_read_a_session(tmp_path):
    folder = tmp_path / "sessions"
    folder.mkdir(mode=0o755)
    cache = DiskSessionCache(folder)

    cache.save("../../bluesky:fan.example", {"accessJwt": "a"})

    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "fan" not in file.name


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_a_corrupt_file_is_no_session_and_can_be_replaced(tmp_path, content):
    cache = DiskSessionCache(tmp_path)
    cache.save("k", {"a": 1})
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)

    assert cache.load("k") is None
    cache.save("k", {"a": 2})
    assert cache.load("k") == {"a": 2}


def test_a_failed_save_leaves_the_old_session_and_no_rubbish(tmp_path):
    cache = DiskSessionCache(tmp_path)
    cache.save("k", {"a": 1})

    with pytest.raises(TypeError):
        cache.save("k", {"a": object()})

    assert cache.load("k") == {"a": 1}
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_is_none_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(ConfigError, match="a login can't be kept here"):
        DiskSessionCache(tmp_path / "file" / "sessions").save("k", {"a": 1})
