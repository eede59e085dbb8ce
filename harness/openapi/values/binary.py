"""Bytes for answers that are no text: small, and well-formed, as far as their media type is known."""

from __future__ import annotations

import gzip
import io
from functools import lru_cache

from harness.openapi.values.images import TINY_PNG, ImageMaker

_PILLOW = {"image/jpeg": "JPEG", "image/jpg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP", "image/bmp": "BMP"}
_TEXT = b"example\n"
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><rect width="1" height="1"/></svg>\n'


def is_binary(name: str) -> bool:
    """True for a media type whose bodies are no text."""
    main, _, sub = name.partition("/")
    if main in ("image", "audio", "video", "font", "model"):
        return True
    return name in _MAKERS or (main == "application" and sub.startswith(("vnd.ms-", "vnd.openxmlformats", "x-msdown")))


def sample(name: str, images: ImageMaker | None) -> bytes:
    """A body of a media type; an image is the first of `images`."""
    if name == "image/svg+xml":
        return _SVG
    if name.startswith("image/"):
        picture = images(0) if images else TINY_PNG
        return _picture(picture, _PILLOW[name]) if name in _PILLOW else picture
    if name in _MAKERS:
        return _made(name)
    main = name.partition("/")[0]
    return _made({"audio": "audio/mpeg", "video": "video/mp4"}.get(main, "application/octet-stream"))


@lru_cache(maxsize=16)
def _picture(png: bytes, kind: str) -> bytes:
    from PIL import Image  # its 40 ms are for those alone who ask for such a picture

    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(out, kind)
    return out.getvalue()


@lru_cache(maxsize=32)
def _made(name: str) -> bytes:
    return _MAKERS[name]()


def _zip() -> bytes:
    import zipfile  # here, as `tarfile` and `wave` are, because few answers are archives or sounds

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("example.txt"), _TEXT)
    return out.getvalue()


def _tar() -> bytes:
    import tarfile

    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo("example.txt")
        info.size = len(_TEXT)
        archive.addfile(info, io.BytesIO(_TEXT))
    return out.getvalue()


def _wav() -> bytes:
    """A tenth of a second of silence."""
    import wave

    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(1600))
    return out.getvalue()


def _mp3() -> bytes:
    """Silent frames of MPEG-1 Layer III: at 128 kbit/s and 44.1 kHz each has 417 bytes (ISO/IEC 11172-3, 2.4.3.1)."""
    return (b"\xff\xfb\x90\x64" + bytes(413)) * 4


def _mp4() -> bytes:
    """A file type box and a media data box without tracks (ISO/IEC 14496-12, 4.3)."""
    kind = b"isom" + bytes(4) + b"isommp41"
    return b"".join(
        (len(data) + 8).to_bytes(4, "big") + name + data for name, data in ((b"ftyp", kind), (b"mdat", b""))
    )


def _pdf() -> bytes:
    """One empty page (ISO 32000-1, 7.5)."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 72 72] >>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 4\n0000000000 65535 f \n" + table + trailer


_MAKERS = {
    "application/octet-stream": lambda: bytes(range(256)),
    **dict.fromkeys(("application/zip", "application/x-zip-compressed"), _zip),
    **dict.fromkeys(("application/gzip", "application/x-gzip"), lambda: gzip.compress(_TEXT, mtime=0)),
    "application/x-tar": _tar,
    "application/pdf": _pdf,
    **dict.fromkeys(("audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"), _wav),
    "audio/mpeg": _mp3,
    "video/mp4": _mp4,
}
