//! What a person types into 2.概要書 after 1.申請書 was registered: the period and the 施設責任者 stand there already. Used by
//! the browser without a window and by the real one.

use crate::browser::Browser;

/// One thing that is typed, chosen or pressed, by the label that a person reads.
#[derive(Clone, Copy, Debug)]
pub enum Typed {
    /// Into a box.
    Text(&'static str, &'static str),
    /// Into boxes for year and month.
    Month(&'static str, [&'static str; 2]),
    /// A box: `legend > label`.
    Tick(&'static str),
    /// One of several buttons.
    Choose(&'static str, &'static str),
    /// In a list.
    Select(&'static str, &'static str),
    /// A button that adds a row.
    Press(&'static str),
}

use Typed::{Choose, Month, Press, Select, Text, Tick};

/// 2.概要書 of a core facility: a designated cancer hospital with a team.
pub const CORE_OVERVIEW: &[Typed] = &[
    Text("許可病床数（総数）", "４００"),
    Tick("診療形態 > がん診療連携拠点病院等（国指定）"),
    Choose("指定区分", "地域がん診療連携拠点病院"),
    Choose("緩和ケアチームの設置", "有"),
    Month("設置年月", ["2015", "４"]),
    Press("チーム構成員を追加する"),
    Select("チーム構成員 > 1行目 > 職種", "身体症状担当医師"),
    Text("チーム構成員 > 1行目 > 人数", "2"),
    Choose("チーム構成員 > 1行目 > 勤務形態", "常勤"),
    Choose("チーム構成員 > 1行目 > 専従・専任・兼任", "専従"),
    Text("年間新規依頼件数", "１，２００"),
    Choose("緩和ケア外来", "無"),
    Text("チームカンファレンス（回/月）", "4"),
    Choose("緩和ケア病棟", "無"),
    Choose("学会の研修カリキュラムに基づく研修が可能か", "はい"),
    Text("受入可能専攻医数（1年あたり）", "2"),
    Tick("研修できる場 > 緩和ケアチーム"),
    Text("研修計画の概要", "緩和ケアチームで1年間の研修を行います。"),
    Tick("基幹施設の役割を理解し了承します"),
];

/// 2.概要書 of a partner that practises palliative care at home; the core facility it names is typed elsewhere.
pub const PARTNER_OVERVIEW: &[Typed] = &[
    Text("許可病床数（総数）", "20"),
    Tick("診療形態 > 緩和ケアを実践している施設"),
    Choose("在宅療養支援の届出", "届出なし"),
    Choose("緩和ケアチームの設置", "無"),
    Choose("緩和ケア病棟", "無"),
    Text("年間訪問診療患者数（緩和ケア）", "60"),
    Text("年間看取り数（在宅）", "20"),
    Choose("24時間対応の訪問看護ステーションとの連携", "有"),
    Press("訪問看護ステーションを追加する"),
    Text("連携訪問看護ステーション > 1件目 > 名称", "架空訪問看護ステーション"),
    Text("連携訪問看護ステーション > 1件目 > 市区町村", "架空区"),
    Choose("緩和ケアに関するカンファレンスの定期開催", "有"),
    Press("カンファレンスを追加する"),
    Text("カンファレンス > 1件目 > 名称", "緩和ケアカンファレンス"),
    Choose("カンファレンス > 1件目 > 頻度の単位", "月"),
    Text("カンファレンス > 1件目 > 回数", "2"),
    Choose("学会の研修カリキュラムに基づく研修が可能か", "はい"),
    Tick("研修できる場 > 在宅緩和ケア"),
];

/// Types all of it in the browser without a window.
pub async fn types(browser: &mut Browser, all: &[Typed]) {
    for typed in all {
        match *typed {
            Text(label, text) => browser.fills(label, text),
            Month(label, [year, month]) => {
                browser.fills(&format!("{label} > 年"), year).fills(&format!("{label} > 月"), month)
            }
            Tick(label) => browser.ticks(label),
            Choose(label, option) | Select(label, option) => browser.chooses(label, option),
            Press(words) => browser.presses(words).await,
        };
    }
}
