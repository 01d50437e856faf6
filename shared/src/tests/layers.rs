//! What every function does alike: two faces, Japanese errors, headers, the request's name.

use http::{Method, StatusCode};

use super::gateway::{Answer, OWN_FORM, OWN_JSON, REQUEST_ID, get_as, send, send_directly, send_raw};

/// What Chrome sends when somebody follows a link.
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

fn is_html(answer: &Answer) -> bool {
    answer.header("content-type") == "text/html; charset=utf-8"
}

fn is_problem(answer: &Answer) -> bool {
    answer.header("content-type") == "application/problem+json"
}

#[tokio::test]
async fn a_page_has_the_face_that_is_asked_for() {
    for (accept, html) in [
        (BROWSER, true),
        ("", true),
        ("*/*", true),
        ("text/html, application/json", true),
        ("application/json", false),
        ("application/problem+json", false),
    ] {
        let answer = get_as("/page", accept).await;
        assert_eq!((answer.status, is_html(&answer)), (StatusCode::OK, html), "{accept}");
    }
    assert_eq!(get_as("/page", BROWSER).await.body, "<h1>架空&#60;緩和&#62;病院</h1>");
    assert_eq!(get_as("/page", "application/json").await.body, r#"{"facility":"架空<緩和>病院"}"#);
}

#[tokio::test]
async fn after_a_post_a_browser_is_sent_on_and_a_program_is_answered() {
    let browser = send(Method::POST, "/save", &OWN_FORM, String::new()).await;
    assert_eq!((browser.status, browser.header("location")), (StatusCode::SEE_OTHER, "/saved"));
    let program = send(Method::POST, "/save", &OWN_JSON, "{}".to_owned()).await;
    assert_eq!((program.status, program.header("location")), (StatusCode::OK, ""));
    assert_eq!(program.body, r#"{"facility":"架空<緩和>病院"}"#);
    for answer in [browser, program] {
        assert_eq!(answer.header("set-cookie"), "session=1; Path=/; HttpOnly");
    }
}

#[tokio::test]
async fn bad_fields_are_the_page_again_or_a_problem() {
    let browser = send(Method::POST, "/invalid", &OWN_FORM, String::new()).await;
    assert_eq!((browser.status, is_html(&browser)), (StatusCode::UNPROCESSABLE_ENTITY, true));
    let program = send(Method::POST, "/invalid", &OWN_JSON, "{}".to_owned()).await;
    assert_eq!((program.status, is_problem(&program)), (StatusCode::UNPROCESSABLE_ENTITY, true));
    insta::assert_json_snapshot!(program.json(), @r#"
    {
      "detail": "入力内容に誤りがあります。各項目のエラーをご確認ください。",
      "errors": [
        {
          "detail": "姓を入力してください。",
          "field": "instructors.0.last_name",
          "pointer": "/instructors/0/last_name"
        }
      ],
      "status": 422,
      "title": "エラーの内容を確認してください。",
      "type": "invalid"
    }
    "#);
}

#[tokio::test]
async fn errors_are_japanese_in_both_faces() {
    for (method, path, status, title) in [
        (Method::GET, "/nowhere", 404, "ページが見つかりません"),
        (Method::GET, "/plain-404", 404, "ページが見つかりません"),
        (Method::DELETE, "/page", 405, "この操作はできません"),
        (Method::GET, "/plain-415", 415, "送信内容を読み取れませんでした"),
        (Method::GET, "/broken", 500, "エラーが発生しました"),
        (Method::GET, "/plain-503", 503, "エラーが発生しました"),
    ] {
        let ours = ("sec-fetch-site", "same-origin");
        let browser = send(method.clone(), path, &[("accept", BROWSER), ours], String::new()).await;
        assert_eq!((browser.status.as_u16(), is_html(&browser)), (status, true), "{path}");
        assert!(browser.body.contains(&format!("<h1>{title}</h1>")), "{path}: {}", browser.body);
        assert!(browser.body.contains(REQUEST_ID), "お問い合わせ番号 of {path}");
        let program = send(method, path, &[("accept", "application/json"), ours], String::new()).await;
        assert_eq!((program.status.as_u16(), is_problem(&program)), (status, true), "{path}");
        assert_eq!(program.json()["title"], title, "{path}");
        assert_eq!(program.json()["status"], status, "{path}");
        for answer in [browser, program] {
            assert!(!answer.body.contains("nobody may see") && !answer.body.contains("upstream"), "{path}");
        }
    }
}

#[tokio::test]
async fn a_wrong_method_says_which_are_right() {
    let answer = send(Method::PUT, "/save", &OWN_FORM, String::new()).await;
    assert_eq!((answer.status, answer.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "POST"));
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_to_the_right_login() {
    let browser = get_as("/sign-in-first", BROWSER).await;
    assert_eq!(browser.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.header("location"), "/apply/partner/login?next=%2Fapplications%2F2027-02%2Fpartner");
    let program = get_as("/sign-in-first", "application/json").await;
    assert_eq!((program.status, is_problem(&program)), (StatusCode::UNAUTHORIZED, true));
}

#[tokio::test]
async fn a_long_answer_is_packed_for_whoever_takes_gzip() {
    let coding = async |headers: &[(&str, &str)]| {
        let answer = send_raw("/long", headers).await;
        answer.headers().get("content-encoding").map(|coding| coding.to_str().unwrap().to_owned())
    };
    assert_eq!(coding(&[("accept-encoding", "gzip")]).await.as_deref(), Some("gzip"));
    assert_eq!(coding(&[("accept-encoding", "gzip"), ("sec-fetch-site", "cross-site")]).await, None);
    assert_eq!(coding(&[]).await, None);
}

/// Ways to answer with as many statuses.
const EVERY_STATUS: [(&str, u16); 7] = [
    ("/page", 200),
    ("/told", 200),
    ("/sign-in-first", 303),
    ("/save", 405),
    ("/nowhere", 404),
    ("/broken", 500),
    ("/plain-503", 503),
];

#[tokio::test]
async fn the_headers_are_on_every_answer() {
    for (path, status) in EVERY_STATUS {
        let answer = get_as(path, BROWSER).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        for (name, value) in [
            ("cache-control", "no-store"),
            ("vary", "Accept, Accept-Encoding, Cookie"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
            ("x-request-id", REQUEST_ID),
        ] {
            assert_eq!(answer.header(name), value, "{name} of {path}");
        }
    }
}

#[tokio::test]
async fn scripts_come_from_us_and_forms_go_to_us_or_to_the_upload_origin() {
    let answer = get_as("/page", BROWSER).await;
    let directives: Vec<&str> = answer.header("content-security-policy").split("; ").collect();
    insta::assert_snapshot!(directives.join("\n"), @r"
    default-src 'none'
    script-src 'self'
    style-src 'self'
    img-src 'self'
    connect-src 'self' https://uploads.example
    form-action 'self' https://uploads.example
    base-uri 'none'
    object-src 'none'
    frame-ancestors 'none'
    require-trusted-types-for 'script'
    trusted-types 'none'
    ");
}

#[tokio::test]
async fn the_gateway_says_when_from_where_and_under_which_name() {
    let answer = get_as("/told", "*/*").await;
    assert_eq!(answer.body, format!("1802221200123 192.0.2.7 {REQUEST_ID}"));
}

#[tokio::test]
async fn a_client_cannot_say_so_itself() {
    let claims =
        [("x-forwarded-for", "203.0.113.1"), ("x-request-id", "mine"), ("date", "Thu, 01 Jan 1970 00:00:00 GMT")];
    let answer = send(Method::GET, "/told", &claims, String::new()).await;
    assert_eq!(answer.body, format!("1802221200123 192.0.2.7 {REQUEST_ID}"));
    assert_eq!(answer.header("x-request-id"), REQUEST_ID);
}

#[tokio::test]
async fn a_request_that_came_around_the_gateway_is_a_fault() {
    assert_eq!(send_directly("/told").await.status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn a_body_has_its_limit() {
    let most = 256 * 1024;
    let within = send(Method::POST, "/body", &OWN_FORM, "a".repeat(most)).await;
    assert_eq!((within.status, within.body), (StatusCode::OK, most.to_string()));
    let beyond = send(Method::POST, "/body", &OWN_FORM, "a".repeat(most + 1)).await;
    assert_eq!(beyond.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(beyond.body.contains("<h1>送信内容が大きすぎます</h1>"));
}
