"""The compose file follows the schema of the Compose Specification (no container engine runs it here)."""

import json

import jsonschema_rs
import pytest
import yaml

from tests.deploy.installed.conftest import FOLDER
from tests.environment import PROJECT

SCHEMA = FOLDER / "compose" / "compose" / "config" / "compose_spec.json"


def load():
    return yaml.safe_load((PROJECT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))


def test_compose_file_is_valid():
    content = load()
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema_rs.validate(schema, content)
    content["services"]["portal"]["prots"] = []
    with pytest.raises(jsonschema_rs.ValidationError):  # the control
        jsonschema_rs.validate(schema, content)


def test_every_named_secret_and_volume_is_declared():
    content = load()
    for service in content["services"].values():
        assert set(service["secrets"]) <= set(content["secrets"])
        named = [volume.partition(":")[0] for volume in service.get("volumes", [])]
        assert {name for name in named if not name.startswith(".")} <= set(content["volumes"])
