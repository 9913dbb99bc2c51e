"""Entries of the register of changes."""

from datetime import datetime

from ninja import Field

from cooperation.models import Change
from cooperation.rendering import render
from indicators.wording import changes as change_wording
from reports.api.schemas.fields import ChangeKindCode, OptionalInteger, OptionalMoment, OptionalRoleCode, OptionalText
from reports.api.schemas.fields import translatable as _
from reports.api.schemas.items import ItemOfProgramme
from reports.exports.columns import whole_seconds


class ChangeSchema(ItemOfProgramme):
    zmiana_id: int = Field(alias="pk", description=_("permanent number of the entry"))
    rodzaj: ChangeKindCode = Field(alias="kind", description=_("kind of change"))
    kiedy: OptionalMoment = Field(description=_("when the change was made, with the time zone"))
    rola: OptionalRoleCode = Field(alias="role", description=_("role of the person who made it; no person is named"))
    jednostka: OptionalText = Field(alias="unit_name", description=_("unit of the person who made it"))
    zdanie: str = Field(description=_("the change in one sentence"))
    powod: OptionalText = Field(alias="text", description=_("the public reason"))
    wskaznik_id: OptionalInteger = Field(description=_("the indicator concerned, if any"))

    @staticmethod
    def resolve_kiedy(change: Change) -> datetime:
        return whole_seconds(change.at)

    @staticmethod
    def resolve_zdanie(change: Change) -> str:
        return render(change_wording.change_text(change).sentence)

    @staticmethod
    def resolve_wskaznik_id(change: Change) -> int | None:
        return change_wording.change_text(change).indicator_id
