//! A browser without JavaScript. It finds controls by their labels, sends forms as a browser does, follows redirects,
//! and holds every page that it meets to what all pages promise.

use std::net::IpAddr;

use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode, header};
use local::gateway::Gateway;

use crate::answer::{Answer, Jar};
use crate::encoding::{Pieces, is_sent, multipart, urlencoded};
use crate::page::{Control, Kind, Page};

/// The portal's own origin in every test.
pub const ORIGIN: &str = "http://localhost:8080";

/// A browser, and the page that it shows.
#[derive(Clone)]
pub struct Browser {
    gateway: Gateway,
    source: IpAddr,
    /// Its cookies for the portal.
    pub jar: Jar,
    /// The page it shows.
    pub page: Page,
    /// The answer that brought the page.
    pub answer: Answer,
    /// Path and query of the page.
    pub address: String,
}

impl Browser {
    /// A fresh browser at a source address.
    pub fn new(gateway: &Gateway, source: IpAddr) -> Self {
        let answer = Answer { status: StatusCode::OK, headers: HeaderMap::new(), body: Vec::new() };
        Self {
            gateway: gateway.clone(),
            source,
            jar: Jar::default(),
            page: Page::default(),
            answer,
            address: String::new(),
        }
    }

    /// The same browser, seen at another address.
    #[must_use]
    pub fn from(self, source: &str) -> Self {
        Self { source: source.parse().expect("an IP address"), ..self }
    }

    /// Types an address, or opens a link of a mail.
    pub async fn opens(&mut self, url: &str) -> &mut Self {
        let request = self.request(Method::GET, url).header("sec-fetch-site", "none");
        self.goes(request.body(Body::empty()).expect("a request")).await
    }

    /// Follows the one link with these words.
    pub async fn follows(&mut self, words: &str) -> &mut Self {
        let mut found: Vec<_> =
            self.page.links.iter().filter(|link| link.text == words).map(|link| &link.href).collect();
        found.dedup();
        let [href] = found.as_slice() else { panic!("{} links say {words} on {}", found.len(), self.describe()) };
        let request = self.request(Method::GET, href).header("sec-fetch-site", "same-origin");
        self.goes(request.body(Body::empty()).expect("a request")).await
    }

    /// Presses the one button with these words.
    pub async fn presses(&mut self, words: &str) -> &mut Self {
        let request = self.pressing(words);
        self.goes(request).await
    }

    /// The request that a button makes: for a test that sends it elsewhere, late or often.
    pub fn pressing(&self, words: &str) -> Request<Body> {
        let button = self.find(words, |control| control.kind == Kind::Submit);
        assert!(!button.disabled, "{words} is disabled on {}", self.describe());
        let index = button.form.expect("a button of a form");
        let form = &self.page.forms[index];
        assert_eq!(form.method, "post", "{words}");
        let controls = self.page.controls.iter().filter(|control| control.form == Some(index));
        let sent: Vec<&Control> = controls.filter(|control| is_sent(control, button)).collect();
        let (kind, body) = if form.multipart { multipart(&sent) } else { urlencoded(&sent) };
        let origin = if form.action.starts_with("http") { "cross-site" } else { "same-origin" };
        let request = self.request(Method::POST, &form.action);
        let request = request.header(header::ORIGIN, ORIGIN).header("sec-fetch-site", origin);
        let request = request.header(header::CONTENT_TYPE, kind).header(header::CONTENT_LENGTH, body.len());
        request.body(Body::new(Pieces(body.into()))).expect("a request")
    }

    /// Types into the one control with this label; `1人目 > 姓` is the one inside a group.
    pub fn fills(&mut self, label: &str, text: &str) -> &mut Self {
        text.clone_into(&mut self.find_mut(label, |control| control.kind == Kind::Text).value);
        self
    }

    /// Chooses an option of a list or of a group of radio buttons.
    pub fn chooses(&mut self, label: &str, option: &str) -> &mut Self {
        let is_list =
            self.page.controls.iter().any(|control| is_at(control, label) && matches!(control.kind, Kind::Select(_)));
        if is_list {
            let list = self.find_mut(label, |control| matches!(control.kind, Kind::Select(_)));
            let Kind::Select(options) = &list.kind else { unreachable!() };
            let found = options.iter().find(|(_, words)| words == option);
            list.value = found.unwrap_or_else(|| panic!("{label} offers no {option}: {options:?}")).0.clone();
            return self;
        }
        let place = format!("{label} > {option}");
        let (name, form) = {
            let one = self.find_mut(&place, |control| control.kind == Kind::Radio);
            (one.name.clone(), one.form)
        };
        for control in &mut self.page.controls {
            if control.kind == Kind::Radio && control.name == name && control.form == form {
                control.checked = is_at(control, &place);
            }
        }
        self
    }

    /// Ticks a box.
    pub fn ticks(&mut self, label: &str) -> &mut Self {
        self.find_mut(label, |control| control.kind == Kind::Checkbox).checked = true;
        self
    }

    /// Takes the tick away.
    pub fn unticks(&mut self, label: &str) -> &mut Self {
        self.find_mut(label, |control| control.kind == Kind::Checkbox).checked = false;
        self
    }

    /// Fills year, month and day.
    pub fn dates(&mut self, label: &str, date: [&str; 3]) -> &mut Self {
        for (unit, text) in ["年", "月", "日"].into_iter().zip(date) {
            self.fills(&format!("{label} > {unit}"), text);
        }
        self
    }

