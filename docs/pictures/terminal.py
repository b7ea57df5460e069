"""Turns what a terminal was sent into a page that looks like one.

Usage: terminal.py COMMAND PAGE < OUTPUT; prints the page's size: WIDTH,HEIGHT.
"""

import html
import re
import sys

SIZE, LINE, MARGIN = 15, 22, 24
# Of DejaVu Sans Mono, in ems.
ADVANCE = 0.602
COLOURS = {
    "31": "#f07178", "91": "#ff7b85", "33": "#e6c07b", "93": "#ffd479", "32": "#98c379",
    "92": "#b5e890", "34": "#61afef", "94": "#7dbcf7", "35": "#c678dd", "95": "#d8a2ea",
    "36": "#56b6c2", "96": "#7fdbe6", "37": "#d7dae0", "97": "#ffffff",
}
# 38;5;N: what annotate-snippets uses besides.
PALETTE = {"8": "#8b93a3", "9": "#ff7b85", "10": "#b5e890", "11": "#ffd479", "12": "#7dbcf7", "14": "#7fdbe6"}


def styled(text):
    colour, bold, out = None, False, []
    for part in re.split(r"(\x1b\[[0-9;?]*[A-Za-z])", text):
        if part.startswith("\x1b"):
            if not part.endswith("m"):
                continue
            codes = part[2:-1].split(";")
            if codes[:2] == ["38", "5"]:
                colour = PALETTE.get(codes[2], "#d7dae0")
                continue
            for code in codes:
                if code in ("", "0"):
                    colour, bold = None, False
                elif code == "1":
                    bold = True
                elif code in COLOURS:
                    colour = COLOURS[code]
        elif part:
            style = f"color:{colour};" * bool(colour) + "font-weight:bold" * bold
            out.append(f'<span style="{style}">{html.escape(part)}</span>')
    return "".join(out)


command, page = sys.argv[1:]
text = sys.stdin.read().replace("\r", "").rstrip("\n")
text = f"$ {command}\n{text}"
plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).split("\n")
width = int(max(map(len, plain)) * SIZE * ADVANCE) + 2 * MARGIN + 2
height = len(plain) * LINE + 2 * MARGIN
with open(page, "w") as file:
    file.write(
        f'<!doctype html><meta charset="utf-8"><body style="margin:0;background:#1b1e24">'
        f'<pre style="margin:0;padding:{MARGIN}px;color:#d7dae0;font:{SIZE}px/{LINE}px \'DejaVu Sans Mono\',monospace">'
        f"{styled(text)}</pre>"
    )
print(f"{width},{height}")
