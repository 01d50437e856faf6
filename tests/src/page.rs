//! A page as somebody without JavaScript meets it: headings, links, labelled controls. Read once, then plain data.

use std::collections::BTreeSet;

use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// What a page shows.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The texts of all `h1`.
    pub headings: Vec<String>,
    /// The words of the page, a line for each block.
    pub text: String,
    /// All links.
    pub links: Vec<Link>,
    /// The links of the error summary.
    pub errors: Vec<Link>,
    /// All forms.
    pub forms: Vec<Form>,
    /// All controls, in the order of the page.
    pub controls: Vec<Control>,
    /// Every id.
    pub ids: BTreeSet<String>,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its words.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

/// A form.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// `get` or `post`.
    pub method: String,
    /// True for `multipart/form-data`.
    pub multipart: bool,
}

/// What kind of control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Takes a text.
    Text,
    /// Invisible.
    Hidden,
    /// A box.
    Checkbox,
    /// One of several.
    Radio,
    /// A list of (value, words).
    Select(Vec<(String, String)>),
    /// A file.
    File,
    /// Sends the form.
    Submit,
    /// Does nothing without JavaScript.
    Button,
}

/// A control.
#[derive(Clone, Debug)]
pub struct Control {
    /// Index of its form.
    pub form: Option<usize>,
    /// Its id.
    pub id: String,
    /// The name that is posted.
    pub name: String,
    /// What kind.
    pub kind: Kind,
    /// What is posted.
    pub value: String,
    /// Ticked.
    pub checked: bool,
    /// Cannot be used.
    pub disabled: bool,
    /// Its label, or the words on a button.
    pub label: String,
    /// The legends around it, the outermost first.
    pub groups: Vec<String>,
    /// A chosen file: name and bytes.
    pub file: Option<(String, Vec<u8>)>,
}

impl Page {
    /// Reads a page.
    pub fn read(html: &str) -> Self {
        let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(html);
        let mut reader = Reader::default();
        reader.visit(&dom.document);
        let Reader { mut page, labels, .. } = reader;
        for control in &mut page.controls {
            if let Some((_, text)) = labels.iter().find(|(id, _)| !id.is_empty() && *id == control.id) {
                control.label.clone_from(text);
            }
        }
        page
    }
}

#[derive(Default)]
struct Reader {
    page: Page,
    labels: Vec<(String, String)>,
    /// The labels that stand around what is read.
    around: Vec<String>,
    groups: Vec<String>,
    in_form: bool,
    in_summary: bool,
}

const BLOCKS: [&str; 18] = [
    "p", "li", "h1", "h2", "h3", "div", "dt", "dd", "tr", "td", "th", "section", "legend", "label", "button", "br",
    "a", "option",
];

impl Reader {
    fn visit(&mut self, node: &Handle) {
        match &node.data {
            NodeData::Text { contents } => self.page.text.push_str(&collapse(&contents.borrow())),
            NodeData::Element { name, .. } => self.element(node, &name.local),
            _ => self.children(node),
        }
    }

    fn children(&mut self, node: &Handle) {
        for child in node.children.borrow().iter() {
            self.visit(child);
        }
    }

    fn element(&mut self, node: &Handle, tag: &str) {
        if matches!(tag, "script" | "style" | "head" | "template") {
            return;
        }
        self.page.ids.extend(attribute(node, "id"));
        self.note(node, tag);
        if tag == "fieldset" {
            self.groups.push(legend(node));
        }
        let summary = self.in_summary;
        self.in_summary |= attribute(node, "class").is_some_and(|class| class.contains("nt-error-summary"));
        if attribute(node, "hidden").is_none() {
            self.children(node);
        }
        self.in_summary = summary;
        if tag == "fieldset" {
            self.groups.pop();
        }
        if tag == "label" {
            self.around.pop();
        }
        if tag == "form" {
            self.in_form = false;
        }
        if BLOCKS.contains(&tag) {
            self.page.text.push('\n');
        }
    }