    /// Chooses a file.
    pub fn attaches(&mut self, label: &str, name: &str, bytes: &[u8]) -> &mut Self {
        self.find_mut(label, |control| control.kind == Kind::File).file = Some((name.to_owned(), bytes.to_vec()));
        self
    }

    /// What a control holds.
    pub fn value(&self, label: &str) -> &str {
        &self.find(label, |control| !matches!(control.kind, Kind::Submit | Kind::Button)).value
    }

    /// Whether a button can be pressed; `None` if there is none.
    pub fn offers(&self, words: &str) -> Option<bool> {
        let buttons = self.page.controls.iter().filter(|control| matches!(control.kind, Kind::Submit | Kind::Button));
        let mut found = buttons.filter(|control| control.label == words);
        found.next().map(|control| !control.disabled)
    }

    /// The page's one heading.
    pub fn heading(&self) -> &str {
        &self.page.headings[0]
    }

    /// The lines of the error summary.
    pub fn errors(&self) -> Vec<&str> {
        self.page.errors.iter().map(|link| &*link.text).collect()
    }

    /// The page says this.
    pub fn sees(&mut self, text: &str) -> &mut Self {
        assert!(self.page.text.contains(text), "no {text} on {}", self.describe());
        self
    }

    /// The page does not say this.
    pub fn sees_no(&mut self, text: &str) -> &mut Self {
        assert!(!self.page.text.contains(text), "{text} on {}", self.describe());
        self
    }

    /// The status of the page.
    pub fn status(&self) -> u16 {
        self.answer.status.as_u16()
    }

    /// A request to the portal with this browser's cookies.
    pub fn request(&self, method: Method, url: &str) -> http::request::Builder {
        let (host, path) = match url.split_once("://") {
            Some((_, rest)) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
            None => ("localhost:8080", url),
        };
        let path = path.split('#').next().unwrap_or("/");
        let request = Request::builder().method(method).uri(if path.is_empty() { "/" } else { path });
        let request =
            request.header(header::HOST, host).header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8");
        let cookies = self.jar.line();
        if host == "localhost:8080" && !cookies.is_empty() { request.header(header::COOKIE, cookies) } else { request }
    }

    /// Sends a request and keeps the cookies; no redirect is followed, no page shown.
    pub async fn sends(&mut self, request: Request<Body>) -> Answer {
        let answer = Answer::of(self.gateway.answer(request, self.source).await).await;
        self.jar.keep(&answer.headers);
        answer
    }

    /// Sends a request, follows redirects, shows the page at their end.
    pub async fn goes(&mut self, request: Request<Body>) -> &mut Self {
        self.address = request.uri().to_string();
        let mut answer = self.sends(request).await;
        for _ in 0..5 {
            if answer.status != StatusCode::SEE_OTHER {
                break;
            }
            let location = answer.header("location").to_owned();
            let request = self.request(Method::GET, &location).header("sec-fetch-site", "same-origin");
            let request = request.body(Body::empty()).expect("a request");
            self.address = request.uri().to_string();
            answer = self.sends(request).await;
        }
        self.shows(answer);
        self
    }

    fn shows(&mut self, answer: Answer) {
        self.page = if answer.header("content-type").starts_with("text/html") {
            Page::read(&answer.text())
        } else {
            Page::default()
        };
        self.answer = answer;
        if !self.page.ids.is_empty() {
            self.keeps_its_promises();
        }
    }

    /// What holds for every page of the portal.
    fn keeps_its_promises(&self) {
        let page = &self.page;
        assert_eq!(page.headings.len(), 1, "one h1 on {}", self.describe());
        assert!(!self.answer.header("x-request-id").is_empty(), "a request id on {}", self.describe());
        for error in &page.errors {
            let target = error.href.strip_prefix('#').expect("a link to a control");
            assert!(page.ids.contains(target), "{} leads nowhere on {}", error.href, self.describe());
        }
        for control in &page.controls {
            let silent = matches!(control.kind, Kind::Hidden) || control.name == "action";
            assert!(silent || !control.label.is_empty(), "{} has no label on {}", control.name, self.describe());
        }
    }

    fn describe(&self) -> String {
        if self.page.text.is_empty() {
            return format!("{} ({}): {}", self.address, self.answer.status, self.answer.text());
        }
        let lines = self.page.text.lines().map(str::trim).filter(|line| !line.is_empty());
        format!("{} ({}):\n{}", self.address, self.answer.status, lines.collect::<Vec<_>>().join("\n"))
    }

    fn find(&self, place: &str, kind: impl Fn(&Control) -> bool) -> &Control {
        let found: Vec<_> =
            self.page.controls.iter().filter(|control| is_at(control, place) && kind(control)).collect();
        let [one] = found.as_slice() else { panic!("{} controls are {place} on {}", found.len(), self.describe()) };
        one
    }

    fn find_mut(&mut self, place: &str, kind: impl Fn(&Control) -> bool) -> &mut Control {
        self.find(place, &kind);
        let found = self.page.controls.iter_mut().find(|control| is_at(control, place) && kind(control));
        found.expect("it was found before")
    }
}

/// `1人目 > 資格 > 指導医`: the last is the label, the others are legends around it.
fn is_at(control: &Control, place: &str) -> bool {
    let mut parts: Vec<&str> = place.split(" > ").collect();
    let label = parts.pop().unwrap_or_default();
    control.label == label && parts.iter().all(|group| control.groups.iter().any(|known| known == group))
}
