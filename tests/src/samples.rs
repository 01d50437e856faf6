//! The sample events of `events/`, and what is answered to each on its [`Stage`](crate::stage::Stage).

use crate::template::root;

/// An event of `events/<function>/<case>.json`, and what its answer is: a status (0 where it is no HTTP) and a text
/// that the answer's body or `Location` holds.
#[derive(Clone, Copy, Debug)]
pub struct Sample(pub &'static str, pub &'static str, pub u16, pub &'static str);

/// All of them. Those of one function follow one upon another.
pub const SAMPLES: &[Sample] = &[
    Sample("site", "home", 200, "<h1"),
    Sample("site", "help", 200, "アカウント新規作成"),
    Sample("site", "help-mail", 200, "nintei.example.jp"),
    Sample("site", "privacy", 200, "個人情報"),
    Sample("site", "asset", 200, ".nt-"),
    Sample("site", "robots", 200, "User-agent: *"),
    Sample("site", "security-text", 200, "Contact: mailto:"),
    Sample("site", "change-password", 303, "/password/forgot"),
    Sample("site", "not-found", 404, "ページが見つかりません"),
    Sample("site", "not-found-json", 404, "not_found"),
    Sample("sign_up", "page", 200, "新規登録用のメールアドレスを入力してください。"),
    Sample("sign_up", "form", 303, "/signup?sent=1&entry=core"),
    Sample("sign_up", "json", 200, "\"state\":\"sent\""),
    Sample("issue_password", "forgot", 200, "パスワードの再設定"),
    Sample("issue_password", "forgot-form", 303, "/password/forgot?sent=1"),
    Sample("issue_password", "link-head", 303, "/password/new"),
    Sample("issue_password", "link", 303, "/password/new"),
    Sample("issue_password", "new", 200, "パスワード(確認)"),
    Sample("issue_password", "new-form", 303, "/password/new?done=core"),
    Sample("sign_in", "chooser", 200, "新規申請の方はこちら (基幹施設)"),
    Sample("sign_in", "applicant-login", 200, "新規登録の方はこちら"),
    Sample("sign_in", "applicant-login-form", 303, "/applications/core"),
    Sample("sign_in", "login", 200, "施設マイページ"),
    Sample("sign_in", "login-form", 303, "/applications/2027-02/core"),
    Sample("sign_in", "login-json", 200, "\"csrf_token\":"),
    Sample("sign_in", "logout-form", 303, "/"),
    Sample("save_application", "current", 303, "/applications/2027-02/core"),
    Sample("save_application", "task-list", 200, "未完了"),
    Sample("save_application", "task-list-json", 200, "\"status\":\"incomplete\""),
    Sample("save_application", "task-list-signed-out", 303, "/apply/core/login?next="),
    Sample("save_application", "application-form", 200, "診療施設名"),
    Sample("save_application", "save-draft", 303, "/applications/2027-02/core/application-form?saved=1"),
    Sample("save_application", "register", 422, "エラーの内容を確認してください。"),
    Sample("save_application", "overview", 200, "指導医"),
    Sample("save_application", "carry-over", 303, "?done=carried"),
    Sample("presign_upload", "certificate", 200, "申請書・在籍証明書"),
    Sample("presign_upload", "file", 303, "/nintei-certificates/c/"),
    Sample("presign_upload", "received", 200, "\"state\":\"checking\""),
    Sample("presign_upload", "announce", 200, "\"x-amz-checksum-sha256\":"),
    Sample("inspect_upload", "object-created", 0, r#"{"attached":1,"discarded":0,"failed":0,"refused":0}"#),
    Sample("inspect_upload", "schedule", 0, r#"{"attached":0,"discarded":0,"failed":0,"refused":0}"#),
    Sample("submit_application", "check-page", 200, "架空総合病院"),
    Sample("submit_application", "submit-form", 412, "他の方がこの内容を更新しました。"),
    Sample("submit_application", "submit-json", 200, "申請済みです。"),
    Sample("submit_application", "receipt", 200, "C2027-02-"),
    Sample("submit_application", "receipt-file", 200, "<title>申請の控え C2027-02-"),
    Sample("submit_application", "mails", 200, "基幹施設 新規申請を受け付けました（申請完了）"),
    Sample("submit_application", "mail", 200, "申請は完了しています。"),
    Sample("deliver_mail", "stream", 0, r#"{"failed":0,"retried":0,"sent":1}"#),
    Sample("deliver_mail", "schedule", 0, r#"{"failed":0,"retried":0,"sent":0}"#),
    Sample("my_page", "top", 200, "マイページTOP"),
    Sample("my_page", "kind", 200, "認定返上申請"),
    Sample("my_page", "details", 200, "すぐに反映される変更"),
    Sample("my_page", "change-json", 200, "03-0000-0099"),
    Sample("my_page", "relinquishment", 200, "返上希望日"),
    Sample("my_page", "return-form", 303, "/mypage/accreditations/core/relinquishment?done=asked"),
    Sample("training_group", "group", 200, "架空かわべ病院"),
    Sample("training_group", "link", 200, "承認する"),
    Sample("training_group", "approve-form", 303, "/mypage/training-group?done=approved"),
    Sample("training_group", "approve-json", 200, "\"state\":\"active\""),
    Sample("roster", "list", 200, "架空総合病院"),
    Sample("roster", "list-json", 200, "\"valid_to\":\"2030-03-31\""),
    Sample("roster", "of-a-day", 200, "2026年10月1日現在：1件"),
    Sample("roster", "of-a-day-to-come", 422, "本日以前の日付を入力してください。"),
    Sample("roster", "file", 200, "\"基幹施設\",\"K-0001\""),
    Sample("admin_sign_in", "office", 303, "/admin/applications"),
    Sample("admin_sign_in", "login", 200, "認証コード"),
    Sample("admin_sign_in", "login-form", 422, "エラーの内容を確認してください。"),
    Sample("admin_sign_in", "link", 410, "このURLは使用できません。"),
    Sample("admin_sign_in", "enrol", 410, "このURLは使用できません。"),
    Sample("admin_sign_in", "logout-form", 303, "/admin/login"),
    Sample("admin_applications", "worklist", 200, "C2027-02-7K4QP"),
    Sample("admin_applications", "worklist-json", 200, "\"next_actor\":\"secretariat\""),
    Sample("admin_applications", "worklist-of-a-facility", 303, "/admin/login?next="),
    Sample("admin_applications", "detail", 200, "架空総合病院"),
    Sample("admin_applications", "certificate", 303, "/nintei-certificates/c/"),
    Sample("admin_applications", "receive-form", 303, "?done=receive"),
    Sample("admin_applications", "correction", 200, "修正の期限"),
    Sample("admin_applications", "correction-json", 200, "correction_requested"),
    Sample("admin_decisions", "decision", 200, "認定番号"),
    Sample("admin_decisions", "partnerships", 200, "連携"),
    Sample("admin_decisions", "judge-json", 200, "K-0042"),
    Sample("admin_registry", "facilities", 200, "0件"),
    Sample("admin_registry", "facilities-json", 200, "\"total\":0"),
    Sample("admin_registry", "facilities-file", 200, "診療施設名"),
    Sample("admin_registry", "facility", 200, "ap***@example.jp"),
    Sample("admin_registry", "identity", 200, "照合する"),
    Sample("admin_registry", "check-json", 200, "\"matched\":false"),
    Sample("admin_registry", "imports", 200, "内容を確認する"),
    Sample("admin_registry", "import-template", 200, "認定種別"),
    Sample("admin_registry", "import-check-json", 422, "見出し「認定種別」の列がありません。"),
    Sample("admin_settings", "schedules", 200, "今後14日間の見込み"),
    Sample("admin_settings", "windows", 200, "2027年2月1日 0:00 ~ 2027年2月28日 23:59"),
    Sample("admin_settings", "window", 200, "基幹施設"),
    Sample("admin_settings", "set-json", 200, "2027年3月3日 23:59"),
    Sample("admin_settings", "notices", 200, "登録されているお知らせはありません。"),
    Sample("admin_settings", "notice", 200, "お知らせの登録"),
    Sample("admin_settings", "notice-json", 200, "2027年度 更新申請のご案内"),
    Sample("admin_settings", "documents", 200, "2025年7月26日"),
    Sample("admin_settings", "guidance-json", 200, "https://www.example.jp/core-2027"),
    Sample("invite_staff", "invite", 0, "/admin/link/1-"),
    Sample("invite_staff", "again", 0, "\"role\":\"admin\""),
    Sample("remind", "dry-run", 0, "\"forecast\":{"),
    Sample("remind", "schedule", 0, "\"failed\":0"),
    Sample("notify_partnerships", "dry-run", 0, "partnership_requested to login"),
    Sample("notify_partnerships", "stream", 0, "\"requested\":1"),
    Sample("notify_partnerships", "schedule", 0, "\"requested\":0"),
];

impl Sample {
    /// The event, as it is in the file.
    pub fn text(&self) -> String {
        let path = root().join(format!("events/{}/{}.json", self.0, self.1));
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Fails unless this is the answer that the table names.
    pub fn check(&self, status: u16, said: &str) {
        let Self(function, case, expected, text) = *self;
        assert!(status == expected && said.contains(text), "{function}/{case} answered {status}: {said}");
    }
}
