//! Tests of what all functions share: keys kept in one place, messages, mails, layers, roots.

mod certificate_roots;
pub(crate) mod fixture;
mod gateway;
mod layers;
mod letters;
mod letters_of_logins;
mod letters_of_the_accredited;
mod one_place_for_keys;
mod origins;
mod sentences;
mod sessions;
