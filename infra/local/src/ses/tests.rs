//! SES through the real SDK.

use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageTag};

use super::*;
use crate::standins::{Data, Standins};
use crate::testing::{NOW, ses, start, start_in};

fn content(data: &str) -> Content {
    Content::builder().data(data).charset("UTF-8").build().expect("content")
}

async fn send(standins: &Standins, to: &str) -> Result<String, SendEmailError> {
    let message = Message::builder()
        .subject(content("パスワードの設定をお願いいたします"))
        .body(Body::builder().text(content("本文\n2行目")).build());
    let tag = MessageTag::builder().name("notice").value("N-1").build().expect("a tag");
    let sent = ses(standins)
        .send_email()
        .from_email_address("=?UTF-8?B?5a2m5Lya?= <portal@example.jp>")
        .destination(Destination::builder().to_addresses(to).build())
        .reply_to_addresses("office@example.jp")
        .content(EmailContent::builder().simple(message.build()).build())
        .email_tags(tag)
        .configuration_set_name("portal")
        .send()
        .await;
    sent.map(|sent| sent.message_id.expect("an id")).map_err(aws_sdk_sesv2::error::SdkError::into_service_error)
}

#[tokio::test]
async fn a_mail_is_kept_as_it_was_sent() {
    let (standins, _uploads) = start(&Data::Memory).await;
    let id = send(&standins, "applicant@example.jp").await.expect("accepted");
    let expected = Mail {
        id,
        to: "applicant@example.jp".to_owned(),
        from: "=?UTF-8?B?5a2m5Lya?= <portal@example.jp>".to_owned(),
        reply_to: vec!["office@example.jp".to_owned()],
        subject: "パスワードの設定をお願いいたします".to_owned(),
        text: "本文\n2行目".to_owned(),
        tags: BTreeMap::from([("notice".to_owned(), "N-1".to_owned())]),
        configuration_set: Some("portal".to_owned()),
        sent_at: NOW.parse().expect("an instant"),
        bounced: false,
    };
    assert_eq!(standins.mailbox.all(), [expected]);
}

#[tokio::test]
async fn special_recipients_misbehave() {
    let (standins, _uploads) = start(&Data::Memory).await;
    let throttled = send(&standins, "throttle@example.jp").await.expect_err("throttled");
    assert!(matches!(throttled, SendEmailError::TooManyRequestsException(_)), "{throttled:?}");
    let rejected = send(&standins, "reject+7@example.jp").await.expect_err("rejected");
    assert!(matches!(rejected, SendEmailError::MessageRejected(_)), "{rejected:?}");
    let failed = send(&standins, "fail500@example.jp").await.expect_err("failed");
    assert_eq!(failed.meta().code(), Some("InternalServerErrorException"));
    assert!(standins.mailbox.all().is_empty());

    send(&standins, "bounce@example.jp").await.expect("accepted");
    send(&standins, "bouncer@example.jp").await.expect("accepted");
    let bounced: Vec<bool> = standins.mailbox.all().iter().map(|mail| mail.bounced).collect();
    assert_eq!(bounced, [false, true]);
}

#[tokio::test]
async fn mails_survive_a_restart_and_ids_are_never_used_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let (standins, _uploads) = start_in(folder.path()).await;
    let first = send(&standins, "a@example.jp").await.expect("accepted");
    let second = send(&standins, "b@example.jp").await.expect("accepted");
    let before = standins.mailbox.all();
    drop(standins);

    let (standins, _uploads) = start_in(folder.path()).await;
    assert_eq!(standins.mailbox.all(), before);
    let third = send(&standins, "c@example.jp").await.expect("accepted");
    let ids: Vec<String> = standins.mailbox.all().into_iter().map(|mail| mail.id).collect();
    assert_eq!(ids, [third, second, first], "newest first");

    standins.mailbox.clear().expect("cleared");
    assert!(standins.mailbox.all().is_empty());
    drop(standins);
    let (standins, _uploads) = start_in(folder.path()).await;
    assert!(standins.mailbox.all().is_empty());
}

#[tokio::test]
async fn a_request_that_is_not_signed_or_not_complete_is_refused() {
    let (standins, _uploads) = start(&Data::Memory).await;
    let now: Now = Arc::new(|| NOW.parse().expect("an instant"));
    let state = Arc::new(Ses { mailbox: standins.mailbox.clone(), now });
    let unsigned = send_email(State(Arc::clone(&state)), HeaderMap::new(), Bytes::new()).await;
    assert_eq!(unsigned.status(), StatusCode::FORBIDDEN);
    let signed =
        HeaderMap::from_iter([(AUTHORIZATION, "AWS4-HMAC-SHA256 Credential=local/x".parse().expect("a value"))]);
    let incomplete = send_email(State(state), signed, Bytes::from_static(b"{}")).await;
    assert_eq!(incomplete.status(), StatusCode::BAD_REQUEST);
}
