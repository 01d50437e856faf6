//! A table as a file that Excel opens by a double click (rules 4.8): UTF-8 with a byte order mark, CRLF, every field
//! quoted, and nothing that a spreadsheet would compute.

use csv::{QuoteStyle, Terminator, WriterBuilder};

/// Without it, Excel takes the file for `Shift_JIS`.
const BOM: &[u8] = "\u{FEFF}".as_bytes();

/// The bytes of a table; its first row is the heading.
pub fn csv(rows: impl IntoIterator<Item = Vec<String>>) -> anyhow::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Always)
        .terminator(Terminator::CRLF)
        .flexible(true)
        .from_writer(BOM.to_vec());
    for row in rows {
        writer.write_record(row.into_iter().map(guarded))?;
    }
    Ok(writer.into_inner().map_err(csv::IntoInnerError::into_error)?)
}

/// A text that begins like a formula is marked as a text (CWE-1236); a Japanese Excel also folds full-width signs.
fn guarded(text: String) -> String {
    let formula = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(formula) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::csv;

    fn written(cells: &[&str]) -> String {
        let bytes = csv([cells.iter().map(|cell| (*cell).to_owned()).collect()]).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn every_field_is_quoted_after_a_byte_order_mark() {
        assert_eq!(written(&["0123", "", "髙﨑"]), "\u{FEFF}\"0123\",\"\",\"髙﨑\"\r\n");
        assert_eq!(written(&["a\"b", "c,d", "e\r\nf"]), "\u{FEFF}\"a\"\"b\",\"c,d\",\"e\r\nf\"\r\n");
    }

    #[test]
    fn nothing_in_it_is_computed() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠A1"] {
            assert_eq!(written(&[formula]), format!("\u{FEFF}\"'{formula}\"\r\n"));
        }
        assert_eq!(written(&["R-0042"]), "\u{FEFF}\"R-0042\"\r\n");
    }
}
