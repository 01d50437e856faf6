"""Writes events/<function>/<case>.json: what Lambda is really handed, for tests and for `cargo lambda invoke`.

    python3 scripts/make-events.py           # writes the files
    python3 scripts/make-events.py --check   # says which committed files differ

An HTTP API (payload 2.0) lower-cases header names, moves cookies into an array, and encodes every body that is not text or JSON in
base64, so also a form. All events are of one moment: 2027-02-10 10:00 JST, when the demo begins and its window is open.
infra/checks compares each with the routes, rules, filters and schedules of infra/template.yaml.
"""

import base64
import hmac
import json
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

EVENTS = Path(__file__).resolve().parents[1] / "events"
NOW = datetime(2027, 2, 10, 1, 0, tzinfo=UTC)
HOST = "nintei.example.jp"
ACCOUNT, UPLOAD, LINK = "01JKQZ3V5T8M2N4P6R7S9W0XAB", "01JKQZ7C1D3E5F7G9H0J2K4M6N", "01JKQZ5H0J2K4M6N8P1Q3R5S7T"
# A session that exists only where a test has stored it, and its token (shared/src/web/session.rs: `csrf_token`).
SECRET = "c2Vzc2lvbi1vZi1hLXNhbXBsZS1ldmVudC1vbmx5LS0"
SESSION = f"__Host-session={ACCOUNT}.{SECRET}"
STAFF = "01JKQZ3V5T8M2N4P6R7S9W0XST"
STAFF_SESSION = f"__Host-staff={STAFF}.{SECRET}"
SESSIONS = {SESSION, STAFF_SESSION}
TOKEN = sha256(f"csrf|{SECRET}".encode()).hexdigest()[:32]
# The key of a test's LINK_KEY, and the link of that name under it (shared/src/secrets.rs: `LinkKey::token`).
LINK_KEY = "0123456789abcdef" * 4
PROOF = hmac.digest(LINK_KEY.encode(), f"link|v1|https://{HOST}|{ACCOUNT}|{LINK}".encode(), "sha256")
CROCKFORD = str.maketrans("abcdefghijklmnopqrstuvwxyz234567", "0123456789abcdefghjkmnpqrstvwxyz")
LINK_TOKEN = f"1-{ACCOUNT}-{LINK}-{base64.b32encode(PROOF).decode().rstrip('=').lower().translate(CROCKFORD)}".lower()
EMAIL, PASSWORD = "applicant@example.jp", "kumo-no-ue-42"
APPLICATION = "/applications/2027-02/core"
CORE = {"cycle": "2027-02", "kind": "core"}
# The receipt's mail, which the third event of the application causes (shared/src/store/outbox.rs: `name_of`).
MAIL = sha256(f"APP#{ACCOUNT}#2027-02#core|NOTICE#000003#submission_received#login".encode()).hexdigest()[:32]
PDF = b"%PDF-1.7\n% a sample\n%%EOF\n"

BROWSER = {
    "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "accept-encoding": "gzip, deflate, br, zstd",
    "accept-language": "ja,en-US;q=0.7,en;q=0.3",
    "sec-fetch-dest": "document",
    "sec-fetch-mode": "navigate",
    "sec-fetch-site": "same-origin",
    "sec-fetch-user": "?1",
    "upgrade-insecure-requests": "1",
    "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
}
CLIENT = {"accept": "application/json", "user-agent": "sample-client/1.0"}


