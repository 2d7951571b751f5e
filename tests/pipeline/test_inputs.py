import hashlib
import os
import socket

import pytest

from sme_extract.documents.reader import Limits
from sme_extract.pipeline.inputs import discover, load, printable
from sme_extract.schemas.errors import EmptyInput, InputError, TooLarge, UnsupportedFormat

needs_posix = pytest.mark.skipif(os.name != "posix", reason="POSIX file kinds")


def found(root, **options):
    return {item.path.relative_to(root).as_posix(): item.skip_reason for item in discover([root], **options)}


def test_files_come_in_byte_order_of_their_names_folder_by_folder(tmp_path):
    for name in ("b.pdf", "a/z.pdf", "B.pdf", "é.pdf", "a.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert list(found(tmp_path)) == ["B.pdf", "a/z.pdf", "a.pdf", "b.pdf", "é.pdf"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("~$book.xlsx", "lock-file"),
        (".hidden", "hidden"),
        ("a.pdf.truth.json", "truth-file"),
        ("Thumbs.db", "system-file"),
        ("truth.json", None),
        ("a~$.xlsx", None),
    ],
)
def test_names_that_are_no_documents_are_skipped_with_a_reason(tmp_path, name, reason):
    (tmp_path / name).write_bytes(b"x")
    assert found(tmp_path) == {name: reason}


def test_hidden_folder_is_one_skipped_item(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_bytes(b"x")
    assert found(tmp_path) == {".git": "hidden"}


def test_what_is_named_outright_is_taken(tmp_path):
    hidden = tmp_path / ".hidden.pdf"
    hidden.write_bytes(b"x")
    assert [item.skip_reason for item in discover([hidden])] == [None]


def test_path_given_twice_comes_once(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"x")
    assert len(list(discover([tmp_path, tmp_path / "a.pdf", f"{tmp_path}/./a.pdf"]))) == 1


@needs_posix
def test_links_in_a_folder_are_not_followed(tmp_path):
    target = tmp_path / "target"
    target.mkdir()
    (target / "a.pdf").write_bytes(b"x")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "to-folder").symlink_to(target)
    (folder / "to-file").symlink_to(target / "a.pdf")
    assert found(folder) == {"to-folder": "link", "to-file": "link"}
    assert found(folder, follow_links=True) == {"to-folder/a.pdf": None, "to-file": None}


@needs_posix
def test_link_loop_ends(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "back").symlink_to(tmp_path)
    assert found(tmp_path, follow_links=True) == {"a/back": "link-loop"}


@needs_posix
def test_link_to_nowhere_is_a_failed_item(tmp_path):
    (tmp_path / "gone").symlink_to(tmp_path / "nothing")
    [item] = discover([tmp_path], follow_links=True)
    assert isinstance(item.error, InputError)


@needs_posix
def test_pipes_and_sockets_are_skipped_even_when_named(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "fifo")
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert found(tmp_path) == {"fifo": "fifo", "socket": "socket"}
    assert [item.skip_reason for item in discover([tmp_path / "fifo"])] == ["fifo"]
    assert [item.skip_reason for item in discover(["/dev/null"])] == ["device"]


def test_missing_path_is_a_failed_item(tmp_path):
    [item] = discover([tmp_path / "nothing.pdf"])
    assert "nothing.pdf" in str(item.error)


@needs_posix
def test_unreadable_folder_is_one_failed_item(tmp_path, monkeypatch):
    for name in ("locked", "open"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.pdf").write_bytes(b"x")
    listdir = os.listdir

    def deny(path):
        if os.fspath(path).endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return listdir(path)

    monkeypatch.setattr(os, "listdir", deny)
    locked, other = discover([tmp_path])
    assert "permission denied" in str(locked.error)
    assert other.path.name == "a.pdf"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb.pdf", r"a\x0ab.pdf"),
        ("\x1b[31m.pdf", r"\x1b[31m.pdf"),
        ("fdp.\u202eexe", r"fdp.\u202eexe"),
        ("发票.pdf", "发票.pdf"),
        (os.fsdecode(b"\xb7\xa2.pdf"), r"\xb7\xa2.pdf"),
        ("$(rm -r).pdf", "$(rm -r).pdf"),
    ],
)
def test_hostile_names_are_printed_as_escapes(name, shown):
    assert printable(name) == shown
    assert printable(name).encode()


@needs_posix
def test_file_with_a_hostile_name_is_found_and_loaded(tmp_path):
    (tmp_path / os.fsdecode(b"\xff\n-rf.pdf")).write_bytes(b"content")
    [item] = discover([tmp_path])
    blob = load(item.path, Limits())
    assert blob.data == b"content"
    assert blob.path.endswith(r"\xff\x0a-rf.pdf")


def test_loaded_file_carries_its_hash(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"abc")
    assert load(path, Limits()).sha256 == hashlib.sha256(b"abc").hexdigest()


def test_size_limit_lets_its_own_size_through(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"x" * 10)
    assert len(load(path, Limits(max_file_bytes=10)).data) == 10
    with pytest.raises(TooLarge, match="max_file_bytes"):
        load(path, Limits(max_file_bytes=9))


def test_empty_file_is_refused(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"")
    with pytest.raises(EmptyInput):
        load(path, Limits())


@needs_posix
def test_loading_a_pipe_does_not_wait(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(UnsupportedFormat):
        load(tmp_path / "fifo", Limits())


@pytest.mark.parametrize("path", ["nothing.pdf", "a\0b"])
def test_missing_file_is_an_input_error(path):
    with pytest.raises(InputError):
        load(path, Limits())


def test_folder_is_no_file(tmp_path):
    with pytest.raises(InputError):
        load(tmp_path, Limits())
