//! Every Japanese error sentence that is not part of a form's definition. Exhaustive: a new refusal does not compile
//! until somebody has written its sentence. Each says what to do next.

use domain::{CorrectionReason, Invalid, Refusal, UploadRefusal, WeakPassword};
use http::StatusCode;

use super::{AppError, Resend};

type Message = (StatusCode, &'static str, &'static str, &'static str);

/// For bad fields; the heading is the manual's (S46).
pub const INVALID: Message = (
    StatusCode::UNPROCESSABLE_ENTITY,
    "invalid",
    "エラーの内容を確認してください。",
    "入力内容に誤りがあります。各項目のエラーをご確認ください。",
);

/// Status, code, title and detail of an error.
#[rustfmt::skip]
pub fn error(error: &AppError) -> Message {
    match error {
        AppError::NotFound => (StatusCode::NOT_FOUND, "not_found", "ページが見つかりません", "アドレスが正しいかご確認いただくか、トップページからお進みください。"),
        AppError::SignInRequired { .. } => (StatusCode::UNAUTHORIZED, "sign_in_required", "ログインが必要です", "ログインしてから、もう一度操作してください。"),
        AppError::Resend(Resend { others: true, .. }) => (StatusCode::UNAUTHORIZED, "other_account", "別のアカウントでログインされています", "この画面は別のアカウントで開かれたものです。入力された内容は、保存されずにこの画面に残っています。"),
        AppError::Resend(Resend { token: Some(_), .. }) => (StatusCode::UNAUTHORIZED, "session_changed", "もう一度送信してください", "画面を開いたあとに、ログインし直されています。入力された内容は、この画面に残っています。"),
        AppError::Resend(_) => (StatusCode::UNAUTHORIZED, "session_ended", "ログインの有効期限が切れました", "入力された内容は、この画面に残っています。ログインしてから、もう一度送信してください。"),
        AppError::Forged => (StatusCode::FORBIDDEN, "forged", "操作を受け付けられませんでした", "画面の有効期限が切れたか、別の画面から送信されました。前の画面に戻って再読み込みし、もう一度操作してください。"),
        AppError::BadRequest => (StatusCode::BAD_REQUEST, "bad_request", "送信内容を読み取れませんでした", "前の画面に戻り、もう一度操作してください。"),
        AppError::Method => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "この操作はできません", "前の画面に戻り、画面のボタンから操作してください。"),
        AppError::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large", "送信内容が大きすぎます", "入力内容を減らして、もう一度送信してください。"),
        AppError::TooMany => (StatusCode::TOO_MANY_REQUESTS, "too_many_requests", "操作の回数が多すぎます", "しばらく時間をおいてから、もう一度お試しください。"),
        AppError::Conflict => (StatusCode::CONFLICT, "conflict", "他の方がこの内容を更新しました", "前の画面に戻って再読み込みし、最新の内容をご確認のうえ、もう一度操作してください。"),
        AppError::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "エラーが発生しました", "ご不便をおかけして申し訳ございません。しばらくしてからもう一度お試しください。続く場合は、お問い合わせ番号を添えて事務局までご連絡ください。"),
        AppError::Refused(refusal) => self::refusal(*refusal),
    }
}

