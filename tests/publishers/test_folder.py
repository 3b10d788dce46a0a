"""The folder as a destination: whole files, safe names, and nobody's edits lost."""

import os
import stat
from dataclasses import replace

import pytest
from sample_digest import full

from aggregator.errors import PublishError
from aggregator.publishers import Folder
from aggregator.publishers.folder import safe_name

BODIES = {"html": b"<p>", "json": b"{}", "md": b"# "}
STEM = "the-glass-harbour-trailer-20310504-1a2b3c4d-v2"


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_each_format_is_a_file_named_by_id_and_version(tmp_path):
    folder = tmp_path / "out" / "digests"
    assert Folder(folder).publish(full(), BODIES) == folder
    assert names(folder) == [f"{STEM}.html", f"{STEM}.json", f"{STEM}.md"]
    assert (folder / f"{STEM}.json").read_bytes() == b"{}"


def test_files_can_be_read_by_others_as_any_new_file(tmp_path):
    Folder(tmp_path).publish(full(), BODIES)
    (tmp_path / "other").write_bytes(b"")
    expected = stat.S_IMODE((tmp_path / "other").stat().st_mode)
    assert stat.S_IMODE((tmp_path / f"{STEM}.md").stat().st_mode) == expected


def test_paths_name_the_files_that_publish_writes(tmp_path):
    folder = Folder(tmp_path, name="digest")
    folder.publish(full(), BODIES)
    assert folder.paths(full(), BODIES) == {one: tmp_path / f"digest.{one}" for one in BODIES}
    assert names(tmp_path) == ["digest.html", "digest.json", "digest.md"]


def test_same_bytes_again_touch_nothing(tmp_path):
    Folder(tmp_path).publish(full(), BODIES)
    before = (tmp_path / f"{STEM}.md").stat().st_mtime_ns
    Folder(tmp_path).publish(full(), BODIES)
    assert (tmp_path / f"{STEM}.md").stat().st_mtime_ns == before


def test_a_file_changed_by_a_person_is_left_alone_and_nothing_else_is_written(tmp_path):
    (tmp_path / f"{STEM}.md").write_text("# my own words")
    with pytest.raises(PublishError) as caught:
        Folder(tmp_path).publish(full(), BODIES)
    assert f"{STEM}.md was changed" in str(caught.value)
    assert "--out" in caught.value.hint
    assert "\n" not in str(caught.value)
    assert names(tmp_path) == [f"{STEM}.md"]
    assert (tmp_path / f"{STEM}.md").read_text() == "# my own words"


def test_replace_writes_over_what_stands_there(tmp_path):
    (tmp_path / "digest.md").write_text("# from yesterday's demo")
    Folder(tmp_path, name="digest", replace=True).publish(full(), BODIES)
    assert (tmp_path / "digest.md").read_bytes() == b"# "


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("..", "_"),
        (".hidden", "hidden"),
        ("a/b\\c:d\0e", "a-b-c-d-e"),
        ("CON", "_CON"),
        ("nul.html", "_nul.html"),
        ("é" * 300, "_"),
        ("x" * 300, "x" * 150),
    ],
)
def test_names_are_safe_on_every_system(name, expected):
    assert safe_name(name) == expected


def test_a_hostile_id_stays_in_the_folder(tmp_path):
    folder = tmp_path / "in"
    Folder(folder).publish(replace(full(), id="../../escape"), {"md": b"x"})
    assert names(folder) == ["escape-v2.md"]
    assert names(tmp_path) == ["in"]


def test_a_file_where_the_folder_should_be_is_one_clear_line(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(PublishError) as caught:
        Folder(tmp_path / "out").publish(full(), BODIES)
    assert str(caught.value) == f"folder: can't write {tmp_path / 'out'}: file exists"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_one_clear_line(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(PublishError, match="permission denied"):
        Folder(tmp_path).publish(full(), BODIES)


def test_a_full_disk_leaves_no_half_file(tmp_path, monkeypatch):
    def full_disk(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(PublishError, match="no space left on device"):
        Folder(tmp_path).publish(full(), BODIES)
    assert names(tmp_path) == []


def test_a_format_of_ones_own_is_a_file_with_its_suffix(tmp_path):
    folder = Folder(tmp_path, suffixes={"newsroom:Shout": "txt", "html": "html"})
    folder.publish(full(), {"newsroom:Shout": b"FOG", "html": b"<p>"})
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".html", ".txt"]
    again = Folder(tmp_path, suffixes={"newsroom:Shout": "html", "html": "html"})
    with pytest.raises(PublishError, match="two formats have the same suffix"):
        again.publish(full(), {"newsroom:Shout": b"FOG", "html": b"<p>"})
