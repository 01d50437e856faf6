//! Finds the links in a mail, so that a page can make them clickable.

/// A piece of a mail's text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// Plain text.
    Text(&'t str),
    /// An address of a page.
    Link(&'t str),
}

/// Cuts a text into plain pieces and links.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = next_link(rest) {
        let (before, from_link) = rest.split_at(start);
        let (link, after) = from_link.split_at(link_length(from_link));
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(Piece::Link(link));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

fn next_link(text: &str) -> Option<usize> {
    [text.find("http://"), text.find("https://")].into_iter().flatten().min()
}

/// A link goes on while characters may stand in a URL, but does not take the full stop of its sentence.
fn link_length(text: &str) -> usize {
    let in_url = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`');
    let end = text.find(|c| !in_url(c)).unwrap_or(text.len());
    let link = text.get(..end).unwrap_or(text);
    link.trim_end_matches(['.', ',', ')', ';', ':', '!', '?', '\'']).len()
}

#[cfg(test)]
mod tests {
    use super::Piece::{Link, Text};
    use super::*;

    #[test]
    fn links_are_cut_out_of_japanese_text() {
        let text = "次のURL（http://localhost:8080/a?b=c#d）から。\nhttps://example.jp/x.";
        let found = pieces(text);
        let expected = [
            Text("次のURL（"),
            Link("http://localhost:8080/a?b=c#d"),
            Text("）から。\n"),
            Link("https://example.jp/x"),
            Text("."),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_text_without_links_is_one_piece() {
        assert_eq!(pieces("お知らせ"), [Text("お知らせ")]);
        assert!(pieces("").is_empty());
    }
}
