"""Least privilege: what roles, resource policies and stores in the expanded template must look like."""

# What any role may be given. Not in it: Scan, deleting a version of an object, changing a table, anything with a star.
ACTIONS = {
    "dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem",
    "dynamodb:Query", "dynamodb:UpdateItem",
    "dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams",
    "lambda:InvokeFunction", "logs:CreateLogStream", "logs:PutLogEvents",
    "s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject", "ses:SendEmail", "sqs:SendMessage",
}
# (role, statement) that may name more than one thing by a star, each held by a condition instead.
STARS = {("DeliverMailRole", "Send")}
# Only these may undo or end something; a new one is a decision.
DELETES = {
    "IssuePasswordRole": {"dynamodb:DeleteItem"}, "SignInRole": {"dynamodb:DeleteItem"}, "SignUpRole": {"dynamodb:DeleteItem"},
    "AdminSignInRole": {"dynamodb:DeleteItem"}, "AdminRegistryRole": {"dynamodb:DeleteItem"}, "NotifyPartnershipsRole": {"dynamodb:DeleteItem"},
    "DeliverMailRole": {"dynamodb:DeleteItem"}, "InspectUploadRole": {"s3:DeleteObject"},
}


def as_list(value):
    return value if isinstance(value, list) else [value]


def of_type(template, kind):
    return {name: r for name, r in template["Resources"].items() if r["Type"] == kind}


def text_of(value):
    """A resource as text: `{GetAtt: [X, Arn]}` is `X.Arn`, a Sub is its pattern."""
    if isinstance(value, str):
        return value
    kind, inner = next(iter(value.items()))
    if kind == "Fn::GetAtt":
        return ".".join(as_list(inner))
    return inner if isinstance(inner, str) else inner[0]


def statements(role):
    for policy in role["Properties"].get("Policies", []):
        yield from policy["PolicyDocument"]["Statement"]


def roles(template):
    for name, role in of_type(template, "AWS::IAM::Role").items():
        properties = role["Properties"]
        if properties.get("ManagedPolicyArns"):
            yield f"{name}: a managed policy grants on every resource; write the statements"
        for trust in properties["AssumeRolePolicyDocument"]["Statement"]:
            if set(trust["Principal"]) != {"Service"} or len(as_list(trust["Principal"]["Service"])) != 1:
                yield f"{name}: trusts something else than one service"
        for statement in statements(role):
            yield from one_statement(name, statement)


def one_statement(role, statement):
    sid = statement.get("Sid", "(no Sid)")
    if statement["Effect"] != "Allow" or "NotAction" in statement or "NotResource" in statement:
        yield f"{role}/{sid}: grants are written as plain Allow"
        return
    for action in as_list(statement["Action"]):
        if action not in ACTIONS:
            yield f"{role}/{sid}: {action} is not an action that a function here may have"
        if "Delete" in action and action not in DELETES.get(role, set()):
            yield f"{role}/{sid}: {action} is not expected of this role"
    for resource in map(text_of, as_list(statement["Resource"])):
        # All objects below one bucket are one thing; a star anywhere else is not.
        stars = resource.count("*") - resource.endswith(("Bucket.Arn}/*", "Bucket.Arn}/q/*", "Bucket.Arn}/forms/*"))
        if stars and (role, sid) not in STARS:
            yield f"{role}/{sid}: {resource} names more than one thing"
        if stars and not statement.get("Condition"):
            yield f"{role}/{sid}: {resource} needs a condition"


def open_doors(template):
    """Policies on resources: what is not a person's or a service's of this account must be a Deny or carry a condition."""
    for kind in ("AWS::S3::BucketPolicy", "AWS::SQS::QueuePolicy"):
        for name, policy in of_type(template, kind).items():
            for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
                if statement["Effect"] == "Allow" and not statement.get("Condition"):
                    yield f"{name}: an Allow without a condition"
    for name, permission in of_type(template, "AWS::Lambda::Permission").items():
        if "SourceArn" not in permission["Properties"]:
            yield f"{name}: anyone in that service could invoke the function"


def stores(template):
    protected = {text_of(p["Properties"]["Bucket"]) for p in of_type(template, "AWS::S3::BucketPolicy").values()
                 if any(s["Effect"] == "Deny" and s["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
                        and len(as_list(s["Resource"])) == 2 for s in p["Properties"]["PolicyDocument"]["Statement"])}
    for name, bucket in of_type(template, "AWS::S3::Bucket").items():
        block = bucket["Properties"].get("PublicAccessBlockConfiguration", {})
        if len(block) != 4 or not all(block.values()):
            yield f"{name}: public access is not blocked"
        if name not in protected:
            yield f"{name}: its policy does not refuse requests without TLS"
    for name, table in of_type(template, "AWS::DynamoDB::Table").items():
        if table.get("DeletionPolicy") != "Retain" or not table["Properties"].get("DeletionProtectionEnabled"):
            yield f"{name}: can be deleted by mistake"
        if not table["Properties"].get("SSESpecification", {}).get("SSEEnabled"):
            yield f"{name}: not encrypted with a key of this account"
    for name, secret in of_type(template, "AWS::SecretsManager::Secret").items():
        if secret.get("DeletionPolicy") != "Retain":
            yield f"{name}: goes with the stack, and with it every password or link"
    resources = template["Resources"]
    if not resources["PortalTable"]["Properties"]["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]:
        yield "PortalTable: no point-in-time recovery"
    sessions = resources["SessionsTable"]["Properties"]
    if sessions.get("TimeToLiveSpecification") != {"AttributeName": "expires_at", "Enabled": True}:
        yield "SessionsTable: rows do not expire by expires_at"
    if "StreamSpecification" in sessions or "PointInTimeRecoverySpecification" in sessions:
        yield "SessionsTable: sessions are neither streamed nor restored"
    certificates = resources["CertificatesBucket"]
    if certificates.get("DeletionPolicy") != "Retain" or certificates["Properties"].get("VersioningConfiguration") != {"Status": "Enabled"}:
        yield "CertificatesBucket: a submitted file could be lost"


def check(template):
    for part in (roles, open_doors, stores):
        yield from part(template)
