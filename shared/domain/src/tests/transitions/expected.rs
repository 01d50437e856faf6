//! What is refused, once more, by hand: every cell of every table is compared with it.
//!
//! A rule is a line: which rows, which columns, the code. ` / ` parts alternatives, `*` stands for the rest of a name,
//! `staff` for the secretariat's four roles. The first rule that fits a cell says its code; where none fits, something
//! must follow (`→`). A rule that decides no cell is a mistake, too.

use super::expected_accreditation::ACCREDITATION;
use super::expected_address::ADDRESS;
use super::{Legend, machines};

/// The tables with their rules.
const RULES: [(&str, &str); 17] = [
    ("Who may do what to a facility's data", RIGHTS),
    ("Who may do what to a partnership", RIGHTS),
    ("Who may do what to what is the secretariat's", RIGHTS),
    (
        "Account",
        "
        *      | *                     | staff / background function | denied
        Closed | *                     | *                           | account_closed
        *      | with a used link      | *                           | link_used
        *      | with a link from* / with a link for* | *            | link_invalid
        *      | with a link after*    | *                           | link_expired
        ",
    ),
    ("Login address", ADDRESS),
    ("Application", FACILITY),
    ("Application, the secretariat's work", SECRETARIAT),
    (
        "What is open, and who must act next",
        "
        *                                            | who must act next       | →
        Draft, before the window                     | *                       | window_not_open
        Draft, after the window                      | *                       | window_closed
        Draft*                                       | *                       | →
        Submitted* / UnderReview* / Judged* / Withdrawn | *                    | already_submitted
        CorrectionRequested by the portal* / CorrectionRequested on the certificate | 1.申請書 / 2.概要書 | not_in_correction
        CorrectionRequested on a field*              | 2.概要書 / the certificate | not_in_correction
        CorrectionRequested on a field, overdue      | 1.申請書                | correction_overdue
        ",
    ),
    (
        "Certificate",
        "
        *                                            | receive another*        | upload_superseded
        nothing / refused / attached                 | receive / attach / refuse | upload_superseded
        received / attached, another received        | receive                 | upload_superseded
        ",
    ),
    ("Accreditation", ACCREDITATION),
    ("Accreditation, by day", ""),
    (
        "Partnership",
        "
        *         | its day has come* | stranger / core facility / partner / staff          | not_permitted
        *         | 承認*             | stranger / partner / staff / background function    | not_permitted
        Scheduled | its day has come* | *                                                   | →
        *         | its day has come* | *                                                   | already_asked
        Scheduled | 承認*             | *                                                   | not_asked_yet
        *         | approved* / counts from* | stranger / core facility / partner / viewer / editor / background function | not_permitted
        *         | approved in its place without a note / counts*without a reason | *      | reason_missing
        Scheduled | approved*         | *                                                   | not_asked_yet
        Active* / Declined / Blocked | 承認* / approved* | *                                | already_answered
        Scheduled / Requested / Active / Declined / Blocked | counts* | *                   | not_permitted
        *         | counts*, after its last day      | *                                    | day_out_of_range
        *         | counts*, in a link before        | *                                    | links_overlap
        *         | *, core not accredited           | *                                    | core_not_accredited
        *         | 承認する, partner not accredited | *                                    | partner_not_accredited
        *         | 承認しない without a reason      | *                                    | reason_missing
        ",
    ),
    (
        "Partnership, its end",
        "
        *         | 解除申請* / taken back | stranger / staff / background function         | not_permitted
        *         | 解除 to* / no 解除*    | stranger / core facility / partner / viewer / editor / background function | not_permitted
        *         | the*                   | stranger / core facility / partner / staff     | not_permitted
        Requested / Active, end* / Declined | 解除申請* / 解除 to* | *                      | not_linked
        Active, * asks | 解除申請*         | *                                              | already_asked
        *         | 解除申請 without*      | *                                              | reason_missing
        *         | 解除申請 for yesterday / 解除申請 for after* | *                        | day_out_of_range
        Active, the core facility asks | taken back | partner                               | not_permitted
        Active, the partner asks       | taken back | core facility                         | not_permitted
        Active, * asks | taken back        | *                                              | →
        *         | taken back             | *                                              | nothing_asked
        Active    | 解除 to 2027/9/30      | *                                              | reason_missing
        *         | 解除 to*without*       | *                                              | reason_missing
        *         | 解除 to after*         | *                                              | day_out_of_range
        Requested / Active / Active, end* / Declined | no 解除* | *                         | nothing_asked
        *         | *without a reason      | *                                              | reason_missing
        Declined / Active, ended* | the*   | *                                              | already_ended
        Active, ends* | the partner*       | *                                              | already_ended
        ",
    ),
    (
        "Window",
        "
        *             | *                            | not signed in / facility / viewer / editor / judge / background function | not_permitted
        *             | closes before* / open for more* | *          | window_invalid
        *             | from 1/1 to 1/8              | *             | window_past
        open / closed | from 2/8 to 3/7 / to 2/8     | *             | window_past
        *             | *without a reason            | *             | reason_missing
        ",
    ),
    (
        "Settings and notices",
        "
        *         | *                                   | not signed in / facility / viewer / background function | not_permitted
        *         | guidance* / another form* / the same form | editor / judge                          | not_permitted
        *         | *an address without https / *without a name / *ends before* / *too long             | * | setting_invalid
        *         | guidance as it is                   | *                                                       | nothing_changed
        set       | the same form                       | *                                                       | nothing_changed
        nothing set / full | change notice 1* / end notice 1 | *                                                  | no_such_notice
        a notice that is over | end notice 1            | *                                                       | nothing_changed
        full      | a notice                            | *                                                       | too_many_notices
        ",
    ),
    (
        "Staff",
        "
        *  | invite anew           | not signed in / facility / viewer / editor / judge | not_permitted
        *  | enrol* / with*        | facility / staff / background function             | not_permitted
        *  | with a used link      | *                           | link_used
        *  | with a link from*     | *                           | link_invalid
        *  | with a link after*    | *                           | link_expired
        ",
    ),
    (
        "Delivery of a notice",
        "
        Waiting, not due / Sending, lease runs / Sending, lease over, 1 attempt failed | take it | not_taken
        Sending, 9 attempts failed / Sent / Failed   | take it                 | not_taken
        Waiting* / Sent / Failed                     | SES*                    | not_held
        ",
    ),
];