def http(route, path, parameters=None, *, method="GET", headers=None, body=None, encoded=False, cookies=(), query=None):
    """One request as API Gateway passes it on; `route` is the path of the route, or None for the catch-all."""
    key = "$default" if route is None else f"ANY {route}"
    request_id = base64.b64encode(sha256(f"{method} {path} {body}".encode()).digest())[:15].decode().replace("+", "x").replace("/", "y") + "="
    agent = (headers or BROWSER)["user-agent"]
    event = {
        "version": "2.0",
        "routeKey": key,
        "rawPath": path,
        "rawQueryString": urlencode(query or {}),
        "cookies": list(cookies),
        "headers": {
            **(headers or BROWSER),
            "host": HOST,
            "x-amzn-trace-id": "Root=1-6b6bb690-0123456789abcdef01234567",
            "x-forwarded-for": "192.0.2.10",
            "x-forwarded-port": "443",
            "x-forwarded-proto": "https",
        },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "a1b2c3d4e5",
            "domainName": HOST,
            "domainPrefix": HOST.split(".", maxsplit=1)[0],
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.10", "userAgent": agent},
            "requestId": request_id,
            "routeKey": key,
            "stage": "$default",
            "time": NOW.strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "timeEpoch": int(NOW.timestamp() * 1000),
        },
        "isBase64Encoded": encoded,
    }
    if not cookies:
        del event["cookies"]
    if query:
        event["queryStringParameters"] = query
    if parameters:
        event["pathParameters"] = parameters
    if body is not None:
        event["body"] = base64.b64encode(body).decode() if encoded else body.decode()
        event["headers"]["content-length"] = str(len(body))
    event["headers"] = dict(sorted(event["headers"].items()))
    return event


def form(route, path, fields, parameters=None, cookies=()):
    """A form sent by a browser from the page of the same path; with a session it carries that session's token."""
    headers = {
        **BROWSER,
        "content-type": "application/x-www-form-urlencoded",
        "origin": f"https://{HOST}",
        "referer": f"https://{HOST}{path}",
    }
    body = urlencode({**({"csrf_token": TOKEN} if SESSIONS & set(cookies) else {}), **fields}).encode()
    return http(route, path, parameters, method="POST", headers=headers, body=body, encoded=True, cookies=cookies)


def api(route, path, document, parameters=None, cookies=(), headers=None):
    """The same by an API client: JSON, neither Origin nor Sec-Fetch-Site."""
    headers = {**CLIENT, "content-type": "application/json", **({"x-csrf-token": TOKEN} if SESSIONS & set(cookies) else {}), **(headers or {})}
    body = json.dumps(document, ensure_ascii=False).encode()
    return http(route, path, parameters, method="POST", headers=headers, body=body, cookies=cookies)


def own(case, *arguments, **more):
    """The same with the session of an applicant."""
    return case(*arguments, cookies=(SESSION,), **more)


def site():
    yield "home", http("/", "/")
    yield "help", http("/help", "/help")
    yield "help-mail", http("/help/mail", "/help/mail")
    yield "privacy", http("/privacy", "/privacy")
    yield "asset", http("/assets/{file}", "/assets/style.css", {"file": "style.css"})
    yield "robots", http("/robots.txt", "/robots.txt")
    yield "security-text", http("/.well-known/security.txt", "/.well-known/security.txt")
    yield "change-password", http("/.well-known/change-password", "/.well-known/change-password")
    yield "not-found", http(None, "/no/such/page")
    yield "not-found-json", http(None, "/no/such/page", headers=CLIENT)


def sign_up():
    person = {"last_name": "架空", "first_name": "花子", "email": "new-facility@example.jp", "entry": "core"}
    yield "page", http("/signup", "/signup")
    yield "form", form("/signup", "/signup", person)
    yield "json", api("/signup", "/signup", person)


def issue_password():
    link = "/password/link/{token}"
    cookie = f"__Host-password-link={LINK_TOKEN}"
    passwords = {"password": PASSWORD, "password_confirmation": PASSWORD}
    yield "forgot", http("/password/forgot", "/password/forgot")
    yield "forgot-form", form("/password/forgot", "/password/forgot", {"email": EMAIL})
    yield "link", http(link, f"/password/link/{LINK_TOKEN}", {"token": LINK_TOKEN})
    # What a mail scanner does; it must spend nothing.
    yield "link-head", http(link, f"/password/link/{LINK_TOKEN}", {"token": LINK_TOKEN}, method="HEAD", headers={**CLIENT, "accept": "*/*"})
    yield "email", own(http, "/mypage/email", "/mypage/email")
    change = {"action": "ask", "email": "new-address@example.jp", "email_confirmation": "new-address@example.jp"}
    yield "email-form", own(form, "/mypage/email", "/mypage/email", {**change, "password": PASSWORD})
    yield "email-json", own(api, "/mypage/email", "/mypage/email", {**change, "password": "not-the-password-1"})
    # A link for a password opens no address.
    yield "email-link", http("/email/link/{token}", f"/email/link/{LINK_TOKEN}", {"token": LINK_TOKEN})
    yield "email-confirm", http("/email/confirm", "/email/confirm", cookies=[cookie])
    yield "email-confirm-form", form("/email/confirm", "/email/confirm", {}, cookies=(cookie,))
    yield "new", http("/password/new", "/password/new", cookies=[cookie])
    yield "new-form", form("/password/new", "/password/new", passwords, cookies=(cookie,))


