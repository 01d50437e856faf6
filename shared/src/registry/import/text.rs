//! From bytes to lines of cells.

use csv::ReaderBuilder;
use encoding_rs::SHIFT_JIS;

/// UTF-8 if it is that, else CP932, which is what a Japanese Excel calls CSV; `None` for what is neither.
pub(super) fn decoded(bytes: &[u8]) -> Option<String> {
    let text = match str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned(),
    };
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    // no table has one: UTF-16, or no text at all
    (!text.contains('\0')).then(|| text.to_owned())
}

/// A line of the file.
pub(super) struct Line {
    /// As an editor counts: a cell with line breaks takes several.
    pub(super) number: usize,
    pub(super) cells: Vec<String>,
}

impl Line {
    /// Excel leaves rows of commas where somebody deleted.
    pub(super) fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| domain::trim(cell).is_empty())
    }
}

/// The lines, without blank ones.
pub(super) fn lines(text: &str) -> Vec<Line> {
    // one end of line, so that they can be counted
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let (mut number, mut counted) = (1, 0);
    let mut lines = Vec::new();
    // a text is UTF-8 and its lines may have any length: there is nothing to fail
    for record in reader.records().filter_map(Result::ok) {
        let begins = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        let passed = text.as_bytes().get(counted..begins).unwrap_or_default();
        let blank = text.as_bytes().get(begins..).unwrap_or_default().iter().take_while(|byte| **byte == b'\n').count();
        number += passed.split(|byte| *byte == b'\n').count() - 1 + blank;
        counted = begins + blank;
        lines.push(Line { number, cells: record.iter().map(str::to_owned).collect() });
    }
    lines
}
