"""Writes the part of botocore's service models that this crate reads (see extract.sh)."""

import argparse
import json
import pathlib
import sys

import botocore
import botocore.loaders

FOLDER = pathlib.Path(__file__).parent
# What a shape says of the values that it takes.
SHAPE_TRAITS = [
    "type", "required", "min", "max", "pattern", "enum", "sensitive", "flattened", "payload", "timestampFormat", "union",
]
# What a member says of its place in a request.
REFERENCE_TRAITS = [
    "shape", "location", "locationName", "streaming", "flattened", "idempotencyToken", "jsonvalue", "timestampFormat",
]
METADATA = ["apiVersion", "protocol", "targetPrefix", "signingName"]


def kept(traits, source):
    return {trait: source[trait] for trait in traits if trait in source}


def references(shape):
    """The shapes that a shape is made of, with their places."""
    yield from shape.get("members", {}).values()
    yield from (shape[part] for part in ("member", "key", "value") if part in shape)


def reached(shapes, names):
    """All shapes that the named ones are made of, themselves included."""
    found, left = set(), list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left.extend(reference["shape"] for reference in references(shapes[name]))
    return found


def shape(source):
    written = kept(SHAPE_TRAITS, source)
    if "members" in source:
        written["members"] = {name: kept(REFERENCE_TRAITS, member) for name, member in source["members"].items()}
    for part in ("member", "key", "value"):
        if part in source:
            written[part] = kept(REFERENCE_TRAITS, source[part])
    return written


def operation(source):
    http = source["http"]
    written = {"method": http["method"], "uri": http["requestUri"]}
    if "input" in source:
        written["input"] = source["input"]["shape"]
    return written


def discriminators(model):
    """What in a query or a header tells operations on one path apart, over all of the service's, also those not called: `?acl` is
    another operation than the plain one, and one that needs `uploadId` is not meant without it."""
    found = {"query": set(), "header": set()}
    for each in model["operations"].values():
        _, _, query = each["http"]["requestUri"].partition("?")
        found["query"].update(pair.split("=")[0] for pair in query.split("&") if pair)
        shape = model["shapes"][each["input"]["shape"]] if "input" in each else {}
        for name in shape.get("required", []):
            member = shape["members"][name]
            place = {"querystring": "query", "header": "header"}.get(member.get("location"))
            if place:
                found[place].add(member["locationName"])
    return {place: sorted(names) for place, names in found.items()}


def service(model, operations):
    metadata = model["metadata"]
    written = {"botocore": botocore.__version__, **kept(METADATA, metadata)}
    written.setdefault("signingName", metadata["endpointPrefix"])
    written["operations"] = {name: operation(model["operations"][name]) for name in sorted(operations)}
    written["discriminators"] = discriminators(model)
    inputs = [each["input"] for each in written["operations"].values() if "input" in each]
    # In the order of their names, so that a newer version shows as what has changed.
    written["shapes"] = {name: shape(model["shapes"][name]) for name in sorted(reached(model["shapes"], inputs))}
    return written


def lines(value):
    """JSON with one line a shape and an operation: short, and still read by people and by diff."""
    compact = lambda part: json.dumps(part, ensure_ascii=False, separators=(",", ":"))
    blocks = []
    for name, part in value.items():
        if isinstance(part, dict):
            rows = ",\n".join(f"  {json.dumps(key)}:{compact(row)}" for key, row in part.items())
            blocks.append(f"{json.dumps(name)}:{{\n{rows}\n}}")
        else:
            blocks.append(f"{json.dumps(name)}:{compact(part)}")
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def files():
    called = json.loads((FOLDER / "called.json").read_text())
    loader = botocore.loaders.Loader()
    names = {"botocore": botocore.__version__}
    for name, operations in called.items():
        model = loader.load_service_model(name, "service-2")
        names[name] = sorted(model["operations"])
        yield f"{name}.json", lines(service(model, operations))
    yield "operations.json", lines(names)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file is not what it would be")
    stale = []
    check = parser.parse_args().check
    for name, text in files():
        path = FOLDER / name
        if not check:
            path.write_text(text)
        elif not path.is_file() or path.read_text() != text:
            stale.append(name)
    if stale:
        sys.exit(f"not what botocore {botocore.__version__} gives: {', '.join(stale)}; run engines/models/extract.sh")


main()
