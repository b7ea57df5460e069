"""Makes `serif.ttf`, the type of the cards, from Source Serif 4 (Adobe, OFL 1.1).

    npm pack source-serif && tar xzf source-serif-*.tgz
    pip install fonttools
    python serif.py package/TTF/SourceSerif4Display-Semibold.ttf serif.ttf

Keeps the letters of European languages, and writes the kerning of the common pairs as the
plain table that `ab_glyph` reads. The licence reserves the name of the original, so that a
changed font has to bear another.
"""

import sys

from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0

KEPT = [
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x192, 0x192),
    (0x1CD, 0x1DC),
    (0x1E6, 0x1E7),
    (0x1FC, 0x1FF),
    (0x218, 0x21B),
    (0x2C6, 0x2C7),
    (0x2D8, 0x2DD),
    (0x386, 0x3CE),
    (0x401, 0x45F),
    (0x490, 0x491),
    (0x1E80, 0x1E85),
    (0x1E9E, 0x1E9E),
    (0x1EA0, 0x1EF9),
    (0x2010, 0x2027),
    (0x2030, 0x203A),
    (0x20AC, 0x20AC),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2153, 0x215E),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x2248, 0x2248),
    (0x2260, 0x2265),
]
KERNED = "".join(map(chr, range(0x21, 0x7F))) + "ÄÖÜäöüßéèáàçñåøæ„“”‚‘’–—…«»›‹"
# In thousandths of the size: less is not seen.
LEAST = 6


def lookups(font):
    """The pair adjustments of the feature `kern`, in their order."""
    table = font["GPOS"].table
    records = [f for f in table.FeatureList.FeatureRecord if f.FeatureTag == "kern"]
    for at in sorted({at for record in records for at in record.Feature.LookupListIndex}):
        lookup = table.LookupList.Lookup[at]
        for part in lookup.SubTable:
            part = part.ExtSubTable if part.LookupType == 9 else part
            if part.LookupType == 2:
                yield part


def advance(part, left, right):
    """What a table adds between two glyphs; nothing if it says nothing of them."""
    if left not in part.Coverage.glyphs:
        return None
    if part.Format == 1:
        for record in part.PairSet[part.Coverage.glyphs.index(left)].PairValueRecord:
            if record.SecondGlyph == right:
                return getattr(record.Value1, "XAdvance", 0) or 0
        return None
    first = part.ClassDef1.classDefs.get(left, 0)
    second = part.ClassDef2.classDefs.get(right, 0)
    value = part.Class1Record[first].Class2Record[second].Value1
    return getattr(value, "XAdvance", 0) or 0


def main(source, target):
    font = TTFont(source)
    cmap = font.getBestCmap()
    glyphs = sorted({cmap[ord(c)] for c in KERNED if ord(c) in cmap})
    parts = list(lookups(font))
    least = LEAST * font["head"].unitsPerEm / 1000
    pairs = {}
    for left in glyphs:
        for right in glyphs:
            values = (advance(part, left, right) for part in parts)
            value = next((value for value in values if value is not None), 0)
            if abs(value) >= least:
                pairs[left, right] = value

    options = subset.Options(
        layout_features=[], hinting=False, glyph_names=False, notdef_outline=True,
        name_IDs=[0, 13, 14], drop_tables=["DSIG", "GPOS", "GSUB", "GDEF", "BASE", "GlyphOrder"],
    )
    options.name_languages = [0x409]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[c for a, b in KEPT for c in range(a, b + 1)])
    subsetter.subset(font)
    for number, name in [(1, "Blattwerk Serif"), (2, "Regular"), (4, "Blattwerk Serif"), (6, "BlattwerkSerif")]:
        font["name"].setName(name, number, 3, 1, 0x409)
    plain = KernTable_format_0()
    plain.coverage, plain.format, plain.kernTable, plain.apple = 1, 0, pairs, False
    font["kern"] = newTable("kern")
    font["kern"].version, font["kern"].kernTables = 0, [plain]
    font.recalcTimestamp = False
    font.save(target)
    print(len(font.getGlyphOrder()), "glyphs,", len(pairs), "pairs")


main(*sys.argv[1:])
