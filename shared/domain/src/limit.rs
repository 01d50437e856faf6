//! How often something may be done, counted in fixed windows of time.

use chrono::{DateTime, TimeDelta, Utc};

/// A limit: at most `count` times within `window`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The name in the counter's key.
    pub name: &'static str,
    /// How often.
    pub count: u32,
    /// Within which time.
    pub window: TimeDelta,
}

impl Limit {
    const fn new(name: &'static str, count: u32, window: TimeDelta) -> Self {
        Self { name, count, window }
    }

    /// Sign-up mails to one address.
    pub const SIGN_UP_ADDRESS: Self = Self::new("signup-address", 3, TimeDelta::days(1));
    /// Sign-up mails asked for from one IP address (a hospital is often one).
    pub const SIGN_UP_IP: Self = Self::new("signup-ip", 10, TimeDelta::hours(1));
    /// Reset mails to one address.
    pub const RESET_ADDRESS: Self = Self::new("reset-address", 3, TimeDelta::hours(1));
    /// Reset mails asked for from one IP address.
    pub const RESET_IP: Self = Self::new("reset-ip", 20, TimeDelta::hours(1));
    /// Failed logins to one account from devices that never logged in to it, so that an outsider cannot lock out a hospital (E17).
    pub const LOGIN_UNKNOWN_DEVICE: Self = Self::new("login-unknown", 10, TimeDelta::minutes(15));
    /// Failed logins to one account from one device that has.
    pub const LOGIN_KNOWN_DEVICE: Self = Self::new("login-known", 10, TimeDelta::minutes(15));

    /// Failed logins from one IP address to whatever accounts, so that one password cannot be tried on many.
    pub const LOGIN_IP: Self = Self::new("login-ip", 60, TimeDelta::minutes(15));

    /// Failed logins to one of the staff's accounts, wrong codes included.
    pub const STAFF_LOGIN: Self = Self::new("staff-login", 5, TimeDelta::minutes(15));

    /// Changes of its login address that one account asks for, with a wrong password or a right one.
    pub const ADDRESS_CHANGE: Self = Self::new("address-change", 10, TimeDelta::hours(1));

    /// All limits.
    pub const ALL: [Self; 9] = [
        Self::SIGN_UP_ADDRESS,
        Self::SIGN_UP_IP,
        Self::RESET_ADDRESS,
        Self::RESET_IP,
        Self::LOGIN_UNKNOWN_DEVICE,
        Self::LOGIN_KNOWN_DEVICE,
        Self::LOGIN_IP,
        Self::STAFF_LOGIN,
        Self::ADDRESS_CHANGE,
    ];

    /// The number of the window that holds `now`.
    pub fn window_number(&self, now: DateTime<Utc>) -> i64 {
        now.timestamp().div_euclid(self.window.num_seconds())
    }

    /// When that window ends and the count begins anew.
    pub fn window_end(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let seconds = (self.window_number(now) + 1) * self.window.num_seconds();
        DateTime::from_timestamp(seconds, 0).unwrap_or(now)
    }
}