/// Status, code, title and detail of a refusal.
#[rustfmt::skip]
pub fn refusal(refusal: Refusal) -> Message {
    let (status, code, title, detail) = match refusal {
        Refusal::AlreadySubmitted => (409, "already_submitted", "申請済みです。", "申請後の修正はできません。内容は申請画面からご確認いただけます。"),
        Refusal::WindowNotOpen => (403, "window_not_open", "現在は申請期間外です。", "申請期間になりましたら、申請画面が表示されます。"),
        Refusal::WindowClosed => (403, "window_closed", "申請期間が終了したため、申請できません。", "保存済みの入力内容は保管されています。ご不明な点は事務局までお問い合わせください。"),
        Refusal::FormsIncomplete => (422, "forms_incomplete", "「未完了」の書類があります。", "「1.申請書」と「2.概要書」の両方を登録してから、もう一度申請してください。"),
        Refusal::AlreadyAccredited => (409, "already_accredited", "この種別の認定をすでにお持ちのため、新規申請はできません。", "更新のお手続きについては、事務局までお問い合わせください。"),
        Refusal::CertificateMissing => (422, "certificate_missing", "「申請書・在籍証明書」がアップロードされていません。", "公印のある書類のPDFをアップロードしてから、もう一度申請してください。"),
        Refusal::NothingToCarryOver => (409, "nothing_to_carry_over", "引き継げる入力内容がありません。", "申請画面に戻り、新しく入力してください。"),
        Refusal::NotInCorrection => (409, "not_in_correction", "この項目は修正依頼の対象ではありません。", "修正依頼のある項目だけを修正できます。"),
        Refusal::CorrectionOverdue => (403, "correction_overdue", "修正の期限を過ぎています。", "事務局までお問い合わせください。"),
        Refusal::NotSubmitted => (409, "not_submitted", "まだ申請されていません。", "申請画面から申請してください。"),
        Refusal::UploadSuperseded => (409, "upload_superseded", "別のファイルがアップロードされています。", "画面を再読み込みして、最新の状態をご確認ください。"),
        Refusal::NothingToCorrect => (422, "nothing_to_correct", "修正を依頼する項目と理由を入力してください。", "修正を依頼する項目を1つ以上選択し、それぞれに理由を入力してください。"),
        Refusal::DueDayPast => (422, "due_day_past", "修正の期限は、本日以降の日付を入力してください。", "期限を入力し直してください。"),
        Refusal::NoCorrectionOpen => (409, "no_correction_open", "修正依頼中の申請ではありません。", "画面を再読み込みして、最新の状態をご確認ください。"),
        Refusal::CorrectionOpen => (409, "correction_open", "修正依頼中です。", "再申請を待つか、修正の期限を過ぎてから操作してください。"),
        Refusal::NotToBeReceived => (409, "not_to_be_received", "受付できる状態ではありません。", "画面を再読み込みして、最新の状態をご確認ください。"),
        Refusal::NotReceived => (409, "not_received", "まだ受付されていません。", "先に「受付」を行ってください。"),
        Refusal::AlreadyJudged => (409, "already_judged", "すでに判定済みです。", "画面を再読み込みして、最新の状態をご確認ください。"),
        Refusal::AlreadyWithdrawn => (409, "already_withdrawn", "取下げ済みの申請です。", "画面を再読み込みして、最新の状態をご確認ください。"),
        Refusal::NoteEmpty => (422, "note_empty", "メモを入力してください。", "メモの内容を入力してから、もう一度保存してください。"),
        Refusal::ReasonMissing => (422, "reason_missing", "理由を入力してください。", "理由を入力してから、もう一度操作してください。"),
        Refusal::JudgementIncomplete => (422, "judgement_incomplete", "判定に必要な項目が入力されていません。", "合格の場合は認定番号を、不合格・保留の場合は理由を入力してください。"),
        Refusal::PeriodInvalid => (422, "period_invalid", "認定期間が正しくありません。", "認定期間の終わりは、始まりより後の日付を入力してください。"),
        Refusal::CertificateUnchecked => (409, "certificate_unchecked", "「申請書・在籍証明書」のPDFを確認中です。", "確認が終わるまで、しばらくお待ちください。"),
        Refusal::CertificateUnusable => (409, "certificate_unusable", "有効な「申請書・在籍証明書」がありません。", "修正依頼または修正期限の延長により、PDFの再提出を依頼してください。"),
        Refusal::TransitionUnverified => (409, "transition_unverified", "移行措置の資格が確認されていません。", "認定研修施設の認定を確認し、確認項目「移行措置の資格」を「確認済み」にしてください。"),
        Refusal::QualificationUnverified => (409, "qualification_unverified", "認定手続中の資格が確認されていません。", "資格の取得を確認し、確認項目「認定手続中の資格」を「確認済み」にしてください。"),
        Refusal::CoreFacilityUnknown => (409, "core_facility_unknown", "一覧にない基幹施設が登録されています。", "該当する基幹施設を選択してから、判定してください。"),
        Refusal::NumberTaken => (409, "number_taken", "この認定番号はすでに使われています。", "別の認定番号を入力してください。"),
        Refusal::AlreadyEnded => (409, "already_ended", "この認定はすでに終了しています。", "画面を再読み込みして、最新の状態をご確認ください。"),
        Refusal::AlreadyAsked => (409, "already_asked", "この申請はすでに送信されています。", "画面を再読み込みして、最新の状態をご確認ください。"),
        Refusal::NotAskedYet => (409, "not_asked_yet", "連携申請は、認定開始日に届きます。", "認定開始日以降に、もう一度操作してください。"),
        Refusal::AlreadyAnswered => (409, "already_answered", "この連携申請への回答は済んでいます。", "画面を再読み込みして、最新の状態をご確認ください。"),
        Refusal::CoreNotAccredited => (409, "core_not_accredited", "基幹施設の認定期間外のため、承認できません。", "ご不明な点は事務局までお問い合わせください。"),
        Refusal::PartnerNotAccredited => (409, "partner_not_accredited", "連携施設の認定が終了しているため、承認できません。", "ご不明な点は事務局までお問い合わせください。"),
        Refusal::WindowInvalid => (422, "window_invalid", "申請期間が正しくありません。", "終了は開始より後の日時とし、期間は3か月以内にしてください。"),
        Refusal::WindowPast => (422, "window_past", "すでに過ぎた日時は変更できません。", "開始後の申請期間の開始日時は変更できません。終了日時は、現在より後の日時を入力してください。"),
        Refusal::SettingInvalid => (422, "setting_invalid", "入力内容に誤りがあります。", "入力内容を確認して、もう一度保存してください。"),
        Refusal::NoSuchNotice => (409, "no_such_notice", "このお知らせは掲載されていません。", "お知らせの一覧から、最新の状態をご確認ください。"),
        Refusal::TooManyNotices => (409, "too_many_notices", "お知らせの件数が上限に達しています。", "掲載中のお知らせを終了してから、もう一度登録してください。"),
        Refusal::NothingAsked => (409, "nothing_asked", "この申請はすでに処理されたか、取り下げられています。", "画面を再読み込みして、最新の状態をご確認ください。"),
        Refusal::PartnersNotInformed => (422, "partners_not_informed", "連携している施設への連絡を確認してください。", "連携している施設へ連絡のうえ、「連絡済みです」にチェックを入れてください。"),
        Refusal::DayOutOfRange => (422, "day_out_of_range", "日付が正しくありません。", "本日以降で、認定期間の終わりより前の日付を入力してください。"),
        Refusal::AlreadyTold => (409, "already_told", "お知らせはすでに送信されています。", "画面を再読み込みして、最新の状態をご確認ください。"),
        Refusal::NotLinked => (409, "not_linked", "連携中ではないため、この操作はできません。", "画面を再読み込みして、最新の状態をご確認ください。"),
        Refusal::TooManyLinks => (409, "too_many_links", "連携できる基幹施設は5施設までです。", "連携を解除してから、もう一度申請してください。"),
        Refusal::LinksOverlap => (409, "links_overlap", "同じ施設との前の連携の期間と重なります。", "前の連携の最終日の翌日以降の日付を入力してください。"),
        Refusal::PrimaryTaken => (409, "primary_taken", "主たる基幹施設は1施設だけです。", "現在の主たる基幹施設との連携が終了してから、もう一度選択してください。"),
        Refusal::AccreditationOver => (409, "accreditation_over", "認定期間外のため、この操作はできません。", "ご不明な点は事務局までお問い合わせください。"),
        Refusal::ImportChanged => (409, "import_changed", "確認したあとに、登録内容が変わりました。", "もう一度内容を確認してから、取込を行ってください。"),
        Refusal::NothingChanged => (422, "nothing_changed", "変更された項目がありません。", "変更する項目を入力し直してください。"),
        Refusal::AddressInUse | Refusal::LinkUsed | Refusal::LinkExpired | Refusal::LinkInvalid
        | Refusal::AccountClosed | Refusal::IdentityUnchecked | Refusal::AddressUnchanged | Refusal::AddressChangedLately => of_a_login(refusal),
        Refusal::NotPermitted => (403, "not_permitted", "この操作はできません。", "前の画面に戻ってください。"),
    };
    (StatusCode::from_u16(status).unwrap_or(StatusCode::CONFLICT), code, title, detail)
}

