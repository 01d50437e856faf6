//! A period as people write it, by its last minute, and as the portal keeps it, by the first instant after it.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::calendar::{JST, start_of_day};
use domain::{Refusal, Window, WindowSetting};
use form::Kind;
use shared::web::typed::{self, day, lines, text_fault};
use shared::web::{FieldError, Posted};

/// The most characters of a reason.
pub(crate) const REASON_LIMIT: u16 = 200;

/// What belongs to the last minute.
const MINUTE: TimeDelta = TimeDelta::minutes(1);

/// The form's texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Typed {
    /// 開始日
    pub(crate) opens: String,
    /// 開始時刻
    pub(crate) opens_time: String,
    /// 終了日
    pub(crate) closes: String,
    /// 終了時刻: the last minute that belongs to it.
    pub(crate) closes_time: String,
    /// 理由
    pub(crate) reason: String,
}

/// What is to be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) window: Window,
    pub(crate) reason: String,
}

impl Typed {
    /// A window as it is; why it becomes another one is still to be said.
    pub(crate) fn of(setting: &WindowSetting) -> Self {
        let (opens, opens_time) = in_japan(setting.window.opens);
        let (closes, closes_time) = in_japan(setting.window.closes - MINUTE);
        Self { opens, opens_time, closes, closes_time, reason: String::new() }
    }

    /// What a browser posted.
    pub(crate) fn posted(posted: &Posted) -> Self {
        let time = |name| Kind::Code.fold(posted.text(name).unwrap_or(""));
        Self {
            opens: day(posted, "opens"),
            opens_time: time("opens_time"),
            closes: day(posted, "closes"),
            closes_time: time("closes_time"),
            reason: reason(posted),
        }
    }

    fn wanted(&self) -> Result<Wanted, Vec<FieldError>> {
        let (opens, closes) = (self.opens.parse::<NaiveDate>().ok(), self.closes.parse::<NaiveDate>().ok());
        let (opens_time, closes_time) = (time(&self.opens_time), time(&self.closes_time));
        let fault = |name, stands: bool, sentence| stands.then(|| FieldError::new(name, sentence));
        let faults = [
            fault("opens", opens.is_none(), "開始日を、正しい日付で入力してください。"),
            fault("opens_time", opens_time.is_none(), "開始時刻を、「0:00」のように入力してください。"),
            fault("closes", closes.is_none(), "終了日を、正しい日付で入力してください。"),
            fault("closes_time", closes_time.is_none(), "終了時刻を、「23:59」のように入力してください。"),
            reason_fault(&self.reason),
        ];
        let faults: Vec<FieldError> = faults.into_iter().flatten().collect();
        match (opens.zip(opens_time), closes.zip(closes_time)) {
            (Some(opens), Some(closes)) if faults.is_empty() => {
                let window = Window { opens: instant(opens), closes: instant(closes) + MINUTE };
                Ok(Wanted { window, reason: self.reason.clone() })
            }
            _ => Err(faults),
        }
    }
}

/// What is to be set, or everything that is wrong with it. A program posts both instants, `closes` being the first that no
/// longer belongs to the window.
pub(crate) fn wanted(posted: &Posted) -> Result<Wanted, Vec<FieldError>> {
    if let Posted::Pairs(_) = posted {
        return Typed::posted(posted).wanted();
    }
    let reason = reason(posted);
    let (opens, closes) = (whole_minute(posted, "opens"), whole_minute(posted, "closes"));
    let fault = |name, stands: bool| {
        stands
            .then(|| FieldError::new(name, "日時を、分の単位で「2027-02-01T00:00:00+09:00」のように指定してください。"))
    };
    let faults = [fault("opens", opens.is_none()), fault("closes", closes.is_none()), reason_fault(&reason)];
    let faults: Vec<FieldError> = faults.into_iter().flatten().collect();
    match (opens, closes) {
        (Some(opens), Some(closes)) if faults.is_empty() => Ok(Wanted { window: Window { opens, closes }, reason }),
        _ => Err(faults),
    }
}

/// The field that a refusal belongs to.
pub(crate) fn refused(refusal: Refusal, wanted: Window, now: DateTime<Utc>) -> Option<FieldError> {
    let field = match refusal {
        Refusal::WindowPast if wanted.closes > now => "opens",
        Refusal::WindowInvalid | Refusal::WindowPast => "closes",
        Refusal::ReasonMissing => "reason",
        _ => return None,
    };
    Some(typed::refused(field, refusal))
}

fn instant((day, time): (NaiveDate, NaiveTime)) -> DateTime<Utc> {
    start_of_day(day) + (time - NaiveTime::MIN)
}

/// Day and minute in Japan.
fn in_japan(instant: DateTime<Utc>) -> (String, String) {
    let local = instant.with_timezone(&JST);
    (local.date_naive().to_string(), local.format("%H:%M").to_string())
}

/// `9:05`, and with two digits for the hour.
fn time(typed: &str) -> Option<NaiveTime> {
    let (hour, minute) = typed.split_once(':')?;
    let number = |text: &str, fewest: usize| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && (fewest..=2).contains(&text.len());
        text.parse().ok().filter(|_| digits)
    };
    NaiveTime::from_hms_opt(number(hour, 1)?, number(minute, 2)?, 0)
}

