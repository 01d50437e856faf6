//! Japanese time: the only module that knows the offset of JST (UTC+9, no daylight saving).

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};

/// The offset of Japan Standard Time.
pub const JST: FixedOffset = match FixedOffset::east_opt(9 * 3600) {
    Some(offset) => offset,
    None => unreachable!(),
};

/// The instant at which the day `date` begins in Japan.
pub fn start_of_day(date: NaiveDate) -> DateTime<Utc> {
    JST.from_local_datetime(&date.and_time(NaiveTime::MIN))
        .single()
        .map_or(DateTime::<Utc>::MIN_UTC, |local| local.with_timezone(&Utc))
}

/// The calendar day in Japan at `instant`.
pub fn jst_date(instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&JST).date_naive()
}

/// `2027/4/1`: how the manual writes a date (S12), without zero padding.
pub fn slash_date(date: NaiveDate) -> String {
    format!("{}/{}/{}", date.year(), date.month(), date.day())
}

/// `2027年4月1日` (S135).
pub fn long_date(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// `2027年2月10日 9:05` in Japan (S86).
pub fn long_minute(instant: DateTime<Utc>) -> String {
    let local = instant.with_timezone(&JST);
    format!("{} {}:{:02}", long_date(local.date_naive()), local.hour(), local.minute())
}

/// `2027年2月10日 9:05:30` in Japan.
pub fn long_second(instant: DateTime<Utc>) -> String {
    format!("{}:{:02}", long_minute(instant), instant.with_timezone(&JST).second())
}

/// The time of day: `14:32`, `0:05`.
pub fn clock_time(instant: DateTime<Utc>) -> String {
    let time = instant.with_timezone(&JST);
    format!("{}:{:02}", time.hour(), time.minute())
}

/// A half-open period as the manual shows it: `2027年2月1日 0:00 ~ 2027年2月28日 23:59` (S86).
/// `closes` is the first instant that no longer belongs to it.
pub fn period(opens: DateTime<Utc>, closes: DateTime<Utc>) -> String {
    format!("{} ~ {}", long_minute(opens), long_minute(closes - TimeDelta::minutes(1)))
}

/// The remaining time in words: `残り3日`, `残り5時間12分`, `残り12分`; rounded down.
pub fn remaining(now: DateTime<Utc>, closes: DateTime<Utc>) -> String {
    let left = closes - now;
    match (left.num_days(), left.num_hours(), left.num_minutes()) {
        (days, ..) if days > 0 => format!("残り{days}日"),
        (_, hours, minutes) if hours > 0 => format!("残り{hours}時間{}分", minutes % 60),
        (.., minutes) => format!("残り{}分", minutes.max(0)),
    }
}

/// The last day of a period in plain words, from seven days before on: `あと7日です`, `明日までです`, `本日までです`.
pub fn last_days(now: DateTime<Utc>, closes: DateTime<Utc>) -> Option<String> {
    let last = jst_date(closes - TimeDelta::seconds(1));
    match (last - jst_date(now)).num_days() {
        0 => Some("本日までです".to_owned()),
        1 => Some("明日までです".to_owned()),
        days @ 2..=7 => Some(format!("あと{days}日です")),
        _ => None,
    }
}