/// The same of a login: its address, its links, who asks about it.
#[rustfmt::skip]
const fn of_a_login(refusal: Refusal) -> (u16, &'static str, &'static str, &'static str) {
    match refusal {
        Refusal::AddressInUse => (409, "address_in_use", "入力されたメールアドレスはすでに使われています。", "別のメールアドレスを入力するか、お心当たりがない場合は事務局までお問い合わせください。"),
        Refusal::LinkUsed => (410, "link_used", "このURLはすでに使用されています。", "設定したパスワードでログインしてください。パスワードが不明な場合は「パスワードをお忘れの方はこちら」からお手続きください。"),
        Refusal::LinkExpired => (410, "link_expired", "このURLの有効期限が切れています。", "お手数ですが、もう一度メールの送信からお手続きください。"),
        Refusal::LinkInvalid => (410, "link_invalid", "このURLは使用できません。", "最新のメールに記載されたURLをご利用ください。URLが途中で切れていないかもご確認ください。"),
        Refusal::AccountClosed => (410, "account_closed", "このアカウントは使用できません。", "新規登録からお手続きください。"),
        Refusal::IdentityUnchecked => (409, "identity_unchecked", "本人確認が済んでいないか、30分を過ぎています。", "会員番号または生年月日で本人確認を行ってから、もう一度操作してください。"),
        Refusal::AddressUnchanged => (422, "address_unchanged", "現在のログイン用メールアドレスと同じです。", "別のメールアドレスを入力してください。"),
        _ => (409, "address_changed_lately", "前回の変更から7日間は、メールアドレスを変更できません。", "以前のメールアドレスから取り消せる期間が終わってから、もう一度お手続きください。お急ぎの場合は事務局までご連絡ください。"),
    }
}

