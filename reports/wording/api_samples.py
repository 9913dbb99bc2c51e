"""How to take the data from four places that people use; each sample is whole and reads every page of a list."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

CURL = """curl --fail --compressed '{root}programmes/{slug}/measurements?year=2024&level=rok'

# {again}
curl --fail --compressed --etag-compare etag.txt --etag-save etag.txt \\
  --output wartosci.json '{root}programmes/{slug}/measurements?page_size=200'"""
PYTHON = """import json
from decimal import Decimal
from urllib.request import urlopen

address = "{root}programmes/{slug}/measurements?level=rok&page_size=200"
rows = []
while address:
    with urlopen(address) as answer:
        page = json.load(answer, parse_float=Decimal)
    rows += page["items"]
    address = page["next"]

for row in rows:
    print(row["rok"], row["wskaznik"], row["wartosc"], row["status"])"""
R = """library(jsonlite)

address <- "{root}programmes/{slug}/measurements?level=rok&page_size=200"
pages <- list()
while (!is.null(address)) {{
  page <- fromJSON(address)
  pages[[length(pages) + 1]] <- page$items
  address <- page$`next`
}}
rows <- rbind_pages(pages)
table(rows$rok, rows$status)"""
POWER_QUERY = """let
    Root = "{root}",
    Path = "programmes/{slug}/measurements",
    Ask = (page as number) => Json.Document(Web.Contents(Root, [
        RelativePath = Path,
        Query = [level = "rok", page_size = "200", page = Number.ToText(page)]
    ])),
    Pages = List.Generate(
        () => Ask(1),
        each _ <> null,
        each if [next] = null then null else Ask([page] + 1),
        each [items]
    ),
    Rows = Table.FromRecords(List.Combine(Pages)),
    Types = {{{{"rok", Int64.Type}}, {{"wartosc", type number}}}},
    Typed = Table.TransformColumnTypes(Rows, Types)
in
    Typed"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSample:
    anchor: str
    name: str
    text: str


def code_samples(root: str, slug: str) -> list[CodeSample]:
    """Return the samples with the address of the API and the slug of a programme filled in."""
    again = _("Later: downloads only if something has changed; the ETag is kept in a file.")
    programs = (
        ("curl", "curl", CURL),
        ("python", "Python", PYTHON),
        ("r", "R", R),
        ("power-query", "Excel Power Query", POWER_QUERY),
    )
    return [
        CodeSample(anchor=anchor, name=name, text=text.format(root=root, slug=slug, again=again))
        for anchor, name, text in programs
    ]
