//! Pages, errors, sessions, and what all functions do alike around them.

mod back;
mod chrome;
mod error;
mod gzip;
mod known;
mod layers;
mod logged;
pub mod messages;
pub mod mypage;
mod notices;
pub mod office;
mod page;
mod posted;
mod problem;
mod received;
pub mod session;
pub mod typed;
mod upload;
pub mod ways;

pub use chrome::{Chrome, MenuItem, SameSite, Web};
pub use error::{AppError, Resend};
pub use known::names_tag;
pub use layers::{Routes, layers};
pub use logged::LoggedInPage;
pub use notices::ShownNotice;
pub use page::Page;
pub use posted::Posted;
pub use problem::{ErrorLink, FieldError, Problem, error_links, with_errors};
pub use received::Received;
pub use session::{Person, Session, Visitor};
pub use upload::{PostedFile, Upload};
