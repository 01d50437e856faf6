//! What is accepted and what is refused, and that nothing panics.

mod active;
mod corpus;
mod mutations;

use lopdf::{Object, dictionary};

use self::corpus::{Draft, chain_of_lengths, object_streams, replaced, typed, with_startxref};
use super::{Inspected, MAX_BYTES, MAX_UNFOLDED, inspect};
use domain::UploadRefusal as Refusal;

/// The form that the portal hands out.
const FORM: &[u8] = include_bytes!("../../../assets/certificate-form.pdf");

type Verdict = Result<Inspected, Refusal>;

#[expect(clippy::unnecessary_wraps, reason = "a verdict stands in a table of verdicts")]
const fn clean(pages: u32) -> Verdict {
    Ok(Inspected { pages, lenient: false })
}

#[expect(clippy::unnecessary_wraps, reason = "a verdict stands in a table of verdicts")]
const fn flagged(pages: u32) -> Verdict {
    Ok(Inspected { pages, lenient: true })
}

type Case = (&'static str, Vec<u8>, Verdict);

fn check_all(cases: Vec<Case>) {
    let wrong: Vec<String> = cases
        .into_iter()
        .filter_map(|(name, bytes, expected)| {
            let found = inspect(&bytes);
            (found != expected).then(|| format!("{name}: expected {expected:?}, found {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn ordinary_files_are_accepted() {
    let web = dictionary! { "S" => "URI", "URI" => Object::string_literal("https://example.jp/") };
    let mut jump = Draft::of_pages(1);
    let target = vec![jump.page.into(), "Fit".into()];
    jump.in_catalog("OpenAction", dictionary! { "S" => "GoTo", "D" => target.clone() });
    let mut padded = Draft::scan(1).classic();
    padded.extend_from_slice(&[0; 4096]);
    check_all(vec![
        ("one page", Draft::of_pages(1).classic(), clean(1)),
        ("twenty pages", Draft::of_pages(20).classic(), clean(20)),
        ("object streams", Draft::of_pages(20).modern(), clean(20)),
        ("a scan", Draft::scan(2).classic(), clean(2)),
        ("a scan with object streams", Draft::scan(2).modern(), clean(2)),
        ("a scan padded with zeros", padded, clean(1)),
        ("a web link", Draft::of_pages(1).with_link(web).classic(), clean(1)),
        ("opening at a place", Draft::of_pages(1).in_catalog("OpenAction", target).classic(), clean(1)),
        ("opening with a jump", jump.classic(), clean(1)),
    ]);
}

#[test]
fn the_blank_form_of_the_portal_is_accepted() {
    assert_eq!(inspect(FORM), clean(1));
}

#[test]
fn other_files_and_limits_are_refused() {
    let mut large = Draft::scan(1).classic();
    large.resize(MAX_BYTES, 0);
    let mut too_large = large.clone();
    too_large.push(0);
    let mut late = vec![b'\n'; 1024];
    late.extend(Draft::of_pages(1).classic());
    check_all(vec![
        ("nothing", Vec::new(), Err(Refusal::Empty)),
        ("text", "これはPDFではありません".as_bytes().to_vec(), Err(Refusal::NotPdf)),
        ("a picture", [&[0xFF, 0xD8, 0xFF, 0xE0][..], &[0x55; 3000]].concat(), Err(Refusal::NotPdf)),
        ("a header too far in", late, Err(Refusal::NotPdf)),
        ("a header only", b"%PDF-1.7\n".to_vec(), Err(Refusal::Unreadable)),
        ("20 MiB", large, clean(1)),
        ("20 MiB and a byte", too_large, Err(Refusal::TooLarge)),
        ("no pages", Draft::of_pages(0).classic(), Err(Refusal::NoPages)),
        ("21 pages", Draft::of_pages(21).classic(), Err(Refusal::TooManyPages)),
        ("21 pages in object streams", Draft::of_pages(21).modern(), Err(Refusal::TooManyPages)),
        ("encrypted", Draft::scan(1).encrypted("secret"), Err(Refusal::Encrypted)),
        ("encrypted with no password to open", Draft::scan(1).encrypted(""), Err(Refusal::Encrypted)),
    ]);
}

#[test]
fn damage_is_forgiven_only_where_nothing_is_lost() {
    let scan = Draft::scan(3).classic();
    let cut = |percent: usize| scan[..scan.len() * percent / 100].to_vec();
    let mut mailed = b"Content-Type: application/pdf\r\n\r\n".to_vec();
    mailed.extend_from_slice(&scan);
    let mut trailed = scan.clone();
    trailed.extend_from_slice(b"<html><script>alert(1)</script></html>");
    let entry_off_by_far = replaced(&scan, "\n00000", "\n00004");
    check_all(vec![
        ("startxref beyond the end", with_startxref(&scan, "99999999"), flagged(3)),
        ("startxref into the middle", with_startxref(&scan, "17"), flagged(3)),
        ("the table points elsewhere", entry_off_by_far, flagged(3)),
        ("bytes before the header", mailed, flagged(3)),
        ("bytes behind the end", trailed, flagged(3)),
        ("modern, startxref broken", with_startxref(&Draft::scan(3).modern(), "17"), flagged(3)),
        ("cut inside the image", cut(60), Err(Refusal::Unreadable)),
        ("cut early", cut(1), Err(Refusal::Unreadable)),
        ("a page lost", replaced(&Draft::of_pages(1).classic(), "/Kids[3 ", "/Kids[9 "), Err(Refusal::Unreadable)),
    ]);
}

#[test]
fn a_file_that_lost_its_end_is_refused() {
    for mut scan in [Draft::scan(2), Draft::scan(2).with_lengths_apart()] {
        let scan = scan.classic();
        assert_eq!(inspect(&scan), clean(2));
        // From here on nothing is missing but the table, which can be made again.
        let whole = scan.windows(9).rposition(|window| window == b"endstream").unwrap() + 9;
        for at in (0..whole).step_by(97).chain(whole - 400..whole) {
            assert!(inspect(&scan[..at]).is_err(), "cut at {at} of {}", scan.len());
        }
        assert_eq!(inspect(&scan[..whole]), flagged(2));
    }
}

#[test]
fn lengths_that_lead_to_lengths_do_not_exhaust_the_stack() {
    // lopdf alone aborts the process at a few hundred.
    assert_eq!(inspect(&chain_of_lengths(20_000)), clean(1));
}

#[test]
fn excess_is_refused_before_it_unfolds() {
    let bomb = object_streams(6, vec![vec![b' '; MAX_UNFOLDED + 1]]);
    assert!(bomb.len() < 100_000, "it must pass by its size");
    // Each within the limit and well-formed, one long string; together they are not.
    let share = |number: usize| format!("{number} 0 ({})", "a".repeat(MAX_UNFOLDED / 4)).into_bytes();
    let shares = object_streams(6, (901..906).map(share).collect());
    let mut crowd = Draft::of_pages(1);
    for _ in 0..super::MAX_OBJECTS {
        crowd.document.add_object(Object::Null);
    }
    check_all(vec![
        ("a bomb", typed(&bomb), Err(Refusal::TooComplex)),
        ("a bomb without its type", bomb, Err(Refusal::TooComplex)),
        ("a bomb in parts", typed(&shares), Err(Refusal::TooComplex)),
        ("a part of it", typed(&object_streams(6, vec![share(901)])), clean(1)),
        ("an object stream of blanks", typed(&object_streams(6, vec![vec![b' '; 64]])), Err(Refusal::Unreadable)),
        (
            "an object that cannot be read",
            typed(&object_streams(6, vec![b"901 0 <<".to_vec()])),
            Err(Refusal::Unreadable),
        ),
        (
            "an index with a comment",
            typed(&object_streams(
                12,
                vec![
                    b"901 0 %(1)
 7"
                    .to_vec(),
                ],
            )),
            clean(1),
        ),
        ("too many objects", crowd.classic(), Err(Refusal::TooComplex)),
    ]);
}
