//! What is typed into the forms, with the widths, kana and hyphens that people use. All of it is made up.

use portal_tests::typed::Typed;

use crate::visitor::Visitor;

pub(crate) const TEXTS: [(&str, &str); 22] = [
    ("診療施設名（正式名称）", "架空みどり病院"),
    ("診療施設名（フリガナ）", "ｶｸｳみどりびょういん"),
    ("郵便番号", "１２３－４５６７"),
    ("市区町村", "架空区"),
    ("町名・丁目・番地・号", "架空町1-2-3"),
    ("電話番号（代表）", "０３（００００）０００１"),
    ("施設長 役職名", "病院長"),
    ("施設長氏名 姓", "髙橋"),
    ("施設長氏名 名", "見本"),
    ("施設長氏名 セイ", "たかはし"),
    ("施設長氏名 メイ", "みほん"),
    ("施設責任者氏名 姓", "架空"),
    ("施設責任者氏名 名", "花子"),
    ("施設責任者氏名 セイ", "カクウ"),
    ("施設責任者氏名 メイ", "ハナコ"),
    ("会員番号", "Ａ１２３４"),
    ("所属診療科・部署", "緩和ケア科"),
    ("担当者氏名 姓", "事務"),
    ("担当者氏名 名", "一郎"),
    ("担当者氏名 セイ", "ジム"),
    ("担当者氏名 メイ", "イチロウ"),
    ("電話番号", "03-0000-0002"),
];

pub(crate) const TICKS: [&str; 6] = [
    "現在の施設認定資格 > なし",
    "施設区分 > 病院",
    "施設責任者 資格 > 指導医",
    "勤務形態 > 常勤",
    "募集要項を確認し、申請条件を満たしています",
    "個人情報の取扱いに同意します",
];

impl Visitor {
    /// Types 1.申請書.
    pub(crate) async fn types_application_form(&self) -> &Self {
        for (label, text) in TEXTS {
            self.types(label, text).await;
        }
        self.selects("都道府県", "東京都").await;
        self.dates("申請日（申請書記載日）", ["２０２７", "2", "1"]).await.dates("生年月日", ["1970", "04", "1"]).await;
        for label in TICKS {
            self.ticks(label).await;
        }
        self
    }

    /// Types 2.概要書.
    pub(crate) async fn types_all(&self, all: &[Typed]) -> &Self {
        for typed in all {
            match *typed {
                Typed::Text(label, text) => self.types(label, text).await,
                Typed::Month(label, [year, month]) => {
                    self.types(&format!("{label} > 年"), year).await.types(&format!("{label} > 月"), month).await
                }
                Typed::Tick(label) => self.ticks(label).await,
                Typed::Choose(label, option) => self.ticks(&format!("{label} > {option}")).await,
                Typed::Select(label, option) => self.selects(label, option).await,
                Typed::Press(words) => self.presses(words).await,
            };
        }
        self
    }
}
