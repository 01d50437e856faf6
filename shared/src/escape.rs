//! Text in HTML. Named in each `askama.toml`; it writes what askama's own escaper writes.

use std::fmt;

use askama::filters::Escaper;

/// Escapes what HTML takes for markup, in texts and in quoted attributes. Of a page most texts hold nothing of it, and askama's own
/// looks at each byte by itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Html;

impl Escaper for Html {
    fn write_escaped_str<W: fmt::Write>(&self, mut to: W, text: &str) -> fmt::Result {
        let mut left = text;
        while let Some((plain, rest)) =
            form::position(left.as_bytes(), is_markup).and_then(|at| left.split_at_checked(at))
        {
            to.write_str(plain)?;
            let mut rest = rest.chars();
            to.write_str(rest.next().map_or("", escaped))?;
            left = rest.as_str();
        }
        to.write_str(left)
    }
}

#[expect(clippy::needless_bitwise_bool, reason = "without branches it is asked of many bytes at once")]
const fn is_markup(byte: u8) -> bool {
    (byte == b'"') | (byte == b'&') | (byte == b'\'') | (byte == b'<') | (byte == b'>')
}

const fn escaped(markup: char) -> &'static str {
    match markup {
        '"' => "&#34;",
        '&' => "&#38;",
        '\'' => "&#39;",
        '<' => "&#60;",
        _ => "&#62;",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_writes_what_askama_writes(text in prop_oneof![any::<String>(), "[架a\"'<>&]{0,40}"]) {
            let (mut ours, mut theirs) = (String::new(), String::new());
            Html.write_escaped_str(&mut ours, &text).unwrap();
            askama::filters::Html.write_escaped_str(&mut theirs, &text).unwrap();
            prop_assert_eq!(ours, theirs);
        }
    }
}
