"""Files of a local disk or an object store, by `pyarrow.fs`: they appear whole, or not at all."""
from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.fs

from .._errors import Error


class Store:
    """A path or URI (s3://bucket/…, gs://bucket/…) and what is below it. Pickled by its URI."""

    def __init__(self, uri: str) -> None:
        self.uri = str(uri)
        if "://" in self.uri:
            with self.errors():
                self._files, self._base = pyarrow.fs.FileSystem.from_uri(self.uri)
        else:
            self._files, self._base = pyarrow.fs.LocalFileSystem(), str(Path(self.uri).absolute())
        self._is_local = isinstance(self._files, pyarrow.fs.LocalFileSystem)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.uri,)

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        """What the file system says is an Error that names the address; one whose code is ``"io"`` may pass by itself."""
        try:
            yield
        except FileNotFoundError as error:
            raise Error(f"{self.uri}: not there", "not_found") from error
        except OSError as error:
            raise Error(f"{self.uri}: {error}", "io") from error
        except pyarrow.ArrowInvalid as error:
            raise Error(f"{self.uri}: {error}", "invalid_input") from error

    def path(self, name: str = "") -> str:
        return f"{self._base}/{name}" if name else self._base

    def open_input(self, name: str = "") -> Any:
        with self.errors():
            return self._files.open_input_file(self.path(name))

    def make(self) -> None:
        with self.errors():
            self._files.create_dir(self._base, recursive=True)

    def names(self) -> set[str]:
        """Of the files directly below."""
        selector = pyarrow.fs.FileSelector(self._base, allow_not_found=True)
        with self.errors():
            return {one.base_name for one in self._files.get_file_info(selector) if one.is_file}

    def read(self, name: str) -> bytes | None:
        """None where there is none."""
        with self.errors():
            if not self._files.get_file_info(self.path(name)).is_file:
                return None
            with self.open_input(name) as file:
                return file.read()

    def put(self, name: str, content: Path) -> None:
        """Moves a local file there: on a disk synced and renamed, in an object store put at once."""
        with self.errors():
            self._put(name, content)

    def _put(self, name: str, content: Path) -> None:
        if not self._is_local:
            with content.open("rb") as source, self._files.open_output_stream(self.path(name)) as target:
                while block := source.read(1 << 20):
                    target.write(block)
            content.unlink()
            return
        target = Path(self.path(name))
        temporary = target.with_name(f".{name}.{uuid.uuid4().hex}")
        with content.open("rb") as source, temporary.open("wb") as file:
            while block := source.read(1 << 20):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
        directory = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
        content.unlink()

    def remove_unfinished(self) -> None:
        """What a killed worker has left on a disk."""
        if self._is_local:
            for name in self.names():
                if name.startswith(".part-") or name.startswith(".manifest"):
                    Path(self.path(name)).unlink(missing_ok=True)