def sign_in():
    login, kind = {"email": EMAIL, "password": PASSWORD}, {"kind": "core"}
    yield "chooser", http("/apply/{kind}", "/apply/core", kind)
    yield "applicant-login", http("/apply/{kind}/login", "/apply/core/login", kind)
    yield "applicant-login-form", form("/apply/{kind}/login", "/apply/core/login", {**login, "remember": "on"}, kind)
    yield "login", http("/login", "/login")
    yield "login-form", form("/login", "/login", {**login, "next": APPLICATION})
    yield "login-json", api("/login", "/login", login)
    yield "logout-form", own(form, "/logout", "/logout", {})


def save_application():
    task_list = "/applications/{cycle}/{kind}"
    draft = {
        "version": "0", "action": "save_draft", "current_accreditation": "none", "facility_name": "架空総合病院",
        "facility_name_kana": "カクウソウゴウビョウイン", "facility_kind": "hospital", "postal_code": "100-0000",
        "address_city": "架空市", "address_street": "見本町1-2-3", "phone": "03-0000-0000",
        "director_title": "病院長", "director_last_name": "架空", "director_first_name": "太郎", "confirm_privacy": "on",
    }
    page = f"{task_list}/application-form"
    yield "current", own(http, "/applications/{kind}", "/applications/core", {"kind": "core"})
    yield "task-list", own(http, task_list, APPLICATION, CORE)
    yield "task-list-json", own(http, task_list, APPLICATION, CORE, headers=CLIENT)
    yield "task-list-signed-out", http(task_list, APPLICATION, CORE)
    yield "application-form", own(http, page, f"{APPLICATION}/application-form", CORE)
    yield "save-draft", own(form, page, f"{APPLICATION}/application-form", draft, CORE)
    yield "register", own(form, page, f"{APPLICATION}/application-form", {**draft, "action": "register"}, CORE)
    yield "overview", own(http, f"{task_list}/overview", f"{APPLICATION}/overview", CORE)
    yield "carry-over", own(form, f"{task_list}/carry-over", f"{APPLICATION}/carry-over", {}, CORE)


def presign_upload():
    page = "/applications/{cycle}/{kind}/certificate"
    announced = {"name": "申請書・在籍証明書.pdf", "size": len(PDF), "sha256": sha256(PDF).hexdigest()}
    script = {
        "user-agent": BROWSER["user-agent"], "origin": f"https://{HOST}",
        "sec-fetch-dest": "empty", "sec-fetch-mode": "cors", "sec-fetch-site": "same-origin",
    }
    yield "certificate", own(http, page, f"{APPLICATION}/certificate", CORE)
    yield "announce", own(api, page, f"{APPLICATION}/certificate", announced, CORE, headers=script)
    yield "received", own(api, f"{page}/received", f"{APPLICATION}/certificate/received", {"upload": UPLOAD}, CORE, headers=script)
    yield "file", own(http, f"{page}/file", f"{APPLICATION}/certificate/file", CORE)


