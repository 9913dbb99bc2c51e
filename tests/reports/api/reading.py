"""Reading the API in tests."""

import json
from decimal import Decimal

PROGRAMME = "/api/v1/programmes/2021-2025"
NAMED = ("", "/findings", "/goals", "/actions", "/indicators", "/measurements")


def read_json(client, address):
    response = client.get(address)
    assert response.status_code == 200, response.content
    return json.loads(response.content, parse_float=Decimal)


def everything(client, address, size=200):
    """Return all objects of a list by following `next`; check that the pages agree on their numbers."""
    sign, items, page = "&" if "?" in address else "?", [], 1
    step, total = f"{address}{sign}page_size={size}", 0
    while step:
        answer = read_json(client, step)
        assert (answer["page"], answer["page_size"]) == (page, size)
        assert (answer["previous"] is None) == (page == 1)
        assert len(answer["items"]) <= size
        items += answer["items"]
        step, page, total = answer["next"], page + 1, answer["total"]
    assert total == len(items)
    return items
