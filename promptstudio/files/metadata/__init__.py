"""What a picture file says about how it was made: ours written and read, other programs' read.

Written: `parameters` (AUTOMATIC1111's text, for every other tool), `promptstudio` (our JSON: the prompt word by word,
exactly) and an XMP packet that declares the picture machine-made. PNG holds the first two as text chunks; JPEG, WebP
and AVIF hold `parameters` in EXIF UserComment and our JSON inside the XMP packet. Never written: another program's
keys, or the path of a reference image unless it was asked for.
"""

from promptstudio.files.metadata.document import (
    KEY,
    OURS,
    VERSION,
    CouplingSummary,
    Document,
    FoundMetadata,
    Source,
    document_for,
)
from promptstudio.files.metadata.reading import read, read_text, scan
from promptstudio.files.metadata.writing import (
    FORMATS,
    a1111_line,
    a1111_settings,
    encode,
    fields,
    write_image,
    write_png,
)

__all__ = [
    "FORMATS",
    "KEY",
    "OURS",
    "VERSION",
    "CouplingSummary",
    "Document",
    "FoundMetadata",
    "Source",
    "a1111_line",
    "a1111_settings",
    "document_for",
    "encode",
    "fields",
    "read",
    "read_text",
    "scan",
    "write_image",
    "write_png",
]
