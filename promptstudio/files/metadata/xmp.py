"""The texts in an XMP packet."""

from __future__ import annotations

from xml.etree import ElementTree

_MOST_BYTES = 8 * 2**20
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def texts(packet: bytes | str) -> dict[str, str]:
    """Text by the property's name without its namespace, such as `description` or `UserComment`; of several in one
    property the first. Raises ValueError or ElementTree.ParseError for what is no XMP packet."""
    data = packet.encode("utf-8", "replace") if isinstance(packet, str) else packet
    if len(data) > _MOST_BYTES or b"<!DOCTYPE" in data or b"<!ENTITY" in data:  # nothing XMP needs, and a bomb's parts
        raise ValueError("not an XMP packet that is read")
    start, end = data.find(b"<x:xmpmeta"), data.rfind(b"</x:xmpmeta>")
    if start < 0:
        start, end = data.find(b"<rdf:RDF"), data.rfind(b"</rdf:RDF>")
    root = ElementTree.fromstring(data[start : data.index(b">", end) + 1] if 0 <= start < end else data)
    found: dict[str, str] = {}
    for description in root.iter(f"{_RDF}Description"):
        for name, value in description.attrib.items():
            found.setdefault(_local(name), value)
        for entry in description:
            text = next((text for text in (part.strip() for part in entry.itertext()) if text), "")
            if text:
                found.setdefault(_local(entry.tag), text)
    return found


def _local(name: str) -> str:
    return name.rsplit("}", 1)[-1]
