//! The columns of the file.

use domain::fold_width;

/// A column: its heading, what its cells are called here, and an example.
pub(super) struct Column {
    pub(super) heading: &'static str,
    /// The key of the application form, or one of the names below.
    pub(super) key: &'static str,
    /// Whether a row must say something.
    pub(super) needed: bool,
    pub(super) example: &'static str,
}

pub(super) const KIND: &str = "kind";
pub(super) const NUMBER: &str = "number";
pub(super) const NAME: &str = "facility_name";
pub(super) const VALID_FROM: &str = "valid_from";
pub(super) const VALID_TO: &str = "valid_to";
pub(super) const EMAIL: &str = "email";
pub(super) const EXTERNAL_ID: &str = "external_id";

/// What is not part of the record on file.
pub(super) const OF_THE_ACCREDITATION: [&str; 6] = [KIND, NUMBER, VALID_FROM, VALID_TO, EMAIL, EXTERNAL_ID];

const fn needed(heading: &'static str, key: &'static str, example: &'static str) -> Column {
    Column { heading, key, needed: true, example }
}

const fn free(heading: &'static str, key: &'static str, example: &'static str) -> Column {
    Column { heading, key, needed: false, example }
}

/// All of them, in the order of the template. 市区町村以下 is one line, as lists have it: it is kept as the last part of
/// the address, where the facility divides it when it next changes it.
pub(super) const COLUMNS: [Column; 21] = [
    needed("認定種別", KIND, "基幹施設"),
    needed("認定番号", NUMBER, "X-0000"),
    needed("診療施設名", NAME, "架空記入例病院"),
    free("診療施設名フリガナ", "facility_name_kana", "カクウキニュウレイビョウイン"),
    needed("都道府県", "prefecture", "東京都"),
    free("郵便番号", "postal_code", "100-0000"),
    free("市区町村以下", "address_street", "架空区見本町1-2-3"),
    free("電話番号", "phone", "03-0000-0000"),
    free("FAX番号", "fax", "03-0000-0001"),
    free("施設長 姓", "director_last_name", "見本"),
    free("施設長 名", "director_first_name", "太郎"),
    needed("施設責任者 姓", "responsible_last_name", "見本"),
    needed("施設責任者 名", "responsible_first_name", "花子"),
    free("会員番号", "responsible_member_no", "000000"),
    free("生年月日", "responsible_birth_date", "1970/1/1"),
    needed("資格", "responsible_qualification", "指導医"),
    free("研修指導者資格", "responsible_trainer_qualified", ""),
    needed("認定開始日", VALID_FROM, "2023/4/1"),
    needed("認定終了日", VALID_TO, "2028/3/31"),
    needed("メールアドレス", EMAIL, "kinyurei@example.jp"),
    free("外部ID", EXTERNAL_ID, ""),
];

impl Column {
    /// Whether a file may do without it. All others must be there, if only with empty cells: a heading that was
    /// mistyped would else be a column that nobody misses.
    pub(super) fn may_be_absent(&self) -> bool {
        self.key == EXTERNAL_ID
    }
}

/// A heading or a name as it is compared: width, case and blanks make no difference.
pub(super) fn plain(text: &str) -> String {
    let folded = text.chars().map(fold_width).filter(|c| !c.is_whitespace() && !domain::is_forbidden(*c));
    folded.flat_map(char::to_lowercase).collect()
}
