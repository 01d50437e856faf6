//! Looking for a byte of a few kinds in texts that mostly hold none.

/// How many bytes are looked at together: what one register holds.
const AT_ONCE: usize = 16;

/// Where the first byte is that `is` is true of. It is asked of sixteen at once, which a processor does in a few steps if `is` is
/// without branches (`|`, not `||`).
pub fn position(bytes: &[u8], is: impl Fn(u8) -> bool) -> Option<usize> {
    let is_in =
        |some: &[u8; AT_ONCE]| some.map(|byte| u8::from(is(byte))).into_iter().fold(0, |any, one| any | one) != 0;
    let (whole, _) = bytes.as_chunks::<AT_ONCE>();
    let before = whole.iter().take_while(|some| !is_in(some)).count() * AT_ONCE;
    // the last sixteen overlap with what was looked at already
    if bytes.len() - before < AT_ONCE && bytes.last_chunk().is_some_and(|some| !is_in(some)) {
        return None;
    }
    let found = bytes.get(before..)?.iter().position(|byte| is(*byte))?;
    Some(before + found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_finds_what_looking_at_each_finds(bytes in prop::collection::vec(prop_oneof![9 => Just(b'a'), 1 => any::<u8>()], 0..80)) {
            let is = |byte: u8| byte == b'"' || byte < b' ';
            prop_assert_eq!(position(&bytes, is), bytes.iter().position(|byte| is(*byte)));
        }
    }
}
