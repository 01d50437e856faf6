//! No input makes the inspection panic. More cases than a test run takes: `PROPTEST_CASES=100000 cargo test`.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;

use super::FORM;
use super::corpus::{Draft, script};
use crate::inspect;

/// Valid files of every shape, each the start of many invalid ones.
static SEEDS: LazyLock<[Vec<u8>; 5]> = LazyLock::new(|| {
    [
        Draft::of_pages(2).classic(),
        Draft::of_pages(20).modern(),
        Draft::of_pages(1).with_link(script()).modern(),
        Draft::of_pages(1).encrypted(""),
        FORM.to_vec(),
    ]
});

/// One act of damage; positions are taken modulo the length.
#[derive(Debug, Clone)]
enum Damage {
    Set(usize, u8),
    Insert(usize, Vec<u8>),
    Remove(usize, usize),
    Copy { from: usize, to: usize, len: usize },
}

fn damage() -> impl Strategy<Value = Damage> {
    let word = prop::sample::select(vec![
        "<<",
        ">>",
        "[",
        "]",
        "(",
        "0 0 R",
        "1 0 R",
        "4294967295",
        "-1",
        "/Length",
        "/Type/ObjStm",
        "/First 9 /N 2",
        "/Prev 9",
        "/XRefStm 9",
        "/Encrypt 1 0 R",
        "endobj",
        "stream\n",
        "endstream",
        "1 0 obj",
        "startxref 9 %%EOF",
        "trailer<</Root 1 0 R/Size 9>>",
        "/W[1 8 8]",
        "/Index[0 4294967295]",
        "/Predictor 12",
        "/Columns 99999999",
        "9223372036854775807",
        "#",
        "\0",
    ]);
    prop_oneof![
        4 => (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        4 => (any::<usize>(), word).prop_map(|(at, word)| Damage::Insert(at, word.as_bytes().to_vec())),
        1 => (any::<usize>(), vec(any::<u8>(), 1..8)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        2 => (any::<usize>(), 1..200_usize).prop_map(|(at, len)| Damage::Remove(at, len)),
        2 => (any::<usize>(), any::<usize>(), 1..200_usize)
            .prop_map(|(from, to, len)| Damage::Copy { from, to, len }),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: Damage) {
    let size = bytes.len().max(1);
    match damage {
        Damage::Set(at, byte) => {
            if let Some(old) = bytes.get_mut(at % size) {
                *old = byte;
            }
        }
        Damage::Insert(at, new) => {
            let at = (at % size).min(bytes.len());
            bytes.splice(at..at, new);
        }
        Damage::Remove(at, len) => {
            let at = (at % size).min(bytes.len());
            bytes.drain(at..(at + len).min(bytes.len()));
        }
        Damage::Copy { from, to, len } => {
            let from = (from % size).min(bytes.len());
            let piece = bytes[from..(from + len).min(bytes.len())].to_vec();
            let to = (to % size).min(bytes.len());
            bytes.splice(to..to, piece);
        }
    }
}

proptest! {
    #[test]
    fn damaged_files_never_panic(seed in 0..SEEDS.len(), damages in vec(damage(), 1..12)) {
        let mut bytes = SEEDS[seed].clone();
        for damage in damages {
            apply(&mut bytes, damage);
        }
        let _verdict = inspect(&bytes);
    }

    #[test]
    fn noise_never_panics(noise in vec(any::<u8>(), 0..2000)) {
        let _verdict = inspect(&[b"%PDF-1.7\n".as_slice(), &noise].concat());
    }

    #[test]
    fn noise_without_a_header_is_no_pdf(noise in vec(any::<u8>(), 1..2000)) {
        prop_assume!(!noise.windows(5).any(|window| window == b"%PDF-"));
        prop_assert_eq!(inspect(&noise), Err(domain::UploadRefusal::NotPdf));
    }

    #[test]
    fn a_verdict_is_the_same_twice(seed in 0..SEEDS.len(), damages in vec(damage(), 1..4)) {
        let mut bytes = SEEDS[seed].clone();
        for damage in damages {
            apply(&mut bytes, damage);
        }
        prop_assert_eq!(inspect(&bytes), inspect(&bytes));
    }
}
