"""Functions: each with its own role, log group, alarm and exactly the environment that it reads; wake-ups that cannot be lost."""

import re
from pathlib import Path

from policies import as_list, of_type, statements, text_of

ROOT = Path(__file__).resolve().parents[2]
COMMON = {"PORTAL_TABLE", "SESSIONS_TABLE", "PUBLIC_BASE_URL", "UPLOAD_ORIGIN"}
# Beyond COMMON: the keys and buckets of each function. A key more is a risk, a key less a function that does not start.
OWN = {
    "site": {"MAIL_FROM", "CERTIFICATES_BUCKET"}, "sign_up": set(), "save_application": set(), "submit_application": set(), "my_page": set(),
    "issue_password": {"LINK_KEY", "PASSWORD_PEPPER"}, "sign_in": {"LINK_KEY", "PASSWORD_PEPPER"},
    "presign_upload": {"QUARANTINE_BUCKET", "CERTIFICATES_BUCKET"}, "inspect_upload": {"QUARANTINE_BUCKET", "CERTIFICATES_BUCKET"},
    "training_group": set(), "roster": set(), "admin_decisions": set(), "admin_registry": set(), "admin_settings": {"CERTIFICATES_BUCKET"}, "notify_partnerships": set(), "remind": set(),
    "admin_sign_in": {"LINK_KEY", "PASSWORD_PEPPER"}, "invite_staff": {"LINK_KEY"},
    "admin_applications": {"QUARANTINE_BUCKET", "CERTIFICATES_BUCKET"},
    "deliver_mail": {"LINK_KEY", "MAIL_FROM", "MAIL_CONFIGURATION_SET", "MAIL_FENCE"},
}
SECRETS = {"LINK_KEY", "PASSWORD_PEPPER"}
# Set by Lambda itself, or only on one machine.
GIVEN = re.compile(r"AWS_[A-Z0-9_]+|_X_AMZN_[A-Z_]+|RUST_LOG")


def name_of(function):
    return text_of(function["Properties"]["FunctionName"]).removeprefix("${AWS::StackName}-")


def functions(template):
    found = of_type(template, "AWS::Lambda::Function")
    alarmed = {d["Value"]["Ref"] for a in of_type(template, "AWS::CloudWatch::Alarm").values()
               for d in a["Properties"]["Dimensions"]
               if a["Properties"]["MetricName"] == "Errors" and a["Properties"].get("AlarmActions") and "Ref" in d["Value"]}
    role_owners = [text_of(f["Properties"]["Role"]) for f in found.values()]
    for logical, function in found.items():
        properties = function["Properties"]
        if logical not in alarmed:
            yield f"{logical}: nobody is told of its errors"
        if role_owners.count(text_of(properties["Role"])) != 1:
            yield f"{logical}: shares its role with another function"
        if properties["Runtime"] != "provided.al2023" or properties["Timeout"] > 60:
            yield f"{logical}: not the runtime or the time that was agreed"
        yield from logs(template, logical, properties)
        yield from environment(logical, function)


def logs(template, logical, properties):
    group = properties.get("LoggingConfig", {}).get("LogGroup", {}).get("Ref")
    if group not in of_type(template, "AWS::Logs::LogGroup"):
        yield f"{logical}: no log group of its own"
        return
    if "RetentionInDays" not in template["Resources"][group]["Properties"]:
        yield f"{group}: kept for ever"
    role = template["Resources"][text_of(properties["Role"]).removesuffix(".Arn")]
    written = {text_of(r) for s in statements(role) if "logs:PutLogEvents" in as_list(s["Action"]) for r in as_list(s["Resource"])}
    if written != {f"{group}.Arn"}:
        yield f"{logical}: its role writes to {sorted(written)}, not to {group} alone"


def environment(logical, function):
    name, given = name_of(function), function["Properties"]["Environment"]["Variables"]
    if name not in OWN:
        yield f"{logical}: {name} is not in the table of functions and their keys"
        return
    for extra in sorted(set(given) - COMMON - OWN[name]):
        yield f"{logical}: {extra} is given to a function that does not read it"
    for missing in sorted((COMMON | OWN[name]) - set(given)):
        yield f"{logical}: {missing} is missing"
    for secret in sorted(SECRETS & set(given)):
        if not str(text_of(given[secret])).startswith("{{resolve:secretsmanager:"):
            yield f"{logical}: {secret} does not come from Secrets Manager"


def folders(source, root=ROOT):
    """The folder list is the list of functions, and each is built from its folder under its name."""
    built = {}
    for logical, resource in source["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            folder = resource["Properties"]["CodeUri"].removeprefix("../functions/")
            built[folder] = logical
            if resource["Metadata"] != {"BuildMethod": "rust-cargolambda", "BuildProperties": {"Binary": folder}}:
                yield f"{logical}: is not built as {folder}"
    crates = {path.parent.name for path in (root / "functions").glob("*/Cargo.toml")}
    for name in sorted(crates ^ set(built)):
        yield f"{name}: is in functions/ or in the template, but not in both"


def read_variables(folder):
    """The settings that the Rust code in `folder` asks for; its unit tests may ask for what does not exist."""
    found = set()
    for file in folder.rglob("*.rs"):
        text = re.sub(r"#\[cfg\(test\)\]\s*mod \w+;", "", file.read_text(encoding="utf-8"))
        code = text.split("#[cfg(test)]")[0]
        found |= set(re.findall(r'\.(?:required|optional|key)\(\s*"([A-Z0-9_]+)"', code))
    return {name for name in found if not GIVEN.fullmatch(name)}


def configuration(root=ROOT):
    """Every setting that the code reads is one that the template gives, and the other way round."""
    everything, known = read_variables(root / "shared/src"), COMMON.union(*OWN.values())
    for name, own in OWN.items():
        read = read_variables(root / "functions" / name / "src")
        everything |= read
        for variable in sorted(read - COMMON - own):
            yield f"functions/{name}: reads {variable}, which the template does not give it"
    for variable in sorted(everything - known):
        yield f"shared: reads {variable}, which the template gives to nobody"
    for variable in sorted(known - everything):
        yield f"{variable}: is in the template, but no code reads it"


def wake_ups(template):
    for name, schedule in of_type(template, "AWS::Scheduler::Schedule").items():
        properties = schedule["Properties"]
        if properties.get("ScheduleExpressionTimezone") != "Asia/Tokyo":
            yield f"{name}: not on Japanese time"
        if "DeadLetterConfig" not in properties["Target"] or "RetryPolicy" not in properties["Target"]:
            yield f"{name}: gives up in silence"
    for name, rule in of_type(template, "AWS::Events::Rule").items():
        if not all("DeadLetterConfig" in target for target in rule["Properties"]["Targets"]):
            yield f"{name}: gives up in silence"
    for name, mapping in of_type(template, "AWS::Lambda::EventSourceMapping").items():
        properties = mapping["Properties"]
        if "OnFailure" not in properties.get("DestinationConfig", {}) or properties.get("MaximumRetryAttempts", -1) < 0:
            yield f"{name}: blocks its stream until the records expire"
        if not properties.get("FilterCriteria"):
            yield f"{name}: is rung by every write"


def check(template, source, root=ROOT):
    yield from functions(template)
    yield from folders(source, root)
    yield from configuration(root)
    yield from wake_ups(template)
