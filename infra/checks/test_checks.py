"""The checks checked: each fault planted here must be found, or the check for it has gone blind."""

import copy
import tempfile
from pathlib import Path

import functions
import grants
import policies
import routes


def statement(template, role, sid):
    return next(s for s in policies.statements(template["Resources"][role]) if s["Sid"] == sid)


def edit(path, value):
    """A fault that sets (or with None removes) the property at `path` of a resource."""
    def plant(template):
        at = template["Resources"]
        for step in path[:-1]:
            at = at[step]
        if value is None:
            del at[path[-1]]
        else:
            at[path[-1]] = value
    return plant


def grant(role, sid, **changes):
    return lambda template: statement(template, role, sid).update(changes)


def route(path, method=routes.ANY):
    def plant(template):
        paths = template["Resources"]["Api"]["Properties"]["Body"]["paths"]
        paths[path] = {method: copy.deepcopy(paths["/login"][routes.ANY])}
    return plant


FAULTS = {
    "a star as action": grant("SignUpRole", "Accounts", Action=["dynamodb:*"]),
    "a scan": grant("SubmitApplicationRole", "Applications", Action=["dynamodb:Scan"]),
    "a star as resource": grant("SignInRole", "Accounts", Resource="*"),
    "every bucket": grant("PresignUploadRole", "SignDownloads", Resource="arn:aws:s3:::*"),
    "any sender": grant("DeliverMailRole", "Send", Condition={}),
    "deleting an application": grant("SaveApplicationRole", "Applications", Action=["dynamodb:DeleteItem"]),
    "a managed policy": edit(["SiteRole", "Properties", "ManagedPolicyArns"], ["arn:aws:iam::aws:policy/AdministratorAccess"]),
    "someone else's log": grant("SiteRole", "Log", Resource={"Fn::GetAtt": ["SignInLogs", "Arn"]}),
    "no alarm": edit(["SignInErrors"], None),
    "an alarm that tells nobody": edit(["SignInErrors", "Properties", "AlarmActions"], None),
    "no retention": edit(["SignInLogs", "Properties", "RetentionInDays"], None),
    "a shared role": edit(["SignIn", "Properties", "Role"], {"Fn::GetAtt": ["SignUpRole", "Arn"]}),
    "the pepper for everyone": edit(["Site", "Properties", "Environment", "Variables", "PASSWORD_PEPPER"], "x"),
    "a key in clear": edit(["DeliverMail", "Properties", "Environment", "Variables", "LINK_KEY"], "00ff"),
    "a key forgotten": edit(["DeliverMail", "Properties", "Environment", "Variables", "LINK_KEY"], None),
    "a method": route("/login", "post"),
    "one route too many": route("/nothing"),
    "a limit on no route": edit(["ApiApiGatewayDefaultStage", "Properties", "RouteSettings", "ANY /nothing"], {}),
    "paths in the access log": edit(["ApiApiGatewayDefaultStage", "Properties", "AccessLogSettings", "Format"], "$context.routeKey $context.path"),
    "a public bucket": edit(["CertificatesBucket", "Properties", "PublicAccessBlockConfiguration", "BlockPublicPolicy"], False),
    "a bucket without TLS": edit(["QuarantineBucketPolicy"], None),
    "files without versions": edit(["CertificatesBucket", "Properties", "VersioningConfiguration"], None),
    "a table that goes with the stack": edit(["PortalTable", "DeletionPolicy"], "Delete"),
    "no recovery": edit(["PortalTable", "Properties", "PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"], False),
    "sessions for ever": edit(["SessionsTable", "Properties", "TimeToLiveSpecification"], None),
    "a pepper that goes with the stack": edit(["PasswordPepper", "DeletionPolicy"], "Delete"),
    "a schedule in UTC": edit(["DeliverMailEveryMinute", "Properties", "ScheduleExpressionTimezone"], "UTC"),
    "a silent rule": edit(["InspectUploadObjectCreated", "Properties", "Targets", 0, "DeadLetterConfig"], None),
    "a schedule that gives up in silence": edit(["NotifyPartnershipsDaily", "Properties", "Target", "DeadLetterConfig"], None),
    "a judgement that could be deleted": grant("AdminDecisionsRole", "Applications", Action=["dynamodb:DeleteItem"]),
    "the pepper for the secretariat's pages": edit(["AdminDecisions", "Properties", "Environment", "Variables", "PASSWORD_PEPPER"], "x"),
    "a stream that blocks": edit(["DeliverMailNoticeStored", "Properties", "DestinationConfig"], None),
    "a bell for everything": edit(["DeliverMailNoticeStored", "Properties", "FilterCriteria"], None),
    "a function that anyone may call": edit(["SignUpFormPermission", "Properties", "SourceArn"], None),
}


def complaints(template, source):
    # Events and folders are compared with what stands on the disk, so they are judged by the run itself.
    return [*policies.check(template), *functions.functions(template), *functions.wake_ups(template), *routes.api(template, source)]


STORE = """
impl Store {
    pub async fn read(&self) -> Item {
        self.get(Table::Portal, &key, true).await
    }

    pub async fn forget(&self) -> Item {
        self.read().await; Write::delete(self, Table::Sessions, &key)
    }
}
"""


def grants_follow_the_code(template):
    """A function that calls the store gets complaints for exactly what its role lacks."""
    with tempfile.TemporaryDirectory() as folder:
        files = {"shared/src/store/mod.rs": STORE, "functions/save_application/src/lib.rs": "async fn page() { deps.store.forget().await; }"}
        for name, text in files.items():
            file = Path(folder) / name
            file.parent.mkdir(parents=True)
            file.write_text(text, encoding="utf-8")
        needs = {line for line in grants.check(template, Path(folder)) if " needs " in line}
    return needs == {
        "SaveApplicationRole: save_application needs dynamodb:GetItem on PortalTable",
        "SaveApplicationRole: save_application needs dynamodb:DeleteItem on SessionsTable",
    }


def blind(template, source):
    """Names the faults that no check saw."""
    if not grants_follow_the_code(template):
        yield "infra/checks: grants are no longer read from the code"
    before = set(complaints(template, source))
    for name, plant in FAULTS.items():
        broken = copy.deepcopy(template)
        plant(broken)
        if not set(complaints(broken, source)) - before:
            yield f"infra/checks: nobody noticed {name}"
