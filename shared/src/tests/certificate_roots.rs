//! The roots that are compiled in must outlive the next year: a deployment that was forgotten still reaches AWS.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use data_encoding::BASE64;

use crate::clock::Clock;

/// The tags of the two ways that a certificate writes a time.
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// One value of DER: its tag, its content, and what follows it.
fn value(der: &[u8]) -> (u8, &[u8], &[u8]) {
    let (tag, length) = (der[0], usize::from(der[1]));
    let (start, length) = if length < 0x80 {
        (2, length)
    } else {
        let octets = &der[2..2 + (length & 0x7f)];
        (2 + octets.len(), octets.iter().fold(0, |sum, octet| sum << 8 | usize::from(*octet)))
    };
    (tag, &der[start..start + length], &der[start + length..])
}

/// The contents of a sequence, in order.
fn values(mut der: &[u8]) -> Vec<(u8, &[u8])> {
    let mut found = Vec::new();
    while !der.is_empty() {
        let (tag, content, rest) = value(der);
        found.push((tag, content));
        der = rest;
    }
    found
}

/// notAfter of a certificate: version, serial number, algorithm, issuer, validity (RFC 5280, 4.1).
fn not_after(der: &[u8]) -> DateTime<Utc> {
    let certificate = values(value(der).1);
    let fields = values(certificate[0].1);
    let validity = values(fields[4].1);
    let (tag, content) = validity[1];
    let text = std::str::from_utf8(content).unwrap();
    let text = match tag {
        UTC_TIME => format!("20{text}"),
        GENERALIZED_TIME => text.to_owned(),
        _ => panic!("tag {tag:#x} is no time"),
    };
    NaiveDateTime::parse_from_str(&text, "%Y%m%d%H%M%SZ").unwrap().and_utc()
}

fn roots() -> Vec<(String, DateTime<Utc>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/roots");
    let mut roots: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, not_after(&BASE64.decode(body.as_bytes()).unwrap()))
        })
        .collect();
    roots.sort();
    roots
}

#[test]
fn the_roots_are_these_and_end_then() {
    let lines: Vec<_> = roots().into_iter().map(|(name, end)| format!("{} {name}", end.date_naive())).collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    2038-01-17 amazon-root-ca-1
    2040-05-26 amazon-root-ca-2
    2040-05-26 amazon-root-ca-3
    2040-05-26 amazon-root-ca-4
    2037-12-31 starfield-services-root-certificate-authority-g2
    ");
}

#[test]
fn each_root_is_good_for_another_year() {
    let in_a_year = Clock::System.now() + TimeDelta::days(365);
    let roots = roots();
    assert_eq!(roots.len(), 5);
    for (name, end) in roots {
        assert!(end > in_a_year, "{name} ends {end}: take the new one from Amazon Trust Services");
    }
}

#[test]
fn each_root_is_compiled_in() {
    let source = include_str!("../aws.rs");
    for (name, _) in roots() {
        assert!(source.contains(&format!("assets/roots/{name}.pem")), "{name} is not in ROOTS");
    }
}
