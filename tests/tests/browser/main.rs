//! The portal in a real browser: Chromium without a window, driven by chromedriver, on the program
//! that `cargo run` starts. One browser at a time; every step waits for what a person would wait for.
//!
//! | module | what |
//! |---|---|
//! | [`scripted`] | the journey of a core facility with JavaScript, from 新規登録 to the receipt |
//! | [`saving`] | what the page of a form saves by itself, and what it keeps while it cannot |
//! | [`comforts`] | questions that another answer calls for, the time left, printing |
//! | [`secretariat`] | the secretariat's day, and the first of April |
//! | [`register`] | the secretariat's register: a facility, 本人確認, the import |
//! | [`accredited`] | 施設マイページ of accredited facilities: their pages, 詳細・変更, 認定返上申請, and what the secretariat answers |
//! | [`logins`] | another login address, and the way back |
//! | [`links`] | (基幹)研修施設群 from both sides: another core facility is asked, 解除 |
//! | [`core_facility`] | a core facility with thirty partners: requests in April, its return, and the time after |
//! | [`partner`] | a partner with two core facilities, of which one is lost |
//! | [`three`] | who holds all three kinds |
//! | [`holders`] | how these came to where they begin |
//! | [`unscripted`] | the journey of a partner without JavaScript, its beginning by keyboard |
//! | [`rows`] | rows of instructors without JavaScript, unsaved edits with it |
//! | [`states`] | pages that one sees when something is wrong, late or elsewhere |
//! | [`storage`] | uploads to a storage of another origin, as in AWS |
//! | [`visitor`], [`audit`] | who visits, and what every page is held to |
//! | [`answers`] | what is typed into the forms |
//! | [`chrome`] | chromedriver, and how to talk to it |

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

mod accredited;
mod again;
mod answers;
mod audit;
mod chrome;
mod comforts;
mod core_facility;
mod holders;
mod keyboard;
mod links;
mod logins;
mod partner;
mod register;
mod rows;
mod saving;
mod scripted;
mod secretariat;
mod states;
mod storage;
mod three;
mod unscripted;
mod visitor;
