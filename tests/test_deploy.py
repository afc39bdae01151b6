"""What deploy/ says to container engines and clusters: valid, pinned, sized, without a secret, and about things that exist."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
CLUSTER = DEPLOY / "kubernetes"
_PINNED = re.compile(r".+:v?\d+(\.\d+)+(-[a-z]+)*$")
_SECRET = re.compile(r"PASSWORD|TOKEN|SECRET|_KEY", re.IGNORECASE)


def load(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


KUSTOMIZATION = load(CLUSTER / "kustomization.yaml")[0]
OBJECTS = [one for name in KUSTOMIZATION["resources"] for one in load(CLUSTER / name)]
PODS = [one["spec"]["template"] for one in OBJECTS if "template" in one.get("spec", {})]
CONTAINERS = [
    container
    for pod in PODS
    for container in (*pod["spec"].get("initContainers", ()), *pod["spec"]["containers"])
]
COMPOSE = load(DEPLOY / "compose.yaml")[0]


def names(kind: str) -> set[str]:
    return {one["metadata"]["name"] for one in OBJECTS if one["kind"] == kind}


@pytest.mark.parametrize("version", ["1.30", "1.33", "1.36"])
@pytest.mark.parametrize("one", OBJECTS, ids=lambda one: f"{one['kind']}-{one['metadata']['name']}")
def test_kubernetes_takes_every_object(one: dict[str, Any], version: str) -> None:
    kubernetes_validate.validate(one, version, strict=True)


def test_what_is_applied_is_all_that_is_there() -> None:
    files = {path.name for path in CLUSTER.glob("*.yaml")} - {"kustomization.yaml"}
    assert files == set(KUSTOMIZATION["resources"])


def test_images_are_pinned() -> None:
    ours = {one["name"]: f"{one['newName']}:{one['newTag']}" for one in KUSTOMIZATION["images"]}
    images = [ours.get(one["image"], one["image"]) for one in CONTAINERS]
    images += [one["image"] for one in COMPOSE["services"].values() if "image" in one]
    for line in (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines():
        images += [line.split()[1]] if line.startswith("FROM ") else []
    assert len(images) >= 9
    assert [name for name in images if not _PINNED.fullmatch(name)] == []


def test_every_container_says_what_it_needs_and_where_it_ends() -> None:
    for one in CONTAINERS:
        assert {"cpu", "memory"} <= one["resources"]["requests"].keys(), one["name"]
        assert "memory" in one["resources"]["limits"], one["name"]
        assert one["securityContext"]["allowPrivilegeEscalation"] is False
    for name, service in COMPOSE["services"].items():
        if "workers" in service.get("profiles", ()):
            assert "mem_limit" in service, name


def settings() -> Iterator[tuple[str, object]]:
    """Every environment variable that has its value in a file."""
    for one in OBJECTS:
        yield from one.get("data", {}).items() if one["kind"] == "ConfigMap" else ()
    for container in CONTAINERS:
        yield from ((one["name"], one.get("value")) for one in container.get("env", ()))
    for service in COMPOSE["services"].values():
        yield from service.get("environment", {}).items()


def test_no_secret_stands_in_a_file() -> None:
    assert "Secret" not in {one["kind"] for one in OBJECTS}
    assert [name for name, value in settings() if value and _SECRET.search(name)] == []
    assert [value for _, value in settings() if re.search(r"://[^/@\s]*:[^/@\s]*@|password=", str(value))] == []  # fmt: skip


def test_everything_that_is_named_is_there() -> None:
    for pod in PODS:
        for volume in pod["spec"].get("volumes", ()):
            if "persistentVolumeClaim" in volume:
                assert volume["persistentVolumeClaim"]["claimName"] in names("PersistentVolumeClaim")  # fmt: skip
            if "configMap" in volume:
                assert volume["configMap"]["name"] in names("ConfigMap")
    for one in CONTAINERS:
        for source in one.get("envFrom", ()):
            assert source.get("configMapRef", {"name": "paper-ingest"})["name"] in names("ConfigMap")  # fmt: skip
    labels = [pod["metadata"]["labels"] for pod in PODS]
    for one in OBJECTS:
        if one["kind"] == "Service":
            assert any(one["spec"]["selector"].items() <= some.items() for some in labels)
    for service in COMPOSE["services"].values():
        assert set(service.get("depends_on", ())) <= COMPOSE["services"].keys()


def test_workers_and_deployments_meet_in_one_pool_on_one_server_and_one_lake() -> None:
    said = [[*one.get("command", ()), *one.get("args", ())] for one in CONTAINERS]
    said += [[*one.get("entrypoint", ()), *one.get("command", ())] for one in COMPOSE["services"].values()]  # fmt: skip
    pools = [words[words.index("--pool") + 1] for words in said if "--pool" in words]
    assert pools == ["lists"] * 4
    for words in said:
        for word in words:
            assert not word.endswith(".py") or (ROOT / word).is_file()
    known = dict[str, set[object]]()
    for name, value in settings():
        known.setdefault(name, set()).add(value)
    for name in ("INGEST_HOME", "INGEST_WAREHOUSE", "PREFECT_API_URL", "PREFECT_API_DATABASE_CONNECTION_URL"):  # fmt: skip
        assert len(known[name]) == 1, name


def test_the_image_has_what_workers_need() -> None:
    told = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = {word for line in told.splitlines() if line.startswith("COPY ") for word in line.split()[1:-1]}  # fmt: skip
    assert {"requirements-lake.txt", "flows", "warehouse", "prefect.yaml"} <= copied
    assert all((ROOT / name).exists() for name in copied)
    assert COMPOSE["services"]["worker"]["build"]["args"]["REQUIREMENTS"] == "requirements-lake.txt"