const RIGHTS: &str = "
    somebody not signed in                           | view / change / review / judge / administer | denied
    the facility itself / the core facility / the partner | review / judge / administer            | denied
    another facility / a facility                    | *                                           | denied
    staff                                            | change / identify                           | denied
    viewer                                           | review                                      | denied
    viewer / editor                                  | judge                                       | denied
    viewer / editor / judge                          | administer                                  | denied
    a background function                            | identify / review / judge / administer      | denied
";

const FACILITY: &str = "
    *                                     | *                        | not signed in / staff | not_permitted
    *                                     | inspected*               | facility              | not_permitted
    *                                     | 登録* / 申請* / announce* | background function   | not_permitted

    *upload announced                     | its bytes arrived        | *                     | →
    *upload announced / *being checked    | inspected*               | *                     | →
    *                                     | its bytes* / inspected*  | background function   | upload_superseded

    Draft, before the window              | *                        | *                     | window_not_open
    Draft, after the window               | *                        | *                     | window_closed
    Submitted* / UnderReview* / Judged* / Withdrawn | *              | *                     | already_submitted

    CorrectionRequested by the portal* / CorrectionRequested on the certificate | 登録* | *    | not_in_correction
    CorrectionRequested on a field*       | 登録 of 2.概要書 / announce* / its bytes* | *      | not_in_correction
    CorrectionRequested on a field, overdue | *                      | *                     | correction_overdue

    *                                     | 申請, the kind*          | *                     | already_accredited
    *                                     | 申請, a form 未完了      | *                     | forms_incomplete
    *nothing uploaded* / *announced       | 申請*                    | *                     | certificate_missing
    CorrectionRequested*                  | 申請, not as before*     | *                     | not_in_correction
    *                                     | its bytes*               | *                     | upload_superseded
";

const SECRETARIAT: &str = "
    *                                     | *                        | not signed in / facility / viewer / background function | not_permitted
    *                                     | 判定*                    | editor                | not_permitted
    Draft                                 | *                        | *                     | not_submitted

    *                                     | note without text        | *                     | note_empty
    *                                     | note                     | *                     | →
    Submitted                             | 受付                     | *                     | →
    *                                     | 受付                     | *                     | not_to_be_received

    CorrectionRequested*                  | 期限延長                 | *                     | →
    CorrectionRequested*                  | 期限延長 to a day*       | *                     | due_day_past
    *                                     | 期限延長*                | *                     | no_correction_open

    Judged Pass / Judged Fail             | *                        | *                     | already_judged
    Withdrawn                             | *                        | *                     | already_withdrawn
    *                                     | 取下げ without*          | *                     | reason_missing
    *                                     | 取下げ / another* / checklist / attach* | *      | →

    Submitted                             | 修正依頼* / 判定*        | *                     | not_received
    CorrectionRequested*                  | 修正依頼*                | *                     | correction_open
    CorrectionRequested on a field / CorrectionRequested on the certificate | 判定* | *       | correction_open
    *                                     | 修正依頼 of nothing      | *                     | nothing_to_correct
    *                                     | 修正依頼 for a day*      | *                     | due_day_past

    *                                     | *without a number / 判定*without a reason | *    | judgement_incomplete
    *                                     | 判定*, ends before*      | *                     | period_invalid
    *being checked                        | 判定 合格*               | *                     | certificate_unchecked
    CorrectionRequested by the portal*    | 判定 合格*               | *                     | certificate_unusable
    *transition claimed                   | 判定 合格                | *                     | transition_unverified
    *qualification pending                | 判定 合格*               | *                     | qualification_unverified
    *core facility unlisted               | 判定 合格*               | *                     | core_facility_unknown
