"""Problems (RFC 9457), as the description of the API shows them; `reports.api.problems` answers with them."""

from ninja import Field, Schema

from reports.api.schemas.fields import translatable as _


class ParameterError(Schema):
    parameter: str = Field(description=_("name of the parameter"))
    detail: str = Field(description=_("the permitted values"))


class Problem(Schema):
    type: str = Field(description=_("address of the explanation; the same for every problem of this kind"))
    title: str = Field(description=_("the kind of problem in a few words"))
    status: int = Field(description=_("the HTTP status of the response"))
    detail: str = Field(description=_("what is wrong with this request, or what is available instead"))
    instance: str = Field(description=_("the requested address"))
    errors: list[ParameterError] = Field(
        description=_("the parameters that are wrong; empty if the problem does not concern parameters")
    )
