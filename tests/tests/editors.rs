//! Two people edit one form in every order that chance finds, and answers get lost. No text that was kept is ever replaced
//! by somebody who had not seen it.

use portal_tests::answer::Answer;
use portal_tests::api::Api;
use portal_tests::world::World;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

const FORM: &str = "/applications/2027-02/core/application-form";
/// Fields that both write into.
const FIELDS: [&str; 3] = ["remarks", "address_city", "facility_name"];
/// How many sequences of steps are tried.
const SEQUENCES: u32 = 60;

/// The texts of the fields, without those that are empty.
type Texts = Map<String, Value>;

#[derive(Clone, Debug)]
enum Step {
    /// Opens the form anew.
    Load,
    /// Types into a field.
    Edit(&'static str),
    /// 自動保存, 一時保存, or 登録, which complains and keeps the texts all the same.
    Save(&'static str),
    /// 自動保存, and its answer is lost.
    Lose,
}

/// Somebody with a page of the form.
struct Editor {
    api: Api,
    version: u64,
    texts: Texts,
    /// What was sent, on which version, without an answer: it is sent again before anything else.
    unanswered: Option<(u64, Texts)>,
    /// Every state of the form that this person has had before their eyes.
    seen: Vec<Texts>,
}

fn texts(page: &Value) -> Texts {
    let answers = page["answers"].as_object().unwrap().iter();
    answers
        .filter(|(name, _)| FIELDS.contains(&name.as_str()))
        .map(|(name, text)| (name.clone(), text.clone()))
        .collect()
}

impl Editor {
    async fn loads(&mut self) {
        let page = self.api.gets(FORM).await.is(200).json();
        self.version = page["version"].as_u64().unwrap();
        self.texts = texts(&page);
        self.unanswered = None;
        self.seen.push(self.texts.clone());
    }

    async fn posts(&mut self, action: &str, version: u64, texts: &Texts) -> Answer {
        self.api.posts(FORM, &json!({ "action": action, "version": version, "answers": texts })).await
    }

    async fn loses(&mut self) {
        let (version, texts) = self.unanswered.clone().unwrap_or((self.version, self.texts.clone()));
        self.posts("autosave", version, &texts).await;
        self.unanswered = Some((version, texts));
    }

    /// True when it was acknowledged.
    async fn saves(&mut self, action: &str) -> bool {
        if let Some((version, texts)) = self.unanswered.take() {
            let answer = self.posts("autosave", version, &texts).await;
            if answer.status == 412 {
                return self.meets(&texts, &answer.json());
            }
            self.version = answer.is(200).json()["version"].as_u64().unwrap();
            self.seen.push(texts);
        }
        let texts = self.texts.clone();
        let answer = self.posts(action, self.version, &texts).await;
        if answer.status == 412 {
            return self.meets(&texts, &answer.json());
        }
        let page = answer.is(if action == "register" { 422 } else { 200 }).json();
        // the page that lists what is missing carries the version; the problem that a program gets does not
        self.version = match page["version"].as_u64() {
            Some(version) => version,
            None => self.api.gets(FORM).await.is(200).json()["version"].as_u64().unwrap(),
        };
        self.seen.push(texts);
        true
    }

    /// A conflict: mine beside theirs.
    fn meets(&mut self, mine: &Texts, page: &Value) -> bool {
        let mut theirs = mine.clone();
        for difference in page["conflict"].as_array().unwrap() {
            let field = difference["field"].as_str().unwrap();
            assert_eq!(&difference["mine"], mine.get(field).unwrap_or(&json!("未入力")));
            match &difference["theirs"] {
                Value::String(text) if text == "未入力" => theirs.remove(field),
                text => theirs.insert(field.to_owned(), text.clone()),
            };
        }
        self.version = page["version"].as_u64().unwrap();
        self.seen.push(theirs);
        false
    }
}

fn steps() -> impl Strategy<Value = Vec<(bool, Step)>> {
    let step = prop_oneof![
        2 => Just(Step::Load),
        6 => select(&FIELDS[..]).prop_map(Step::Edit),
        6 => select(&["autosave", "save_draft", "register"][..]).prop_map(Step::Save),
        1 => Just(Step::Lose),
    ];
    proptest::collection::vec((any::<bool>(), step), 4..24)
}

#[tokio::test]
async fn no_order_of_edits_and_saves_loses_a_text_unseen() {
    let world = World::new().await;
    let mut api = world.client("shinsei@example.jp").await;
    let mut runner = TestRunner::deterministic();
    let (mut typed, mut conflicts, mut stored) = (0, 0, Texts::new());
    for _ in 0..SEQUENCES {
        let sequence = steps().new_tree(&mut runner).unwrap().current();
        let editor =
            || Editor { api: api.clone(), version: 0, texts: Texts::new(), unanswered: None, seen: Vec::new() };
        let mut editors = [editor(), editor()];
        for editor in &mut editors {
            editor.loads().await;
        }
        for (who, step) in &sequence {
            let editor = &mut editors[usize::from(*who)];
            let acknowledged = match step {
                Step::Load => {
                    editor.loads().await;
                    false
                }
                Step::Edit(field) => {
                    typed += 1;
                    editor.texts.insert((*field).to_owned(), json!(format!("{typed}番目")));
                    false
                }
                Step::Lose => {
                    editor.loses().await;
                    false
                }
                Step::Save(action) => {
                    let acknowledged = editor.saves(action).await;
                    conflicts += usize::from(!acknowledged);
                    acknowledged
                }
            };
            let now = texts(&api.gets(FORM).await.is(200).json());
            assert!(!acknowledged || now == editor.texts, "what was acknowledged is there: {sequence:?}");
            assert!(now == stored || editor.seen.contains(&stored), "{stored:?} was replaced unseen: {sequence:?}");
            stored = now;
        }
    }
    assert!(typed > 100 && conflicts > 20, "{typed} edits, {conflicts} conflicts");
    world.ends().await;
}