";

/// One line: what it fits, the code, and how many cells it decided.
struct Rule<'a> {
    line: &'a str,
    patterns: Vec<&'a str>,
    code: &'a str,
    decided: usize,
}

fn rules(text: &str) -> Vec<Rule<'_>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let rules = lines.map(|line| {
        let mut patterns: Vec<_> = line.split(" | ").map(str::trim).collect();
        let code = patterns.pop().unwrap_or_default();
        Rule { line, patterns, code, decided: 0 }
    });
    rules.collect()
}

/// Whether a name is one of the alternatives.
fn fits(alternatives: &str, name: &str) -> bool {
    alternatives.split(" / ").any(|pattern| match pattern.trim() {
        "staff" => ["viewer", "editor", "judge", "admin"].contains(&name),
        pattern => is_like(pattern, name),
    })
}

/// Whether a name fits a pattern in which `*` stands for anything.
fn is_like(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(name) = name.strip_prefix(start) else { return false };
    name.char_indices().map(|(at, _)| at).chain([name.len()]).any(|at| is_like(rest, &name[at..]))
}

/// Compares the cells of a table with its rules; what differs, by name.
fn differences(cells: &[(Vec<&str>, &str)], rules: &mut [Rule<'_>], legend: &Legend) -> Vec<String> {
    let mut wrong = Vec::new();
    for (place, cell) in cells {
        let rule = rules.iter_mut().find(|rule| {
            assert_eq!(rule.patterns.len(), place.len(), "a pattern for each of {place:?}: {}", rule.line);
            rule.patterns.iter().zip(place).all(|(pattern, name)| fits(pattern, name))
        });
        let expected = rule.map_or("→", |rule| {
            rule.decided += 1;
            rule.code
        });
        let (actual, explained) = match cell.strip_prefix('`').and_then(|code| code.strip_suffix('`')) {
            Some(code) => (code, legend.0.contains_key(code)),
            None => ("→", cell.starts_with("→ ")),
        };
        if actual != expected || !explained {
            wrong.push(format!("{}: {cell}, not {expected}", place.join(" | ")));
        }
    }
    wrong
}

#[test]
fn every_cell_is_as_expected() {
    let (machines, legend) = machines();
    assert_eq!(machines.iter().map(|machine| machine.title).collect::<Vec<_>>(), RULES.map(|(title, _)| title));
    let mut fitting = std::collections::BTreeMap::new();
    for (machine, (title, text)) in machines.iter().zip(RULES) {
        let cells: Vec<_> = machine.cells().collect();
        assert!(!cells.is_empty(), "{title} asks nothing");
        let mut rules = rules(text);
        let wrong = differences(&cells, &mut rules, &legend);
        assert!(wrong.is_empty(), "{title}:\n{}", wrong.join("\n"));
        for rule in rules {
            *fitting.entry(rule.line.to_owned()).or_insert(0) += rule.decided;
        }
    }
    let idle: Vec<_> = fitting.iter().filter(|(_, decided)| **decided == 0).map(|(line, _)| line).collect();
    assert!(idle.is_empty(), "rules that decide nothing: {idle:#?}");
}

#[test]
fn a_cell_that_is_wrong_is_told_by_name() {
    let mut legend = Legend::default();
    legend.noted("denied", "not permitted");
    let mut rules = rules("a* | viewer / editor | denied");
    let cells = [
        (vec!["a state", "viewer"], "`denied`"),
        (vec!["a state", "editor"], "→ done"),
        (vec!["a state", "judge"], "`denied`"),
        (vec!["b", "viewer"], "`unknown`"),
    ];
    assert_eq!(
        differences(&cells, &mut rules, &legend),
        ["a state | editor: → done, not denied", "a state | judge: `denied`, not →", "b | viewer: `unknown`, not →",]
    );
}