def submit_application():
    page = "/applications/{cycle}/{kind}/submit"
    yield "check-page", own(http, page, f"{APPLICATION}/submit", CORE)
    yield "submit-form", own(form, page, f"{APPLICATION}/submit", {"digest": sha256(b"seen").hexdigest()}, CORE)
    yield "submit-json", own(api, page, f"{APPLICATION}/submit", {}, CORE)
    yield "receipt", own(http, "/applications/{cycle}/{kind}/receipt", f"{APPLICATION}/receipt", CORE)
    yield "receipt-file", own(http, "/applications/{cycle}/{kind}/receipt/file", f"{APPLICATION}/receipt/file", CORE)
    mails = "/applications/{cycle}/{kind}/mails"
    yield "mails", own(http, mails, f"{APPLICATION}/mails", CORE)
    yield "mail", own(http, f"{mails}/{{name}}", f"{APPLICATION}/mails/{MAIL}", {**CORE, "name": MAIL})


def my_page():
    kind, path, named = "/mypage/accreditations/{kind}", "/mypage/accreditations/core", {"kind": "core"}
    yield "top", own(http, "/mypage", "/mypage")
    yield "kind", own(http, kind, path, named)
    yield "details", own(http, f"{kind}/details", f"{path}/details", named)
    yield "change-json", own(api, f"{kind}/details", f"{path}/details", {
        "action": "change", "version": 1, "answers": {"phone": "03-0000-0099"},
    }, named)
    yield "relinquishment", own(http, f"{kind}/relinquishment", f"{path}/relinquishment", named)
    yield "return-form", own(form, f"{kind}/relinquishment", f"{path}/relinquishment", {
        "action": "ask", "on": "2027-09-30", "reason": "care", "informed": "true",
    }, named)


PARTNER, OTHER_CORE = "01JKQZ3V5T8M2N4P6R7S9W0XAC", "01JKQZ3V5T8M2N4P6R7S9W0XAD"
FILE = "/admin/applications/{cycle}/{kind}/{account}"
FILED = f"/admin/applications/2027-02/core/{ACCOUNT}"
NAMED = {**CORE, "account": ACCOUNT}


def staff(case, *arguments, **more):
    """The same with the session of one of the staff."""
    return case(*arguments, cookies=(STAFF_SESSION,), **more)


def roster():
    yield "list", http("/roster", "/roster")
    yield "list-json", http("/roster", "/roster", headers=CLIENT)
    yield "of-a-day", http("/roster", "/roster", query={"kind": "partner", "prefecture": "13", "day": "2026-10-01"})
    yield "of-a-day-to-come", http("/roster", "/roster", query={"day": "2027-04-01"})
    yield "file", http("/roster.csv", "/roster.csv", query={"kind": "core"})


def training_group():
    link, new = "/mypage/training-group/{start}/{other}", "/mypage/training-group/new"
    path, named = f"/mypage/training-group/2027-02-01/{PARTNER}", {"start": "2027-02-01", "other": PARTNER}
    asked = {"core": OTHER_CORE, "consulted": True}
    yield "group", own(http, "/mypage/training-group", "/mypage/training-group")
    yield "link", own(http, link, path, named)
    yield "approve-form", own(form, link, path, {"action": "approve"}, named)
    yield "approve-json", own(api, link, path, {"action": "approve"}, named)
    yield "new", own(http, new, new, query={"prefecture": "13"})
    yield "ask-json", own(api, new, new, asked)
    yield "ask-form", own(form, new, new, {"core": "", "consulted": "true"})


def admin_sign_in():
    login = {"email": "staff@example.jp", "password": "kumo-no-ue-no-tsukue-42", "code": "000000"}
    yield "office", http("/admin", "/admin")
    yield "login", http("/admin/login", "/admin/login")
    yield "login-form", form("/admin/login", "/admin/login", login)
    yield "logout-form", staff(form, "/admin/logout", "/admin/logout", {})
    # A token that was not made with the key of the test: the page says so.
    yield "link", http("/admin/link/{token}", f"/admin/link/{LINK_TOKEN}", {"token": LINK_TOKEN})
    yield "enrol", http("/admin/enrol", "/admin/enrol")


