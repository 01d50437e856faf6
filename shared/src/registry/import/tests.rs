//! A file of facilities: what is read, in which encodings and widths, and everything that is wrong with it.

use chrono::NaiveDate;
use domain::AccreditationKind::{Core, Partner, Training};
use encoding_rs::SHIFT_JIS;
use proptest::prelude::*;

use super::{Imported, read, template_csv};

fn today() -> NaiveDate {
    "2027-02-10".parse().unwrap()
}

const HEADINGS: [&str; 21] = [
    "認定種別",
    "認定番号",
    "診療施設名",
    "診療施設名フリガナ",
    "都道府県",
    "郵便番号",
    "市区町村以下",
    "電話番号",
    "FAX番号",
    "施設長 姓",
    "施設長 名",
    "施設責任者 姓",
    "施設責任者 名",
    "会員番号",
    "生年月日",
    "資格",
    "研修指導者資格",
    "認定開始日",
    "認定終了日",
    "メールアドレス",
    "外部ID",
];

/// A good row with some cells said otherwise.
fn row(changes: &[(&str, &str)]) -> String {
    let good = [
        "基幹施設",
        "K-0001",
        "架空中央病院",
        "カクウチュウオウビョウイン",
        "東京都",
        "123-4567",
        "架空区見本町1-2-3",
        "03-1234-5678",
        "",
        "架空",
        "一郎",
        "髙﨑",
        "花子",
        "A12345",
        "1975/3/27",
        "指導医",
        "",
        "2023/4/1",
        "2028/3/31",
        "chuo@example.jp",
        "",
    ];
    let said = |heading: &str| changes.iter().find(|(name, _)| *name == heading).map(|(_, text)| *text);
    let cells = HEADINGS.iter().zip(good).map(|(heading, good)| said(heading).unwrap_or(good));
    cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",")
}

fn file(rows: &[String]) -> String {
    let heading = HEADINGS.join(",");
    std::iter::once(heading).chain(rows.iter().cloned()).map(|line| line + "\r\n").collect()
}