    fn note(&mut self, node: &Handle, tag: &str) {
        let get = |name: &str| attribute(node, name).unwrap_or_default();
        match tag {
            "h1" => self.page.headings.push(words(node)),
            "label" => {
                self.labels.push((get("for"), words(node)));
                self.around.push(words(node));
            }
            "a" => {
                let link = Link { text: words(node), href: get("href") };
                if self.in_summary {
                    self.page.errors.push(link.clone());
                }
                self.page.links.push(link);
            }
            "form" => {
                self.in_form = true;
                let multipart = get("enctype") == "multipart/form-data";
                self.page.forms.push(Form { action: get("action"), method: get("method"), multipart });
            }
            "input" | "textarea" | "select" | "button" => self.control(node, tag),
            _ => {}
        }
    }

    fn control(&mut self, node: &Handle, tag: &str) {
        let get = |name: &str| attribute(node, name).unwrap_or_default();
        let kind = match (tag, &*get("type")) {
            ("textarea", _) => Kind::Text,
            ("select", _) => Kind::Select(options(node).into_iter().map(|(value, text, _)| (value, text)).collect()),
            ("button", "button") => Kind::Button,
            ("button", _) => Kind::Submit,
            (_, "hidden") => Kind::Hidden,
            (_, "checkbox") => Kind::Checkbox,
            (_, "radio") => Kind::Radio,
            (_, "file") => Kind::File,
            _ => Kind::Text,
        };
        let value = match tag {
            // a browser takes one line break after the tag away; so does the parser
            "textarea" => raw(node),
            "select" => chosen(node),
            _ => get("value"),
        };
        self.page.controls.push(Control {
            form: self.in_form.then(|| self.page.forms.len() - 1),
            id: get("id"),
            name: get("name"),
            kind,
            value,
            checked: attribute(node, "checked").is_some(),
            disabled: attribute(node, "disabled").is_some(),
            label: if tag == "button" { words(node) } else { self.around.last().cloned().unwrap_or_default() },
            groups: self.groups.clone(),
            file: None,
        });
    }
}

fn attribute(node: &Handle, name: &str) -> Option<String> {
    let NodeData::Element { attrs, .. } = &node.data else { return None };
    attrs.borrow().iter().find(|attribute| &*attribute.name.local == name).map(|attribute| attribute.value.to_string())
}

fn is(node: &Handle, tag: &str) -> bool {
    matches!(&node.data, NodeData::Element { name, .. } if &*name.local == tag)
}

fn legend(fieldset: &Handle) -> String {
    fieldset.children.borrow().iter().find(|child| is(child, "legend")).map(words).unwrap_or_default()
}

/// Value, words, and whether it is selected.
fn options(select: &Handle) -> Vec<(String, String, bool)> {
    let children = select.children.borrow();
    let options = children.iter().filter(|child| is(child, "option"));
    options
        .map(|option| {
            let text = words(option);
            (attribute(option, "value").unwrap_or(text.clone()), text, attribute(option, "selected").is_some())
        })
        .collect()
}

/// What a browser shows as chosen: the selected option, else the first.
fn chosen(select: &Handle) -> String {
    let all = options(select);
    let one = all.iter().find(|(.., selected)| *selected).or(all.first());
    one.map(|(value, ..)| value.clone()).unwrap_or_default()
}

fn raw(node: &Handle) -> String {
    let mut text = String::new();
    for child in node.children.borrow().iter() {
        if let NodeData::Text { contents } = &child.data {
            text.push_str(&contents.borrow());
        }
    }
    text
}

/// The words of an element, without the marks 必須, 任意 and 編集不可 beside a label.
fn words(node: &Handle) -> String {
    fn gather(node: &Handle, into: &mut String) {
        let class = attribute(node, "class").unwrap_or_default();
        if ["nt-required", "nt-optional", "nt-locked"].contains(&&*class) {
            return;
        }
        if let NodeData::Text { contents } = &node.data {
            into.push_str(&contents.borrow());
        }
        for child in node.children.borrow().iter() {
            gather(child, into);
        }
    }
    let mut text = String::new();
    gather(node, &mut text);
    collapse(&text).trim().to_owned()
}

/// ASCII white space as one blank; the full-width blank between two names stays.
fn collapse(text: &str) -> String {
    let mut collapsed = String::new();
    for c in text.chars() {
        let c = if c.is_ascii_whitespace() { ' ' } else { c };
        if !(c == ' ' && collapsed.ends_with(' ')) {
            collapsed.push(c);
        }
    }
    collapsed
}