/// For a password that cannot be used (S40, E9).
pub const fn weak_password(weak: WeakPassword) -> &'static str {
    match weak {
        WeakPassword::Rule => "パスワードは8文字以上で、英字と数字をそれぞれ1文字以上含めてください。",
        WeakPassword::TooShort => "パスワードは15文字以上で入力してください。",
        WeakPassword::TooLong => "パスワードは128文字以内で入力してください。",
        WeakPassword::Common => "よく使われているパスワードのため使用できません。別のパスワードを入力してください。",
        WeakPassword::Context => {
            "メールアドレスやお名前、推測されやすい言葉を主とするパスワードは使用できません。別のパスワードを入力してください。"
        }
    }
}

/// For an e-mail address.
pub const fn email(invalid: Invalid) -> &'static str {
    match invalid {
        Invalid::Empty => "メールアドレスを入力してください。",
        Invalid::TooLong | Invalid::Characters | Invalid::HoldsAddress | Invalid::NotAnAddress => {
            "メールアドレスの形式が正しくありません。「sample@sample.com」のように入力してください。"
        }
    }
}

/// For 姓 or 名.
pub fn name_part(label: &str, invalid: Invalid) -> String {
    match invalid {
        Invalid::Empty => format!("{label}を入力してください。"),
        Invalid::TooLong => format!("{label}は50文字以内で入力してください。"),
        Invalid::HoldsAddress => {
            format!("{label}にURLやメールアドレスは入力できません。お名前だけを入力してください。")
        }
        Invalid::Characters | Invalid::NotAnAddress => {
            format!("{label}に使用できない文字（外字など）が含まれています。別の文字で入力してください。")
        }
    }
}

