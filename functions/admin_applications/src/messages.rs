//! The sentences of this function that say what is wrong, and those that say what was done.

use domain::OfficeCommand;

/// 期限 is empty.
pub(crate) const DUE_MISSING: &str = "期限を入力してください。";
/// 期限 is no day.
pub(crate) const DUE_INVALID: &str = "期限は実在する日付を西暦で入力してください。例：2027年3月1日";
/// A field to be corrected that the form does not have.
pub(crate) const UNKNOWN_TARGET: &str = "この申請にない項目です。項目名をご確認ください。";
/// A reason without the tick that asks for it.
pub(crate) const NOT_TICKED: &str =
    "理由が入力されています。「修正を依頼する」にチェックを入れるか、理由を消してください。";
/// A reason with characters that a mail cannot show.
pub(crate) const CHARACTERS: &str = "理由に使用できない文字（外字など）があります。別の文字にしてください。";

/// A text is longer than it may be.
pub(crate) fn too_long(label: &str, most: usize, now: usize) -> String {
    format!("{label}は{most}字以内で入力してください（現在{now}字）。")
}

/// The reasons that a certificate is usually sent back for (E55).
pub(crate) const CANNED: [&str; 4] = [
    "公印が確認できません。公印のある書類を、カラーでスキャンし直してください。",
    "指定書式と異なります。指定書式をダウンロードし、公印のある書類を作成し直してください。",
    "氏名が入力内容と一致しません。書類の氏名をご確認のうえ、作成し直してください。",
    "種別の✓が異なります。申請する種別に✓を付けた書類を作成し直してください。",
];

/// The name of what was done, in links and JSON.
pub(crate) const fn action(command: &OfficeCommand) -> &'static str {
    match command {
        OfficeCommand::Receive { .. } => "receive",
        OfficeCommand::Assign { .. } => "assign",
        OfficeCommand::Check(_) => "check",
        OfficeCommand::Note(_) => "note",
        OfficeCommand::Attach(_) => "attach",
        OfficeCommand::RequestCorrection { .. } => "correction",
        OfficeCommand::ExtendCorrection { .. } => "extend",
        OfficeCommand::Judge { .. } => "judge",
        OfficeCommand::Withdraw { .. } => "withdraw",
    }
}

/// What is said after it was done; also of what another function does on the way back to the detail.
pub(crate) fn done(action: &str) -> Option<&'static str> {
    Some(match action {
        "receive" => "受付しました。",
        "assign" => "担当者を変更しました。",
        "check" => "確認項目を保存しました。",
        "note" => "メモを保存しました。",
        "attach" => "基幹施設を登録しました。",
        "correction" => "修正を依頼しました。施設にメールを送信します。",
        "extend" => "修正の期限を変更しました。",
        "judge" => "判定しました。施設にメールを送信します。",
        "withdraw" => "取下げとしました。",
        _ => return None,
    })
}
