//! A map of bounded size.

use std::collections::{HashMap, VecDeque};

/// Values by key, of which the oldest is removed when there are too many: callers must not make the
/// server grow without bound.
#[derive(Debug)]
pub(crate) struct Recent<T> {
    by_key: HashMap<String, T>,
    order: VecDeque<String>,
    most: usize,
}

impl<T> Recent<T> {
    /// A map for that many values.
    pub(crate) fn new(most: usize) -> Self {
        Self {
            by_key: HashMap::new(),
            order: VecDeque::new(),
            most,
        }
    }

    /// Adds a value under a new key.
    pub(crate) fn insert(&mut self, key: String, thing: T) {
        if self.order.len() >= self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.by_key.remove(&oldest);
        }
        self.order.push_back(key.clone());
        self.by_key.insert(key, thing);
    }

    /// The value, if it is still there.
    pub(crate) fn get(&self, key: &str) -> Option<&T> {
        self.by_key.get(key)
    }

    /// [`Recent::get`] for changing it.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut T> {
        self.by_key.get_mut(key)
    }

    /// Removes a value. Its key still counts among the most that are kept until it is the oldest.
    pub(crate) fn remove(&mut self, key: &str) {
        self.by_key.remove(key);
    }

    /// All values, for changing them.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.by_key.values_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_forgotten_first() {
        let mut recent = Recent::new(2);
        for key in ["a", "b", "c"] {
            recent.insert(key.to_owned(), key);
        }
        let found: Vec<_> = ["a", "b", "c"]
            .iter()
            .filter_map(|key| recent.get(key))
            .collect();
        assert_eq!(found, [&"b", &"c"]);
    }
}
