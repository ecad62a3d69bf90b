"""Holds the files of a built site against the standards that they keep, each by a validator of its own.

    python validate.py FOLDER [WHOSAYS]

FOLDER is a built site; WHOSAYS a program whose `schema diff` is held against the expectations in
`tests/diffs`. Says each fault on a line. Then faults are planted into copies of the files, each of
which must be found. Exit status: 0 no fault, 1 some, 2 a planted fault was not found.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

import feedparser
import frictionless
from jsonschema import Draft202012Validator
from lxml import etree
from pyld import jsonld
from referencing import Registry, Resource

HERE = Path(__file__).parent
# Every term of schema.org is one of its vocabulary; nothing is fetched.
SCHEMA_ORG = {"@context": {"@vocab": "https://schema.org/"}}


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def json_schemas(site):
    """Each row of each table and all in one, against their JSON Schemas."""
    schemas = {path.stem: read(path) for path in sorted((site / "data/schema").glob("*.json"))}
    registry = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas.values()
    )
    for name, schema in schemas.items():
        Draft202012Validator.check_schema(schema)
    everything = read(site / "data/all.json")
    validator = Draft202012Validator(schemas["all"], registry=registry)
    for error in validator.iter_errors(everything):
        yield f"all.json: {error.json_path}: {error.message[:300]}"
    for table in read(site / "data/datapackage.json")["resources"]:
        rows = read(site / "data" / f"{table['name']}.json")
        if rows != everything[table["name"]]:
            yield f"{table['name']}.json is not what all.json has"


def tables(site):
    """The CSV files with the types of the Data Package, in Frictionless’ own validator."""
    report = frictionless.validate(str(site / "data/datapackage.json"))
    for row in report.flatten(["title", "fieldName", "rowNumber", "note"]):
        yield f"datapackage.json: {row}"
    count = len(read(site / "data/datapackage.json")["resources"])
    if len(report.tasks) != count:
        yield f"datapackage.json: {len(report.tasks)} of {count} tables were read"


def feeds(site):
    """Atom by its rules as RELAX NG and by a reader of feeds; JSON Feed by its rules."""
    rules = etree.RelaxNG(etree.parse(HERE / "atom.rng"))
    found = sorted(site.rglob("feed.xml"))
    if not found:
        yield "there is no feed"
    for path in found:
        name = path.relative_to(site)
        document = etree.parse(path)
        if not rules.validate(document):
            yield f"{name}: {rules.error_log.last_error}"
        feed = feedparser.parse(path.read_bytes())
        if feed.bozo:
            yield f"{name}: {feed.bozo_exception}"
        ids = [entry.id for entry in feed.entries]
        if len(ids) != len(set(ids)):
            yield f"{name}: two entries have one id"
        other = path.with_suffix(".json")
        if other.exists():
            yield from json_feed(other.relative_to(site), read(other), ids)


def json_feed(name, feed, ids):
    if feed.get("version") != "https://jsonfeed.org/version/1.1" or not feed.get("title"):
        yield f"{name}: it needs a version and a title"
    for item in feed["items"]:
        if not isinstance(item.get("id"), str) or not item.get("content_text"):
            yield f"{name}: an item needs an id and a content: {item}"
        for key in ("date_published", "date_modified"):
            if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", item[key]):
                yield f"{name}: {key} is no instant: {item[key]}"
    if [item["id"] for item in feed["items"]] != ids:
        yield f"{name}: it has other entries than the feed as Atom"


def sitemaps(site):
    """The sitemap by the rules of the protocol, and that each page that it lists is there."""
    rules = etree.XMLSchema(etree.parse(HERE / "sitemap.xsd"))
    base = read(site / "data/all.json")["site"]["address"]
    for path in sorted(site.glob("sitemap*.xml")):
        document = etree.parse(path)
        if not rules.validate(document):
            yield f"{path.name}: {rules.error_log.last_error}"
        for place in document.iter("{*}loc"):
            file = site / place.text.removeprefix(base)
            if not (file if file.suffix else file / "index.html").is_file():
                yield f"{path.name}: {place.text} is not there"


class Blocks(HTMLParser):
    """The JSON-LD that stands in a page."""

    def __init__(self):
        super().__init__()
        self.inside, self.found = False, []

    def handle_starttag(self, tag, attributes):
        self.inside = tag == "script" and ("type", "application/ld+json") in attributes

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.found.append(data)


def linked_data(site):
    """JSON-LD expands without losing a node or a member."""

    def here(url, options):
        if not re.fullmatch(r"https?://schema\.org/?", url):
            raise ValueError(f"{url} would be fetched")
        return {"contextUrl": None, "documentUrl": url, "document": SCHEMA_ORG}

    documents = [("data/all.jsonld", read(site / "data/all.jsonld"))]
    for path in sorted(site.rglob("*.html")):
        blocks = Blocks()
        blocks.feed(path.read_text(encoding="utf-8"))
        documents += [(path.relative_to(site), json.loads(block)) for block in blocks.found]
    if len(documents) < 2:
        yield "no page has a block of JSON-LD"
    for name, document in documents:
        try:
            expanded = jsonld.expand(document, {"documentLoader": here})
        except (jsonld.JsonLdError, ValueError) as error:
            yield f"{name}: {error}"
            continue
        nodes = document.get("@graph", [document])
        if len(expanded) != len(nodes):
            yield f"{name}: {len(nodes)} nodes became {len(expanded)}"
        for before, after in zip(nodes, expanded):
            members = {key for key in before if key not in ("@context", "@id", "@type")}
            kept = {key.removeprefix("https://schema.org/") for key in after}
            if not members <= kept or not after.get("@type", [""])[0].startswith("https://schema.org/"):
                yield f"{name}: {before.get('@id')} lost {members - kept} or its type"


def validate(site):
    for check in (json_schemas, tables, feeds, sitemaps, linked_data):
        yield from (f"{check.__name__}: {fault}" for fault in check(site))


def differences(program):
    """What `diff` says, against its schema."""
    schema = json.loads(subprocess.check_output([program, "schema", "diff"]))
    Draft202012Validator.check_schema(schema)
    for path in sorted(HERE.parent.glob("diffs/*/expected.json")):
        for error in Draft202012Validator(schema).iter_errors(read(path)):
            yield f"{path}: {error.json_path}: {error.message[:300]}"


# A check, a file, and words in it that are replaced so that the check must find a fault.
PLANTED = [
    (json_schemas, "data/all.json", '"stance":"asserts"', '"stance":"proves"'),
    (json_schemas, "data/all.json", '"content":{', '"content":{"verdict":1,'),
    (json_schemas, "data/claims.json", '"record":"one-voice"', '"record":"two"'),
    (tables, "data/positions.csv", "asserts", "proves"),
    (tables, "data/positions.csv", "2021-03-16,2021-03-16,", "2021-03-16,soon,"),
    (tables, "data/archives.csv", "source,", "sauce,"),
    (feeds, "feed.xml", "<updated>", "<updated>about "),
    (feeds, "feed.xml", "<entry>", "<entry><verdict/>"),
    (feeds, "feed.xml", "</feed>", ""),
    (feeds, "feed.json", '"content_text"', '"content"'),
    (sitemaps, "sitemap.xml", "<loc>http", "<loc>ftp"),
    (sitemaps, "sitemap.xml", "<urlset ", "<urlsets "),
    (sitemaps, "sitemap.xml", "/claims/</loc>", "/claim/</loc>"),
    (linked_data, "data/all.jsonld", '"@type":"Claim"', '"@type":["Claim",{}]'),
    (linked_data, "data/all.jsonld", "https://schema.org", "https://elsewhere.example"),
]


def unfound(site):
    """Planted faults that no check finds."""
    for check, file, was, now in PLANTED:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "site"
            keep = shutil.ignore_patterns("*.html") if check is not sitemaps else None
            shutil.copytree(site, copy, ignore=keep)
            if check is linked_data:
                shutil.copy(site / "index.html", copy)
            text = (copy / file).read_bytes().decode("utf-8")
            if was not in text:
                yield f"{file} has no {was} to replace"
                continue
            (copy / file).write_bytes(text.replace(was, now, 1).encode("utf-8"))
            try:
                found = any(True for _ in check(copy))
            except Exception:
                found = True
            if not found:
                yield f"{check.__name__} does not find {now} in {file}"


def main():
    site = Path(sys.argv[1])
    faults = list(validate(site))
    if len(sys.argv) > 2:
        faults += differences(sys.argv[2])
    for fault in faults:
        print(fault)
    missed = list(unfound(site))
    for fault in missed:
        print(fault)
    print(f"{len(faults)} faults; {len(PLANTED) - len(missed)} of {len(PLANTED)} planted ones found")
    return 2 if missed else 1 if faults else 0


sys.exit(main())
