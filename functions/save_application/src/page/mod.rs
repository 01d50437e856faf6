//! The pages of an application that is filled in.

mod form;
mod outside;
mod read;
mod tasks;

pub(crate) use form::{FormPage, Shown};
pub(crate) use outside::OutsidePage;
pub(crate) use read::ReadPage;
pub(crate) use tasks::TaskListPage;