fn good(rows: &[String]) -> Imported {
    read(file(rows).as_bytes(), today()).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn sentences(bytes: &[u8]) -> Vec<String> {
    let faults = read(bytes, today()).expect_err("a file with faults");
    faults.iter().map(super::RowFault::sentence).collect()
}

fn bad(rows: &[String]) -> Vec<String> {
    sentences(file(rows).as_bytes())
}

#[test]
fn a_row_is_what_the_register_and_the_file_of_the_society_need() {
    let Imported { rows, left_out } = good(&[row(&[("外部ID", "old-7")])]);
    let [one] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!((one.line, one.kind, one.number.as_str()), (2, Core, "K-0001"));
    assert_eq!((one.email.as_str(), one.external_id.as_deref()), ("chuo@example.jp", Some("old-7")));
    assert!(left_out.is_empty());
    let account: domain::AccountId = "01JKQZ3V5T8M2N4P6R7S9W0XAB".parse().unwrap();
    let accreditation = one.accreditation(account.clone());
    assert_eq!((accreditation.prefecture.as_str(), accreditation.qualified), ("13", true));
    assert_eq!(accreditation.responsible_name, "髙﨑\u{3000}花子");
    assert_eq!(
        [accreditation.valid_from, accreditation.valid_to].map(|day| day.to_string()),
        ["2023-04-01", "2028-03-31"]
    );
    let registration = one.registration(account, domain::Cycle::current("2027-02-10T01:00:00Z".parse().unwrap()));
    assert_eq!(registration.id, accreditation.id());
    assert_eq!(registration.names(), accreditation.names());
    insta::assert_json_snapshot!("record", registration.record);
    assert_eq!((one.responsible().last, one.responsible().first), ("髙﨑".to_owned(), "花子".to_owned()));
}

#[test]
fn the_same_rows_come_from_any_encoding_and_end_of_line() {
    let text = file(&[row(&[]), row(&[("認定番号", "R-0001"), ("認定種別", "連携施設")])]);
    let expected = read(text.as_bytes(), today()).unwrap();
    let (cp932, _, lost) = SHIFT_JIS.encode(&text);
    assert!(!lost, "髙 and 﨑 are in CP932");
    assert_eq!(cp932.get(..4), Some(&[0x94, 0x46, 0x92, 0xE8][..]), "認定");
    assert!(str::from_utf8(&cp932).is_err());
    let files = [
        format!("\u{FEFF}{text}").into_bytes(),
        cp932.into_owned(),
        text.replace("\r\n", "\n").into_bytes(),
        text.replace("\r\n", "\r").into_bytes(),
        text.trim_end().to_owned().into_bytes(),
    ];
    for (number, bytes) in files.iter().enumerate() {
        assert_eq!(read(bytes, today()), Ok(expected.clone()), "file {number}");
    }
}

#[test]
fn what_is_no_table_is_told_so() {
    let utf16: Vec<u8> = file(&[row(&[])]).encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [utf16.as_slice(), &[0xFF, 0xFE, 0x00], b"%PDF-1.7\n\x00"] {
        assert!(sentences(bytes)[0].starts_with("ファイルの文字コードを判別できません。"));
    }
    for text in [String::new(), "\r\n\r\n".to_owned(), file(&[]), file(&[",,,,".to_owned()])] {
        assert_eq!(
            sentences(text.as_bytes()),
            ["取り込む施設がありません。1行目に見出し、2行目から施設を入力してください。"]
        );
    }
}

#[test]
fn widths_and_dates_are_folded_as_in_the_forms() {
    for (heading, typed, key, kept) in [
        ("認定番号", "Ｋ－０００１", "", "K-0001"),
        ("診療施設名フリガナ", "ｶｸｳﾁｭｳｵｳびょういん", "facility_name_kana", "カクウチュウオウビョウイン"),
        ("都道府県", "13", "prefecture", "13"),
        ("都道府県", "１", "prefecture", "01"),
        ("都道府県", "沖縄県", "prefecture", "47"),
        ("郵便番号", "〒１２３４５６７", "postal_code", "123-4567"),
        ("電話番号", "０３（１２３４）５６７８", "phone", "03-1234-5678"),
        ("会員番号", "Ａ１２３４５", "responsible_member_no", "A12345"),
        ("生年月日", "1975年3月27日", "responsible_birth_date", "1975-03-27"),
        ("生年月日", "昭和50年3月27日", "responsible_birth_date", "1975-03-27"),
        ("資格", "認定医", "responsible_qualification", "certified_physician"),
        ("研修指導者資格", "有", "responsible_trainer_qualified", "yes"),
        ("研修指導者資格", "無", "responsible_trainer_qualified", "no"),
        ("メールアドレス", "　Chuo＠example．jp ", "", "Chuo@example.jp"),
        ("認定開始日", "2023-04-01", "", "2023-04-01"),
        ("認定開始日", "２０２３年４月１日", "", "2023-04-01"),
        ("診療施設名", "\u{3000}架空㈱神\u{FA19}病院 ", "facility_name", "架空㈱神\u{FA19}病院"),
    ] {
        let Imported { rows, .. } = good(&[row(&[(heading, typed)])]);
        let found = match (heading, rows[0].record.get(key)) {
            ("認定番号", _) => rows[0].number.clone(),
            ("メールアドレス", _) => rows[0].email.as_str().to_owned(),
            ("認定開始日", _) => rows[0].valid_from.to_string(),
            (_, found) => found.cloned().unwrap_or_default(),
        };
        assert_eq!(found, kept, "{heading} {typed}");
    }
}

#[test]
fn columns_are_found_by_their_headings() {
    let text = file(&[row(&[])]);
    let expected = read(text.as_bytes(), today()).unwrap();
    let backwards = |line: &str| line.split(',').rev().collect::<Vec<_>>().join(",") + "\n";
    let turned: String = text.lines().map(backwards).collect();
    assert_eq!(read(turned.as_bytes(), today()), Ok(expected.clone()), "in any order");
    let typed =
        text.replace("FAX番号", "ｆａｘ番号").replace("FAX番号", "ＦＡＸ番号").replace("施設長 姓", "施設長\u{3000}姓");
    assert_eq!(read(typed.as_bytes(), today()), Ok(expected.clone()), "in any width");
    let without: String = text.lines().map(|line| line.rsplit_once(',').unwrap().0.to_owned() + "\n").collect();
    assert_eq!(read(without.as_bytes(), today()), Ok(expected), "外部ID may be absent");
    let more: Vec<String> = text.lines().zip(["備考", "x"]).map(|(line, cell)| format!("{cell},{line},")).collect();
    assert_eq!(read(more.join("\n").as_bytes(), today()).unwrap().left_out, ["備考"]);
}

#[test]
fn every_heading_that_is_wrong_is_named() {
    let text = file(&[row(&[])]).replacen("資格,研修", "シカク,研修", 1).replacen("都道府県", "郵便番号", 1);
    let expected = [
        "1行目「都道府県」：見出し「都道府県」の列がありません。",
        "1行目「郵便番号」：見出し「郵便番号」の列が2つ以上あります。",
        "1行目「資格」：見出し「資格」の列がありません。",
    ];
    assert_eq!(sentences(text.as_bytes()), expected);
}

#[test]
fn every_cell_that_is_wrong_is_named_with_its_line() {
    let other = [("認定番号", "K-0009"), ("メールアドレス", "other@example.jp"), ("診療施設名", "架空病院")];
    let empty: Vec<(&str, &str)> = HEADINGS.iter().skip(1).map(|heading| (*heading, "")).collect();
    let strange = [
        ("認定種別", "拠点施設"),
        ("認定番号", "K#1"),
        ("診療施設名", "架空\u{E000}病院"),
        ("診療施設名フリガナ", "架空"),
        ("都道府県", "48"),
        ("郵便番号", "123456"),
        ("電話番号", "312345678"),
        ("会員番号", "会員"),
        ("生年月日", "1975/2/30"),
        ("資格", "医師"),
        ("研修指導者資格", "○"),
        ("認定開始日", "44652"),
        ("認定終了日", "2028/3/32"),
        ("メールアドレス", "chuo@"),
    ];
    let faults = bad(&[row(&other), row(&empty), row(&strange), row(&[("認定終了日", "2023/4/1")])]);
    insta::assert_snapshot!("faults_of_cells", faults.join("\n"));
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let broken = row(&[("市区町村以下", "架空区\r\n見本町"), ("認定番号", "")]);
    let text = file(&[row(&[]), "\r\n".to_owned(), broken, ",,,".to_owned(), row(&[("認定種別", "")])]);
    for text in [text.clone(), text.replace("\r\n", "\n")] {
        let faults = sentences(text.as_bytes());
        let mut lines: Vec<&str> = faults.iter().map(|fault| fault.split('行').next().unwrap()).collect();
        lines.dedup();
        assert_eq!(lines, ["5", "8"], "{faults:?}");
    }
}

#[test]
fn a_comma_too_many_is_told() {
    let faults = bad(&[
        row(&[]) + ",",
        row(&[("認定番号", "K-0002"), ("メールアドレス", "x@example.jp"), ("診療施設名", "架空病院")]),
    ]);
    let expected = "2行目：列の数が見出しより多くなっています。「,」を含む値は「\"」で囲んでください。";
    assert_eq!(faults, [expected]);
}

#[test]
fn a_facility_of_several_kinds_has_one_address() {
    let Imported { rows, .. } = good(&[
        row(&[]),
        row(&[("認定種別", "連携施設"), ("認定番号", "R-0001"), ("診療施設名", "架空 中央病院")]),
        row(&[("認定種別", "認定研修施設"), ("メールアドレス", "CHUO@example.jp")]),
        // another facility whose kind counts for itself
        row(&[("認定種別", "連携施設"), ("診療施設名", "架空みなと病院"), ("メールアドレス", "minato@example.jp")]),
        // the period before
        row(&[("認定番号", "K-0000"), ("認定開始日", "2018/4/1"), ("認定終了日", "2023/3/31")]),
    ]);
    let kinds: Vec<_> = rows.iter().map(|row| row.kind).collect();
    assert_eq!(kinds, [Core, Partner, Training, Partner, Core]);
}

#[test]
fn what_does_not_go_together_is_told_at_the_later_row() {
    let faults = bad(&[
        row(&[]),
        row(&[("診療施設名", "架空みなと病院"), ("認定番号", "K-0002"), ("認定種別", "連携施設")]),
        row(&[("認定番号", "ｋ-０００１"), ("診療施設名", "架空やまて病院"), ("メールアドレス", "yamate@example.jp")]),
        row(&[("認定種別", "認定研修施設"), ("メールアドレス", "other@example.jp")]),
        row(&[("認定番号", "K-0005"), ("認定開始日", "2028/3/31"), ("認定終了日", "2033/3/31")]),
        // a fault of its own does not hide that the address is another facility's
        row(&[("認定番号", "K-0006"), ("認定種別", "連携施設"), ("診療施設名", "架空かわべ病院"), ("資格", "")]),
    ]);
    insta::assert_snapshot!("faults_between_rows", faults.join("\n"));
}

#[test]
fn the_template_can_be_read_as_it_is() {
    let bytes = template_csv().unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.starts_with("\u{FEFF}\"認定種別\",\"認定番号\""));
    let Imported { rows, left_out } = read(&bytes, today()).unwrap();
    assert_eq!((rows.len(), left_out.len(), rows[0].record["facility_name"].as_str()), (1, 0, "架空記入例病院"));
}

proptest! {
    #[test]
    fn whatever_the_file_holds_there_is_an_answer(cells in prop::collection::vec(".{0,12}", 0..60), cut in 0_usize..400) {
        let text = file(&[cells.join(","), row(&[]), cells.join("\"")]);
        let bytes = text.as_bytes();
        for bytes in [bytes, bytes.get(..bytes.len().saturating_sub(cut)).unwrap_or_default()] {
            match read(bytes, today()) {
                Ok(imported) => prop_assert!(!imported.rows.is_empty()),
                Err(faults) => prop_assert!(!faults.is_empty()),
            }
        }
    }
}
