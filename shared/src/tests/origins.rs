//! Which requests may change something: the whole matrix of what a browser and a program say of where they come from.

use http::{Method, StatusCode};

use super::gateway::{OWN_JSON, get_as, send};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const OURS: &str = "https://nintei.example";

/// Sec-Fetch-Site, Origin, Content-Type, and whether such a POST is accepted. Empty: the header is not there.
const MATRIX: [(&str, &str, &str, bool); 27] = [
    ("same-origin", OURS, FORM, true),
    ("same-origin", "", FORM, true),
    ("same-origin", OURS, JSON, true),
    ("same-origin", "https://evil.example", FORM, false),
    ("same-origin", "null", FORM, false),
    ("same-site", OURS, FORM, false),
    ("same-site", "", FORM, false),
    ("same-site", "https://uploads.example", FORM, false),
    ("same-site", OURS, JSON, false),
    ("cross-site", OURS, FORM, false),
    ("cross-site", "https://evil.example", FORM, false),
    ("cross-site", "https://evil.example", JSON, false),
    ("cross-site", "null", FORM, false),
    ("cross-site", "", JSON, false),
    ("none", "", FORM, false),
    ("none", OURS, FORM, false),
    ("", OURS, FORM, true),
    ("", OURS, JSON, true),
    ("", "https://evil.example", FORM, false),
    ("", "https://evil.example", JSON, false),
    ("", "null", FORM, false),
    ("", "http://nintei.example", FORM, false),
    ("", "https://nintei.example.evil.example", FORM, false),
    ("", "", FORM, false),
    ("", "", "", false),
    ("", "", "text/plain", false),
    ("", "", JSON, true),
];

#[tokio::test]
async fn a_post_is_accepted_from_our_own_pages_and_from_programs_only() {
    for (site, origin, content_type, accepted) in MATRIX {
        let said = [("sec-fetch-site", site), ("origin", origin), ("content-type", content_type), ("accept", JSON)];
        let headers: Vec<_> = said.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let answer = send(Method::POST, "/save", &headers, String::new()).await;
        let expected = if accepted { StatusCode::OK } else { StatusCode::FORBIDDEN };
        assert_eq!(answer.status, expected, "site {site:?}, origin {origin:?}, {content_type:?}");
        if !accepted {
            assert_eq!(answer.json()["type"], "forged");
        }
    }
}

#[tokio::test]
async fn every_method_that_changes_something_is_asked() {
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        let answer = send(method.clone(), "/save", &[("sec-fetch-site", "cross-site")], String::new()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method}");
    }
}

#[tokio::test]
async fn anybody_may_read() {
    let from_a_mail = [("sec-fetch-site", "cross-site"), ("accept", "text/html")];
    assert_eq!(send(Method::GET, "/page", &from_a_mail, String::new()).await.status, StatusCode::OK);
    assert_eq!(send(Method::HEAD, "/page", &from_a_mail, String::new()).await.status, StatusCode::OK);
    assert_eq!(get_as("/page", "*/*").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_forged_post_reaches_no_handler() {
    let forged = send(Method::POST, "/save", &[("origin", "https://evil.example")], String::new()).await;
    assert_eq!((forged.status, forged.header("set-cookie")), (StatusCode::FORBIDDEN, ""));
    let ours = send(Method::POST, "/save", &OWN_JSON, "{}".to_owned()).await;
    assert_ne!(ours.header("set-cookie"), "");
}
