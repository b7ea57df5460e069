"""Rewrites a picture of few colours with a palette: `palette.py PICTURE.png`, eight bits RGB."""

import struct
import sys
import zlib


def chunks(data):
    at = 8
    while at < len(data):
        length = struct.unpack(">I", data[at : at + 4])[0]
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def paeth(a, b, c):
    p = a + b - c
    distances = abs(p - a), abs(p - b), abs(p - c)
    return (a, b, c)[distances.index(min(distances))]


def rows(width, height, data):
    stride = 3 * width
    above = bytearray(stride)
    for y in range(height):
        start = y * (stride + 1)
        kind, row = data[start], bytearray(data[start + 1 : start + 1 + stride])
        for x in range(stride):
            left = row[x - 3] if x >= 3 else 0
            corner = above[x - 3] if x >= 3 else 0
            row[x] = (row[x] + (0, left, above[x], (left + above[x]) // 2, paeth(left, above[x], corner))[kind]) & 255
        yield row
        above = row


path = sys.argv[1]
with open(path, "rb") as file:
    parts = list(chunks(file.read()))
width, height, depth, colours = struct.unpack(">IIBB", parts[0][1][:10])
assert (depth, colours) == (8, 2), "eight bits RGB are expected"
pixels = zlib.decompress(b"".join(data for kind, data in parts if kind == b"IDAT"))
palette, lines = {}, bytearray()
for row in rows(width, height, pixels):
    lines.append(0)
    for x in range(0, len(row), 3):
        # Sixteen steps a channel are enough for the edges of letters.
        colour = tuple(min(255, (value + 8) // 17 * 17) for value in row[x : x + 3])
        lines.append(palette.setdefault(colour, len(palette)))
entries = b"".join(bytes(colour) for colour in palette)
header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
with open(path, "wb") as file:
    file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"PLTE", entries))
    file.write(chunk(b"IDAT", zlib.compress(bytes(lines), 9)) + chunk(b"IEND", b""))