def admin_applications():
    yield "worklist", staff(http, "/admin/applications", "/admin/applications")
    yield "worklist-json", staff(http, "/admin/applications", "/admin/applications", headers=CLIENT)
    yield "worklist-of-a-facility", own(http, "/admin/applications", "/admin/applications")
    yield "detail", staff(http, FILE, FILED, NAMED)
    yield "receive-form", staff(form, FILE, FILED, {"action": "receive"}, NAMED)
    yield "correction", staff(http, f"{FILE}/correction", f"{FILED}/correction", NAMED)
    yield "correction-json", staff(api, f"{FILE}/correction", f"{FILED}/correction", {
        "due": "2027-02-24", "items": [{"target": "application-form/phone", "reason": "市外局番からご記入ください。"}],
    }, NAMED)
    yield "certificate", staff(http, f"{FILE}/certificate", f"{FILED}/certificate", NAMED)


def admin_decisions():
    yield "decision", staff(http, f"{FILE}/decision", f"{FILED}/decision", NAMED)
    yield "judge-json", staff(api, f"{FILE}/decision", f"{FILED}/decision", {
        "action": "judge", "outcome": "pass", "number": "K-0042", "valid_from": "2027-04-01", "valid_to": "2032-03-31",
    }, NAMED)
    yield "partnerships", staff(http, "/admin/partnerships", "/admin/partnerships")


def admin_registry():
    yield "facilities", staff(http, "/admin/facilities", "/admin/facilities")
    yield "facilities-json", staff(http, "/admin/facilities", "/admin/facilities", headers=CLIENT)
    yield "facilities-file", staff(http, "/admin/facilities.csv", "/admin/facilities.csv")
    facility, path, named = "/admin/facilities/{account}", f"/admin/facilities/{ACCOUNT}", {"account": ACCOUNT}
    yield "facility", staff(http, facility, path, named)
    yield "identity", staff(http, f"{facility}/identity", f"{path}/identity", named)
    yield "check-json", staff(api, f"{facility}/identity", f"{path}/identity", {
        "action": "check", "requester": "架空 花子（本人）", "member_no": "123456",
    }, named)
    yield "imports", staff(http, "/admin/imports", "/admin/imports")
    yield "requests", staff(http, "/admin/requests", "/admin/requests")
    held = {"account": ACCOUNT, "kind": "core", "number": "K-0001"}
    tail = f"{ACCOUNT}/core/K-0001"
    yield "change", staff(http, "/admin/requests/changes/{account}/{kind}/{number}", f"/admin/requests/changes/{tail}", held)
    accreditation = "/admin/requests/accreditations/{account}/{kind}/{number}"
    yield "accreditation", staff(http, accreditation, f"/admin/requests/accreditations/{tail}", held)
    link = {"start": "2027-02-01", "partner": PARTNER, "core": ACCOUNT}
    yield "link", staff(http, "/admin/partnerships/{start}/{partner}/{core}", f"/admin/partnerships/2027-02-01/{PARTNER}/{ACCOUNT}", link)
    yield "import-template", staff(http, "/admin/imports/template.csv", "/admin/imports/template.csv")
    yield "import-check-json", staff(api, "/admin/imports", "/admin/imports", {
        "action": "check", "content": base64.b64encode(b"x").decode(),
    })


def admin_settings():
    window = "/admin/settings/windows/{cycle}/{kind}"
    path = "/admin/settings/windows/2027-02/core"
    yield "schedules", staff(http, "/admin/settings/schedules", "/admin/settings/schedules")
    yield "windows", staff(http, "/admin/settings/windows", "/admin/settings/windows")
    yield "window", staff(http, window, path, CORE)
    yield "set-json", staff(api, window, path, {
        "opens": "2027-02-01T00:00:00+09:00", "closes": "2027-03-04T00:00:00+09:00", "reason": "通信障害のため", "version": 0,
    }, CORE)
    notice = "/admin/settings/notices/{notice}"
    yield "notices", staff(http, "/admin/settings/notices", "/admin/settings/notices")
    yield "notice", staff(http, notice, "/admin/settings/notices/new", {"notice": "new"})
    yield "notice-json", staff(api, notice, "/admin/settings/notices/new", {
        "title": "2027年度 更新申請のご案内", "text": "更新申請の受付期間をご案内します。", "from": "2027-02-10", "kinds": ["core"],
    }, {"notice": "new"})
    yield "documents", staff(http, "/admin/settings/documents", "/admin/settings/documents")
    yield "guidance-json", staff(api, "/admin/settings/documents", "/admin/settings/documents", {
        "action": "guidance", "core_guide_url": "https://www.example.jp/core-2027", "partner_guide_url": "https://www.example.jp/partner-2027",
        "roster_url": "https://www.example.jp/roster", "guidance_updated": "2027-02-10",
    })


