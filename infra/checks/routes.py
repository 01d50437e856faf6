"""Routes and sample events: one path, one function, method ANY; every event is one that the template would really deliver."""

import base64
import json
import re

from functions import ROOT, name_of
from policies import of_type, text_of

ANY = "x-amazon-apigateway-any-method"
# What an operator sends, by `aws lambda invoke`: no schedule or rule does.
BY_HAND = ("events/invite_staff/", "events/notify_partnerships/dry-run", "events/remind/dry-run")


def table(template):
    """Route key -> folder of the function, as API Gateway will have it."""
    named = {logical: name_of(f) for logical, f in of_type(template, "AWS::Lambda::Function").items()}
    found = {}
    for path, methods in template["Resources"]["Api"]["Properties"]["Body"]["paths"].items():
        for method, operation in methods.items():
            uri = text_of(operation["x-amazon-apigateway-integration"]["uri"])
            key = "$default" if operation.get("isDefaultRoute") else f"{'ANY' if method == ANY else method.upper()} {path}"
            found[key] = named[re.search(r"\$\{(\w+)\.Arn\}", uri).group(1)]
    return found


def matches(route_key, path):
    if route_key == "$default":
        return True
    return re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(route_key.removeprefix("ANY "))), path) is not None


def api(template, source):
    routes = table(template)
    declared = [e["Properties"].get("Path") for f in source["Resources"].values() if f["Type"] == "AWS::Serverless::Function"
                for e in f["Properties"].get("Events", {}).values() if e["Type"] == "HttpApi"]
    for path in sorted({p for p in declared if p and declared.count(p) > 1}):
        yield f"{path}: belongs to more than one function"
    if len(declared) != len(routes):
        yield f"{len(declared)} routes are declared, {len(routes)} are left after the expansion"
    for key in routes:
        if key != "$default" and not key.startswith("ANY /"):
            yield f"{key}: the method is ANY; the function answers HEAD and 405"
    if routes.get("$default") != "site":
        yield "$default: does not go to site, the Japanese 404 page"
    for name, stage in of_type(template, "AWS::ApiGatewayV2::Stage").items():
        properties = stage["Properties"]
        for key in properties.get("RouteSettings", {}):
            if key not in routes:
                yield f"{name}: limits {key}, which is no route, and the deployment fails"
        text = properties.get("AccessLogSettings", {}).get("Format", "")
        if "$context.routeKey" not in text:
            yield f"{name}: the access log does not name the route"
        if re.search(r"\$context\.(path|requestOverride|customDomain|authorizer)", text):
            yield f"{name}: the access log could hold a one-time link"


def events(template, root=ROOT):
    routes, seen = table(template), {}
    for file in sorted((root / "events").glob("*/*.json")):
        label, event = f"events/{file.parent.name}/{file.name}", json.loads(file.read_text(encoding="utf-8"))
        seen.setdefault(file.parent.name, set()).add(event.get("routeKey", file.stem))
        if "routeKey" in event:
            yield from http_event(label, file.parent.name, event, routes)
        else:
            yield from other_event(label, event, template)
    for key, function in routes.items():
        if key not in seen.get(function, set()):
            yield f"events/{function}: no event for {key}"
    for function in of_type(template, "AWS::Lambda::Function").values():
        if name_of(function) not in seen:
            yield f"events/{name_of(function)}: no event at all"


def http_event(label, function, event, routes):
    key, http = event["routeKey"], event["requestContext"]["http"]
    if routes.get(key) != function:
        yield f"{label}: {key} is not a route of {function}"
        return
    if event["rawPath"] != http["path"] or not matches(key, http["path"]) or event["requestContext"]["routeKey"] != key:
        yield f"{label}: {http['path']} does not come by {key}"
    # The gateway takes the most exact route, and the catch-all only when there is no other.
    if key == "$default" and any(other != key and matches(other, http["path"]) for other in routes):
        yield f"{label}: {http['path']} has a route of its own"
    if event["isBase64Encoded"]:
        base64.b64decode(event["body"], validate=True).decode("utf-8")
    elif "body" in event:
        json.loads(event["body"])


def other_event(label, event, template):
    resources = template["Resources"]
    if event.get("detail-type") == "Object Created":
        pattern = resources["InspectUploadObjectCreated"]["Properties"]["EventPattern"]
        if event["source"] not in pattern["source"] or not event["detail"]["object"]["key"].startswith(pattern["detail"]["object"]["key"][0]["prefix"]):
            yield f"{label}: the rule would not pass it on"
    elif "Records" in event:
        bell = {"deliver_mail": "DeliverMailNoticeStored", "notify_partnerships": "NotifyPartnershipsLinkDue"}[label.split("/")[1]]
        filters = resources[bell]["Properties"]["FilterCriteria"]["Filters"]
        wanted = json.loads(filters[0]["Pattern"])
        prefix = wanted["dynamodb"]["Keys"]["pk"]["S"][0]["prefix"]
        for record in event["Records"]:
            keys_only = set(record["dynamodb"]) & {"NewImage", "OldImage"} == set()
            if record["eventName"] not in wanted["eventName"] or not record["dynamodb"]["Keys"]["pk"]["S"].startswith(prefix) or not keys_only:
                yield f"{label}: the stream would not deliver it"
    elif label.startswith(BY_HAND):
        if set(event) & {"source", "detail-type", "requestContext"}:
            yield f"{label}: is no event that somebody writes by hand"
    else:
        inputs = [json.loads(s["Properties"]["Target"]["Input"]) for s in of_type(template, "AWS::Scheduler::Schedule").values()]
        if {**event, "time": None} not in [{**i, "time": None} for i in inputs]:
            yield f"{label}: no schedule sends it"


def check(template, source, root=ROOT):
    yield from api(template, source)
    yield from events(template, root)
