"""DynamoDB: each role grants what its function's code does, no less and no more.

The store is the only code that calls DynamoDB, and its methods name the table at the call. So what a method needs can be read from its
text, what a function needs from the methods it calls, itself or through a part of shared/src/web or shared/src/desk that it uses,
or through a module of one purpose in shared/src.
"""

import re

from functions import ROOT, name_of
from policies import as_list, of_type, statements, text_of

TABLES = {"Portal": "PortalTable.Arn", "Sessions": "SessionsTable.Arn"}
# How a method body says it: the pattern leaves the tables that it names.
CALLS = [
    ("GetItem", r"self\s*\.get\(\s*Table::(\w+)"),
    ("Query", r"\.query_\w+\(\s*Table::(\w+)"),
    ("PutItem", r"Write::put\(\s*\w+,\s*Table::(\w+)"),
    ("DeleteItem", r"Write::delete\(\s*\w+,\s*Table::(\w+)"),
]
# Here the table stands beside the call, not in it.
BESIDE = [("BatchGetItem", ".get_all("), ("UpdateItem", ".update_item()")]
ON_STORE = re.compile(r"\bstore(?:\(\))?\s*\.\s*(\w+)\s*(?:::<[^(]*>)?\(")
# A function, from its name to the brace that closes it (the code is formatted, so that one stands where the function began).
FUNCTION = re.compile(r"^( *)(?:pub(?:\(\w+\))? )?(?:const )?(?:async )?fn (\w+).*?^\1}$", re.MULTILINE | re.DOTALL)


def code(file):
    """The Rust text without its unit tests and comments."""
    text = re.sub(r"#\[cfg\(test\)\]\s*mod \w+;", "", file.read_text(encoding="utf-8")).split("#[cfg(test)]")[0]
    return re.sub(r"//[^\n]*", "", text)


def functions_in(place):
    for file in place.rglob("*.rs") if place.is_dir() else [place]:
        for found in FUNCTION.finditer(code(file)):
            yield found.group(2), found.group(0)


def close(direct, calls):
    """Adds to each function what it does through the others that it calls."""
    changed = True
    while changed:
        changed = False
        for name, others in calls.items():
            more = set().union(*(direct.get(other, set()) for other in others)) - direct[name]
            direct[name] |= more
            changed = changed or bool(more)
    return {name: does for name, does in direct.items() if does}


def store_methods(root=ROOT):
    """Method of the store -> {(table, action)}."""
    direct, calls = {}, {}
    for name, body in functions_in(root / "shared/src/store"):
        does = direct.setdefault(name, set())
        for action, pattern in CALLS:
            does |= {(table, action) for table in re.findall(pattern, body)}
        for action, call in BESIDE:
            if call in body:
                does |= {(table, action) for table in re.findall(r"Table::(\w+)", body)}
        calls.setdefault(name, set()).update(re.findall(r"self\s*\.\s*(\w+)\(", body))
    return close(direct, calls)


def through_shared(methods, root=ROOT):
    """Function in shared/src/web or shared/src/desk -> what it does in the store that it is handed."""
    direct, calls = {}, {}
    for place in ("shared/src/web", "shared/src/desk"):
        for name, body in functions_in(root / place) if (root / place).exists() else ():
            direct.setdefault(name, set()).update(*(methods.get(method, set()) for method in ON_STORE.findall(body)))
            calls.setdefault(name, set()).update(re.findall(r"(?:\.\s*|Self::|Desk::)(\w+)\(", body))
    return close(direct, calls)


def through_modules(text, methods, root=ROOT):
    """What the modules of one purpose (shared/src/*.rs) do in the store, for a function that uses them: each as a whole."""
    # not run.rs: what it does for every function is no more than each is granted anyway
    files = [file for file in (root / "shared/src").glob("*.rs") if file.stem != "run"]
    used = [file for file in files if f"shared::{file.stem}::" in text]
    return set().union(*(methods.get(name, set()) for file in used for name in ON_STORE.findall(code(file))))


def needed(function, methods, web, root=ROOT):
    does = set()
    for file in (root / "functions" / function / "src").rglob("*.rs"):
        text = code(file)
        does |= set().union(*(methods.get(name, set()) for name in ON_STORE.findall(text)))
        does |= set().union(*(web.get(name, set()) for name in re.findall(r"(?:\.\s*|Desk::)(\w+)\(", text)))
        does |= through_modules(text, methods, root)
        for argument, extractor in (("AtDesk", "from_request_parts"), ("Posting", "from_request")):
            if re.search(rf"\b{argument}\b", text):
                does |= web.get(extractor, set())
    return does


def granted(template, role):
    return {(table, action.removeprefix("dynamodb:")) for s in statements(template["Resources"][role])
            for r in as_list(s["Resource"]) for table, arn in TABLES.items() if text_of(r) == arn for action in as_list(s["Action"])}


def check(template, root=ROOT):
    methods = store_methods(root)
    web = through_shared(methods, root)
    if not methods:
        yield "shared/src/store: no methods were found, so no role could be compared with the code"
    for function in of_type(template, "AWS::Lambda::Function").values():
        name, role = name_of(function), text_of(function["Properties"]["Role"]).removesuffix(".Arn")
        does, may = needed(name, methods, web, root), granted(template, role)
        for table, action in sorted(does - may):
            yield f"{role}: {name} needs dynamodb:{action} on {TABLES[table].removesuffix('.Arn')}"
        for table, action in sorted(may - does):
            yield f"{role}: {name} does not use dynamodb:{action} on {TABLES[table].removesuffix('.Arn')}"
