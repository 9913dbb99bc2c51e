"""The document of a draft as the portal read it, with links from its texts to the rows of the draft."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cooperation.text import Sentence, say
from indicators.rules.documents.blocks import Block, BlockKind, Document, Place, TableCell, grid_of
from indicators.rules.documents.drafts import ActionDraft, GoalDraft, IndicatorDraft, ProgrammeDraft, Quote
from indicators.rules.documents.edits import sources_of

MAX_CELLS = 6_000  # paragraphs and cells that the page shows
MAX_TABLE_ROWS = 1_000
HEAD_ROW, FINDINGS_ROW, CONCLUSIONS_ROW = "head", "findings", "conclusions"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """A paragraph, or a cell of a table. `row`: the row of the draft that it is used in, "" for none."""

    text: str
    anchor: str = ""
    row: str = ""
    is_unused: bool = False
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBlock:
    kind: BlockKind
    anchor: str = ""  # of a table
    number: str = ""
    paragraph: ShownCell | None = None
    table: Sequence[Sequence[ShownCell]] = ()
    caption: Sentence | None = None
    heading: Sentence | None = None  # the page or sheet that begins here


@dataclass(slots=True, kw_only=True)
class DocumentView:
    blocks: list[ShownBlock] = field(default_factory=list)
    anchors: dict[Place, str] = field(default_factory=dict)
    is_shortened: bool = False


def rows_by_place(read: ProgrammeDraft) -> dict[Place, str]:
    """Return place -> the row of the draft in which its text is used; the first one of several."""
    rows: dict[Place, str] = {}

    def note(row: str, quotes: Sequence[Quote | None]) -> None:
        for quote in quotes:
            if quote is not None:
                rows.setdefault(quote.place, row)

    note(HEAD_ROW, [read.title, read.issuer, read.main_goal])
    note(FINDINGS_ROW, [finding.text for finding in read.findings])
    note(CONCLUSIONS_ROW, [conclusion.text for conclusion in read.conclusions])
    for key, source in sources_of(read).items():
        note(key, quotes_of(source))
    return rows


def quotes_of(source: GoalDraft | ActionDraft | IndicatorDraft) -> list[Quote | None]:
    match source:
        case GoalDraft():
            return [source.text]
        case ActionDraft():
            return [source.name]
        case IndicatorDraft():
            cells = [source.target, source.frequency_verbatim, source.baseline, source.unit, source.responsible]
            return [source.name, *cells, *(quote for _header, quote in source.remarks)]


def document_view(document: Document, rows: Mapping[Place, str], unused: Mapping[Place, int]) -> DocumentView:
    """Return the document; `unused`: places of texts without a use."""
    view = DocumentView()
    count, page, sheet = 0, 0, ""
    for at, block in enumerate(document.blocks):
        if count > MAX_CELLS:
            view.is_shortened = True
            break
        heading = _heading(block.place, page, sheet)
        page, sheet = block.place.page or page, block.place.sheet or sheet
        if block.kind is BlockKind.TABLE:
            view.anchors.setdefault(block.place, f"d-{at}")
            view.is_shortened |= len(block.rows) > MAX_TABLE_ROWS
            table = list(_table(block, at, rows, unused, view.anchors))
            count += sum(map(len, table))
            caption = say("table {number}", number=str(block.place.table)) if block.place.table else None
            shown = ShownBlock(kind=block.kind, anchor=f"d-{at}", table=table, caption=caption, heading=heading)
            view.blocks.append(shown)
            continue
        count += 1
        anchor = f"d-{at}"
        view.anchors.setdefault(block.place, anchor)
        paragraph = ShownCell(
            text=block.text, anchor=anchor, row=rows.get(block.place, ""), is_unused=block.place in unused
        )
        view.blocks.append(ShownBlock(kind=block.kind, number=block.number, paragraph=paragraph, heading=heading))
    return view


def _heading(place: Place, page: int, sheet: str) -> Sentence | None:
    if place.page and place.page != page:
        return say("page {number}", number=str(place.page))
    if place.sheet and place.sheet != sheet:
        return say("sheet “{name}”", name=place.sheet)
    return None


def _table(
    block: Block, at: int, rows: Mapping[Place, str], unused: Mapping[Place, int], anchors: dict[Place, str]
) -> Iterator[list[ShownCell]]:
    """Yield the rows with each merged cell once, as HTML needs them."""
    grid = grid_of(replace(block, rows=block.rows[:MAX_TABLE_ROWS])).rows
    for row_at, row in enumerate(grid):
        cells = []
        for column_at, cell in enumerate(row):
            if cell.cell != (row_at, column_at):  # covered by a merged cell
                continue
            anchor = f"d-{at}-{row_at}-{column_at}"
            anchors.setdefault(cell.place, anchor)
            height, width = _spans(grid, row_at, column_at)
            cells.append(
                ShownCell(
                    text=cell.text.strip(),
                    anchor=anchor,
                    row=rows.get(cell.place, "") if cell.text.strip() else "",
                    is_unused=cell.place in unused,
                    row_span=height,
                    column_span=width,
                )
            )
        if cells:
            yield cells


def _spans(grid: Sequence[Sequence[TableCell]], row_at: int, column_at: int) -> tuple[int, int]:
    cell = grid[row_at][column_at]
    height = next((n for n in range(1, len(grid) - row_at) if grid[row_at + n][column_at] != cell), len(grid) - row_at)
    row = grid[row_at]
    width = next((n for n in range(1, len(row) - column_at) if row[column_at + n] != cell), len(row) - column_at)
    return height, width
