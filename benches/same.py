#!/usr/bin/env python3
"""Whether two built sites show a reader the same: as many pages of each kind under the same addresses, the same titles,
and on the page of each entry the same references to other entries, those that lead back to it among them.

    python3 benches/same.py OUTPUT OTHER

Exit status: 0 they do, 1 they do not. Both are folders that a generator wrote of one generated site.
"""

import html
import posixpath
import re
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ENTRY = re.compile(r"^(claims|actors|sources|events|countries|explainers)/([a-z0-9-]+)/$")
PART = re.compile(r"/page/[0-9]+/$")
MAIN = re.compile(r"<main.*?</main>", re.S)
USED = re.compile(r'<section aria-labelledby="(?:used|mentioned)".*?</section>', re.S)
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)
TAG = re.compile(r"<[^>]*>")
HREF = re.compile(r'href="([^"#:]+)')
CELL = re.compile(r'<td class="on">')
ANCHOR = re.compile(r'<li class="pos[^>]* id="([^"]+)"')
DATA = ["claims", "positions", "actors", "events", "sources"]


def address(file, root):
    """The address of a page below the site, without the `index.html` that it ends with."""
    path = file.relative_to(root).as_posix()
    return path.removesuffix("index.html")


def links(text, page):
    """The entries that a stretch of a page leads to, by address."""
    found = set()
    for href in HREF.findall(text):
        target = href[1:] if href.startswith("/") else posixpath.normpath(posixpath.join(page, href))
        target = target.removesuffix("index.html").rstrip("/") + "/"
        if ENTRY.match(target):
            found.add(target)
    return found


def kind(page):
    """What a page shows, with its parts together."""
    first = page.split("/")[0] if "/" in page else page
    part = " part" if PART.search("/" + page) else ""
    return (first + (" entry" if ENTRY.match(PART.sub("/", "/" + page)[1:]) else "") + part) or "home"


def read(argument):
    """What is compared of one page."""
    root, file = argument
    text = file.read_text(encoding="utf-8")
    page = address(file, root)
    main = MAIN.search(text)
    main = main.group(0) if main else ""
    heading = HEADING.search(main)
    title = html.unescape(TAG.sub("", heading.group(1))).strip() if heading else ""
    used = USED.search(main)
    return page, {
        "title": title,
        "refers to": links(main, page) - {PART.sub("/", "/" + page)[1:]},
        "is referred to by": links(used.group(0), page) if used else set(),
        "has positions": set(ANCHOR.findall(main)),
        "has filled cells": len(CELL.findall(main)),
    }


def site(root, pool):
    """What is compared of each page. An entry whose lists are split refers to what all its parts refer to."""
    files = sorted(root.rglob("*.html"))
    pages = dict(pool.map(read, [(root, file) for file in files], chunksize=200))
    for page, found in pages.items():
        whole = PART.sub("/", "/" + page)[1:]
        if whole != page and ENTRY.match(whole):
            pages[whole]["refers to"] |= found["refers to"]
    return pages


def differences(ours, theirs, limit=10):
    """Sentences on what differs between the outputs in two folders, at most `limit` of each sort, and the number of pages of
    each kind in the first."""
    ours, theirs = Path(ours), Path(theirs)
    with ProcessPoolExecutor(2) as pool:
        mine, other = site(ours, pool), site(theirs, pool)
    told = []
    for folder, pages, rest in [(ours, mine, other), (theirs, other, mine)]:
        told += [f"only {folder} has /{page}" for page in sorted(pages.keys() - rest.keys())[:limit]]
    for what in ["title", "refers to", "is referred to by", "has positions", "has filled cells"]:
        found = []
        for page in sorted(mine.keys() & other.keys()):
            # What is no entry has headings of its own words, and as many links as it has room for.
            if what != "has filled cells" and not ENTRY.match(page):
                continue
            a, b = mine[page][what], other[page][what]
            if a != b:
                if isinstance(a, set):
                    a, b = f"{sorted(a - b)[:5]} too", f"{sorted(b - a)[:5]} too"
                found.append(f"/{page} {what}: {a!r} in {ours}, {b!r} in {theirs}")
        told += found[:limit]
        if len(found) > limit:
            told.append(f"… and {len(found) - limit} more of this sort")
    for name in DATA:
        for end in ["json", "csv"]:
            if not (ours / "data" / f"{name}.{end}").is_file() or not (theirs / "data" / f"{name}.{end}").is_file():
                told.append(f"data/{name}.{end} is not in both")
    for path in ["feed.xml", "feed.json", "sitemap.xml", "data/all.json", "data/all.jsonld"]:
        if not ((ours / path).is_file() and (theirs / path).is_file()):
            told.append(f"{path} is not in both")
    return told, Counter(map(kind, mine))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    told, kinds = differences(sys.argv[1], sys.argv[2])
    for name, count in sorted(kinds.items()):
        print(f"{count:7} {name}")
    for sentence in told:
        print(sentence)
    print("The two differ." if told else f"{sum(kinds.values())} pages, titles and references agree.")
    sys.exit(bool(told))


if __name__ == "__main__":
    main()
