"""The block of cells that is pasted into the grid as a text, and the cells of the grid that it fills."""

from collections.abc import Iterable, Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy

from cooperation.forms.fields import MultilineField
from cooperation.text import ValueType, fold, typeset
from indicators.forms.grid import CellForm
from indicators.queries.grid import Grid, GridCell
from indicators.rules.pasted_blocks import Block, BlockCell, BlockLine, BlockPlan, place_block

ANSWERS = {"tak": "1", "t": "1", "yes": "1", "1": "1", "nie": "0", "n": "0", "no": "0", "0": "0"}


class PastedBlockForm(forms.Form):
    text = MultilineField(
        label=gettext_lazy("Cells copied from a spreadsheet"),
        required=False,  # the rules say what to paste
        strip=False,
        widget=forms.Textarea({"rows": 8, "class": "form-control paste-text", "wrap": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Copy them together with the names of the indicators, and with the headings of the periods if there are "
            "several (I kw., II kw.…): each row then finds its place by itself. Without names the cells are filled "
            "right and down, beginning with the one that you choose below."
        ),
    )
    row = forms.ChoiceField(label=gettext_lazy("First indicator"), required=False)
    column = forms.ChoiceField(label=gettext_lazy("First field of its row"), required=False)
    with_parts = forms.BooleanField(
        label=gettext_lazy("The rows include the parts of the indicators, below each of them"), required=False
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, grid: Grid) -> None:
        super().__init__(data)
        self.lines = block_lines(grid)
        values = [(str(at), typeset(line.indicator)) for at, line in enumerate(self.lines) if not line.part]
        self.fields["row"].choices = values  # type: ignore[attr-defined]  # a ChoiceField
        width = max((len(line.cells) for line in self.lines), default=1)
        columns = [(str(at), str(at + 1)) for at in range(width)]
        self.fields["column"].choices = columns  # type: ignore[attr-defined]  # a ChoiceField
        if width == 1:
            del self.fields["column"]
        if not any(line.part for line in self.lines):
            del self.fields["with_parts"]

    @property
    def data_of_block(self) -> dict[str, str]:
        """Return what was sent of the form, for the preview to send again."""
        return {name: str(self.data[name]) for name in self.fields if name in self.data}

    def plan(self, block: Block, year: int) -> BlockPlan:
        """Return where the cells of the block go; only of a valid form."""
        return place_block(
            block,
            self.lines,
            year=year,
            first_line=int(self.cleaned_data["row"] or 0),
            first_cell=int(self.cleaned_data.get("column") or 0),
            has_parts=bool(self.cleaned_data.get("with_parts")),
        )


def block_lines(grid: Grid) -> list[BlockLine]:
    """Return the lines of the grid as its script sees them, the parts of each indicator below it."""
    lines: list[BlockLine] = []
    for row in grid.rows:
        forms_of_row = [CellForm(cell) for cell in row.cells]
        name = row.indicator.name
        lines.append(BlockLine(indicator=name, cells=tuple(_block_cells(forms_of_row, _value_fields))))
        if any(cell.is_open for cell in row.cells):
            for place, (_category, part) in enumerate(row.cells[0].categories, 1):
                field = f"part_{place}"
                cells = _block_cells(forms_of_row, lambda _form, field=field: (field,))
                lines.append(BlockLine(indicator=name, part=part, cells=tuple(cells)))
    return lines


def _value_fields(form: CellForm) -> Sequence[str]:
    return ("value", "achieved_on") if form.value_type is ValueType.YES_NO else ("value",)


def _block_cells(forms_of_row: Iterable[CellForm], fields_of: object) -> Iterable[BlockCell]:
    for form in forms_of_row:
        for field in fields_of(form):  # type: ignore[operator]  # a function
            yield BlockCell(
                field=f"{form.prefix}_{field}", period_code=form.cell.due.period.code, is_open=form.cell.is_open
            )


def pasted_fields(cells: Iterable[GridCell], texts: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return what a browser would send of the filled cells, and the answers that are neither yes nor no.

    A pasted value replaces a recorded reason for having none, and pasted parts the recorded sum.
    """
    sent: dict[str, str] = {}
    unknown_answers = []
    for cell in cells:
        form = CellForm(cell)
        pasted = {name: texts[f"{form.prefix}_{name}"] for name in form.texts if f"{form.prefix}_{name}" in texts}
        if not pasted:
            continue
        if form.value_type is ValueType.YES_NO and "value" in pasted:
            answer = ANSWERS.get(fold(pasted["value"]), "")
            if not answer:
                unknown_answers.append(pasted["value"])
            pasted["value"] = answer
        if pasted.keys() & set(form.part_names):
            pasted = {"value": ""} | pasted
        fields = form.saved_texts | {"no_value_reason": "", "expected_on": ""} | pasted
        fields |= {"based_on": str(form.head_number), "was": form.saved_digest}
        sent |= {f"{form.prefix}_{name}": text for name, text in fields.items()}
    return sent, unknown_answers