/// For a certificate that was refused: the reason, and what to do (E53).
pub const fn upload(reason: UploadRefusal) -> &'static str {
    match reason {
        UploadRefusal::Empty => "ファイルが空（0バイト）です。PDFを作成し直して、もう一度アップロードしてください。",
        UploadRefusal::TooLarge => {
            "ファイルの大きさが20MBを超えています。解像度を下げるなどして、20MB以下のPDFにしてください。"
        }
        UploadRefusal::NotPdf => {
            "PDFファイルではありません。スキャンした書類をPDF形式で保存し、アップロードしてください。"
        }
        UploadRefusal::Encrypted => {
            "パスワードなどで保護されたPDFです。保護を外して保存し直してから、アップロードしてください。"
        }
        UploadRefusal::Unreadable => {
            "ファイルが壊れているため開けません。PDFを作成し直して、もう一度アップロードしてください。"
        }
        UploadRefusal::NoPages => "ページのないPDFです。書類をスキャンし直して、アップロードしてください。",
        UploadRefusal::TooManyPages => {
            "ページ数が20ページを超えています。「申請書・在籍証明書」だけのPDFをアップロードしてください。"
        }
        UploadRefusal::ActiveContent => {
            "スクリプトや添付ファイルなどを含むPDFは受け付けられません。紙の書類をスキャンしたPDFをアップロードしてください。"
        }
        UploadRefusal::TooComplex => {
            "PDFの構造が複雑すぎるため確認できません。紙の書類をスキャンしたPDFをアップロードしてください。"
        }
        UploadRefusal::DigestMismatch => {
            "送信されたファイルが、選択されたファイルと一致しませんでした。もう一度アップロードしてください。"
        }
    }
}

/// Why something is to be corrected.
pub fn correction(reason: &CorrectionReason) -> &str {
    match reason {
        CorrectionReason::Upload(reason) => upload(*reason),
        CorrectionReason::Said(text) => text,
    }
}

/// The login error: the same whether the account exists or not (E3), with the way out (E7).
pub const LOGIN_FAILED: &str = "メールアドレスまたはパスワードが正しくありません。パスワードが不明な場合は「パスワードをお忘れの方はこちら」からお手続きください。";

/// After too many failed logins.
pub const LOGIN_BLOCKED: &str = "ログインの失敗が続いたため、15分間ログインできません。お急ぎの場合は、以前ログインしたことのあるパソコンをご利用ください。";

/// A day that is none.
pub const DAY_UNREADABLE: &str = "日付を、「2027年4月1日」のように年・月・日で入力してください。";

/// The public list tells nothing before its day.
pub const DAY_NOT_YET: &str = "本日以前の日付を入力してください。認定開始日より前の施設は、名簿に掲載されません。";

/// A choice that is not offered.
pub const NOT_OFFERED: &str = "一覧から選択してください。";

/// The two passwords differ.
pub const PASSWORD_MISMATCH: &str =
    "「パスワード」と「パスワード(確認)」が一致していません。同じパスワードを入力してください。";

/// The two addresses differ.
pub const EMAIL_MISMATCH: &str = "「新しいメールアドレス」と「新しいメールアドレス(確認)」が一致していません。同じメールアドレスを入力してください。";

/// The password that stands against a browser left open.
pub const CURRENT_PASSWORD_WRONG: &str = "現在のパスワードが正しくありません。";

/// The staff's login error: the same whether address, password or code is wrong.
pub const STAFF_LOGIN_FAILED: &str = "メールアドレス、パスワードまたは認証コードが正しくありません。認証コードは一度しか使えません。次のコードが表示されてから、もう一度お試しください。";

/// After too many failed logins of the staff.
pub const STAFF_LOGIN_BLOCKED: &str = "ログインの失敗が続いたため、15分間ログインできません。";

/// An authenticator's code is wrong while it is enrolled.
pub const CODE_WRONG: &str = "認証コードが正しくありません。認証アプリに表示されている6桁の数字を入力してください。";
