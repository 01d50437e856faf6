//! Content that acts or carries something along, in every hiding place that is known.

use lopdf::{Object, dictionary};

use super::check_all;
use super::corpus::{Draft, attachment, replaced, script, with_startxref};
use domain::UploadRefusal as Refusal;

/// Each of the files is refused for what it does.
fn all_refused(files: Vec<(&'static str, Vec<u8>)>) {
    let refused = |(name, bytes)| (name, bytes, Err(Refusal::ActiveContent));
    check_all(files.into_iter().map(refused).collect());
}

#[test]
fn active_content_is_refused_wherever_it_hides() {
    let names = dictionary! { "JavaScript" => dictionary! { "Names" => vec!["a".into(), script().into()] } };
    let mut spare = Draft::of_pages(1);
    spare.document.add_object(script());
    // The writer escapes no letters, so a name of the escaped length is written first.
    let long = Draft::of_pages(1).with_link(dictionary! { "S" => "JavaScriptAA" }).classic();
    let in_streams = Draft::of_pages(1).with_link(script()).modern();
    assert!(!contains(&in_streams, b"JavaScript"), "the script must be out of sight");
    let untyped = replaced(&in_streams, "/ObjStm", "/Nothng");
    let broken = with_startxref(&Draft::of_pages(1).with_link(script()).classic(), "99999999");
    let scripted: Vec<(&'static str, Vec<u8>)> = vec![
        ("on opening", Draft::of_pages(1).in_catalog("OpenAction", script()).classic()),
        ("in the names", Draft::of_pages(1).in_catalog("Names", names).classic()),
        ("in an object stream", in_streams),
        ("in an object stream without its type", untyped),
        ("under an escaped name", replaced(&long, "JavaScriptAA", "JavaScr#69pt")),
        ("in an object nobody refers to", spare.classic()),
        ("in a file with a broken table", broken),
    ];
    all_refused(scripted);
}

#[test]
fn attachments_media_and_actions_are_refused() {
    let with = |key: &str, value: Object| Draft::of_pages(1).in_catalog(key, value).classic();
    let attached = |kind: Option<&str>| {
        let mut draft = Draft::of_pages(1);
        let file = attachment(&mut draft.document, kind);
        draft.in_catalog("AF", vec![file.into()]).classic()
    };
    let web: Object = dictionary! { "S" => "URI", "URI" => Object::string_literal("https://example.jp/") }.into();
    let chained = dictionary! { "S" => "GoTo", "Next" => web.clone() };
    let files = vec![
        ("an attachment", attached(Some("EmbeddedFile"))),
        ("an attachment that does not say so", attached(None)),
        ("a web page on opening", with("OpenAction", web.clone())),
        ("a jump and a web page on opening", with("OpenAction", chained.into())),
        ("printing when a page opens", with("AA", dictionary! { "WP" => dictionary! { "S" => "Named" } }.into())),
        ("an XFA form", with("AcroForm", dictionary! { "XFA" => Object::string_literal("<xdp/>") }.into())),
    ];
    all_refused(files);
}

#[test]
fn every_kind_of_active_annotation_is_refused() {
    let actions = ["Launch", "SubmitForm", "ImportData", "GoToE", "GoToR", "Rendition", "Movie", "Sound"];
    let annotations = ["RichMedia", "3D", "FileAttachment", "Movie", "Sound"];
    let linked = actions.map(|kind| (kind, Draft::of_pages(1).with_link(dictionary! { "S" => kind }).classic()));
    let annotated = annotations.map(|kind| {
        let annotation = dictionary! { "Type" => "Annot", "Subtype" => kind };
        (kind, Draft::of_pages(1).on_page("Annots", vec![annotation.into()]).classic())
    });
    all_refused(linked.into_iter().chain(annotated).collect());
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    crate::position(bytes, needle).is_some()
}