/// Pages show a window to the minute, so that is how exactly it is set.
fn whole_minute(posted: &Posted, name: &str) -> Option<DateTime<Utc>> {
    let instant: DateTime<Utc> = posted.text(name)?.parse().ok()?;
    let whole = instant.timestamp_millis() % 60_000 == 0 && instant.timestamp_subsec_nanos() == 0;
    (whole && (2000..3000).contains(&instant.year())).then_some(instant)
}

fn reason(posted: &Posted) -> String {
    lines(posted, "reason")
}

/// That it is missing is for the rule to say.
fn reason_fault(reason: &str) -> Option<FieldError> {
    text_fault("reason", "理由", reason, REASON_LIMIT)
}

#[cfg(test)]
mod tests {
    use domain::{ApplicationKind, Cycle, WindowId};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn setting(opens: &str, closes: &str) -> WindowSetting {
        let cycle: Cycle = "2027-02".parse().unwrap();
        let id = WindowId { cycle, kind: ApplicationKind::Core };
        WindowSetting { window: Window { opens: at(opens), closes: at(closes) }, ..WindowSetting::unset(id) }
    }

    fn february() -> Typed {
        Typed::of(&setting("2027-02-01T00:00:00+09:00", "2027-03-01T00:00:00+09:00"))
    }

    fn faults(wanted: Result<Wanted, Vec<FieldError>>) -> Vec<String> {
        wanted.unwrap_err().into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn people_read_the_last_minute() {
        let typed = february();
        assert_eq!((typed.opens.as_str(), typed.opens_time.as_str()), ("2027-02-01", "00:00"));
        assert_eq!((typed.closes.as_str(), typed.closes_time.as_str()), ("2027-02-28", "23:59"));
    }

    #[test]
    fn the_last_minute_belongs_to_it() {
        let typed = Typed { closes: "2027-03-07".to_owned(), closes_time: "9:00".to_owned(), ..february() };
        let window = typed.wanted().unwrap().window;
        assert_eq!(window.opens, at("2027-02-01T00:00:00+09:00"));
        assert_eq!(window.closes, at("2027-03-07T09:01:00+09:00"));
    }

    #[test]
    fn what_is_shown_and_not_changed_stays_as_it_is() {
        for (opens, closes) in [
            ("2027-02-01T00:00:00+09:00", "2027-03-01T00:00:00+09:00"),
            ("2027-02-03T09:30:00+09:00", "2027-03-07T17:01:00+09:00"),
            ("2026-12-31T23:59:00+09:00", "2027-01-01T00:00:00+09:00"),
        ] {
            let setting = setting(opens, closes);
            assert_eq!(Typed::of(&setting).wanted().unwrap().window, setting.window, "{opens}");
        }
    }

    #[test]
    fn a_time_is_an_hour_and_a_minute() {
        for (typed, hour, minute) in [("0:00", 0, 0), ("09:05", 9, 5), ("23:59", 23, 59)] {
            assert_eq!(time(typed), NaiveTime::from_hms_opt(hour, minute, 0), "{typed}");
        }
        for typed in ["", "9", "9:5", "24:00", "12:60", "+1:00", "1:+5", "123:00", "9:00:00"] {
            assert_eq!(time(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_browser_posts_a_day_in_three_parts_in_any_width() {
        let pairs = [("opens", "２０２７"), ("opens", "2"), ("opens", "1"), ("opens_time", "９：００")];
        let pairs = pairs.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        let typed = Typed::posted(&Posted::Pairs(pairs));
        assert_eq!((typed.opens.as_str(), typed.opens_time.as_str()), ("2027-02-01", "9:00"));
        assert_eq!(faults(typed.wanted()), ["closes", "closes_time"]);
        let pairs = ["Ｒ９．３．７", "", ""].map(|text| ("closes".to_owned(), text.to_owned())).into();
        assert_eq!(Typed::posted(&Posted::Pairs(pairs)).closes, "2027-03-07");
    }

    #[test]
    fn a_program_posts_instants() {
        let body = |opens: &str, closes: &str| {
            let text = format!(r#"{{"opens":"{opens}","closes":"{closes}","reason":"台風のため"}}"#);
            wanted(&Posted::Json(serde_json::from_str(&text).unwrap()))
        };
        let good = body("2027-02-01T00:00:00+09:00", "2027-03-07T00:00:00+09:00").unwrap();
        assert_eq!(good.window.closes, at("2027-03-06T15:00:00Z"));
        assert_eq!(good.reason, "台風のため");
        assert_eq!(faults(body("2027-02-01", "2027-03-06T23:59:59+09:00")), ["opens", "closes"]);
    }

    #[test]
    fn a_refusal_stands_at_its_field() {
        let window = february().wanted().unwrap().window;
        let field = |refusal, now| refused(refusal, window, at(now)).map(|error| error.field);
        let (open, over) = ("2027-02-10T10:00:00+09:00", "2027-03-01T00:00:00+09:00");
        assert_eq!(field(Refusal::WindowPast, open).as_deref(), Some("opens"));
        assert_eq!(field(Refusal::WindowPast, over).as_deref(), Some("closes"));
        assert_eq!(field(Refusal::WindowInvalid, open).as_deref(), Some("closes"));
        assert_eq!(field(Refusal::ReasonMissing, open).as_deref(), Some("reason"));
        assert_eq!(field(Refusal::NotPermitted, open), None);
    }
}
