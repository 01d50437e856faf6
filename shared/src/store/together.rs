//! Reads that are asked for side by side, as session and application are, go to DynamoDB as one request.

use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;

use super::registry::MOST_KEYS;
use super::{Item, Key, Table};

/// One of the reads that go together.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) keys: Vec<(Table, Key)>,
    /// Takes what was found, in the order of the keys.
    pub(super) found: oneshot::Sender<Vec<Option<Item>>>,
}

/// The reads that wait to go together. Every clone of a store has its own, and every request a clone: no request waits for
/// another.
#[derive(Debug, Default)]
pub(super) struct Together(Mutex<Vec<Read>>);

impl Clone for Together {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Together {
    /// Puts a read beside those that wait; `None` if DynamoDB would not take it with them.
    pub(super) fn join(&self, wanted: &[(Table, Key)]) -> Option<oneshot::Receiver<Vec<Option<Item>>>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut keys = waiting.iter().flat_map(|read| &read.keys);
        if keys.clone().count() + wanted.len() > MOST_KEYS || keys.any(|key| wanted.contains(key)) {
            return None;
        }
        let (found, receiver) = oneshot::channel();
        waiting.push(Read { keys: wanted.to_vec(), found });
        Some(receiver)
    }

    /// All that wait, for whoever comes first.
    pub(super) fn take(&self) -> Vec<Read> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(names: impl IntoIterator<Item = usize>) -> Vec<(Table, Key)> {
        names.into_iter().map(|name| (Table::Portal, Key { pk: name.to_string(), sk: "X".to_owned() })).collect()
    }

    #[test]
    fn what_dynamodb_would_refuse_together_goes_alone() {
        let together = Together::default();
        assert!(together.join(&keys(0..60)).is_some());
        assert!(together.join(&keys([99, 59])).is_none(), "a key twice");
        assert!(together.join(&keys(60..101)).is_none(), "more than {MOST_KEYS}");
        assert!(together.join(&keys(60..100)).is_some());
        assert!(together.clone().take().is_empty(), "another request");
        assert_eq!(together.take().iter().map(|read| read.keys.len()).collect::<Vec<_>>(), [60, 40]);
        assert!(together.take().is_empty());
    }
}