def invite_staff():
    """What an operator sends: `aws lambda invoke --payload`."""
    yield "invite", {"email": "new-staff@example.jp", "name": "事務 新人", "role": "editor"}
    yield "again", {"email": "staff@example.jp", "name": "事務 見本", "role": "admin"}


def notify_partnerships():
    yield "dry-run", {"dry_run": True, "day": "2027-04-01"}
    yield "stream", stored("DUE#PARTNERSHIPS", f"2027-02-01#{PARTNER}#{ACCOUNT}")
    yield "schedule", schedule()


def remind():
    yield "dry-run", {"dry_run": True}
    yield "schedule", schedule()


def schedule():
    """What the Input of a schedule in infra/template.yaml becomes."""
    return {"source": "nintei.schedule", "detail-type": "Scheduled Event", "time": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"), "detail": {}}


def inspect_upload():
    bucket = "nintei-quarantine"
    yield "object-created", {
        "version": "0",
        "id": "17793124-05d4-b198-2fde-7ededc63b103",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "account": "123456789012",
        "time": NOW.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": "ap-northeast-1",
        "resources": [f"arn:aws:s3:::{bucket}"],
        "detail": {
            "version": "0",
            "bucket": {"name": bucket},
            "object": {
                "key": f"q/{ACCOUNT}/2027-02/core/{UPLOAD}", "size": len(PDF), "etag": "b1946ac92492d2347c6235b4d2611184",
                "sequencer": "006B6BB690A1B2C3D4",
            },
            "request-id": "N4N7GDK58NMKJ12R",
            "requester": "123456789012",
            "source-ip-address": "192.0.2.10",
            "reason": "PutObject",
        },
    }
    yield "schedule", schedule()


def stored(pk, sk):
    """What the table's stream tells of an item that was stored."""
    return {"Records": [{
        "eventID": "c4ca4238a0b923820dcc509a6f75849b",
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "ap-northeast-1",
        "dynamodb": {
            "ApproximateCreationDateTime": int(NOW.timestamp()),
            "Keys": {"pk": {"S": pk}, "sk": {"S": sk}},
            "SequenceNumber": "4421584500000000017450439091",
            "SizeBytes": 101,
            "StreamViewType": "KEYS_ONLY",
        },
        "eventSourceARN": "arn:aws:dynamodb:ap-northeast-1:123456789012:table/nintei-portal/stream/2027-02-01T00:00:00.000",
    }]}


def deliver_mail():
    notice = sha256(b"sample").hexdigest()
    yield "stream", stored("OUTBOX#3", f"2027-02-10T01:00:00.000Z#{notice}")
    yield "schedule", schedule()


FUNCTIONS = (site, sign_up, issue_password, sign_in, save_application, presign_upload, inspect_upload, submit_application, my_page, training_group, roster,
             admin_sign_in, admin_applications, admin_decisions, admin_registry, admin_settings, invite_staff, notify_partnerships, remind, deliver_mail)


def main():
    check, wrong = "--check" in sys.argv[1:], []
    expected = {EVENTS / f.__name__ / f"{case}.json": event for f in FUNCTIONS for case, event in f()}
    for file, event in expected.items():
        text = json.dumps(event, ensure_ascii=False, indent=2) + "\n"
        if not check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != text:
            wrong.append(file)
    wrong += [file for file in EVENTS.glob("*/*.json") if file not in expected]
    for file in wrong:
        print(f"{file.relative_to(EVENTS.parent)}: is not what scripts/make-events.py writes", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
