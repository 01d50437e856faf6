//! Links that ask for another list, of which one is chosen.

use std::collections::BTreeMap;

use serde::Serializer;
use serde::ser::SerializeMap;

/// A link that asks for another list.
#[derive(Debug)]
pub struct Way {
    /// Its value in the address.
    pub value: String,
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// How many there are; `None` where it makes no difference.
    pub count: Option<usize>,
    /// Whether it is the one that is chosen.
    pub current: bool,
}

/// Links of which one is chosen.
#[derive(Debug)]
pub struct Ways {
    /// Their name in the address.
    pub name: &'static str,
    /// What is chosen among.
    pub title: &'static str,
    /// The links.
    pub links: Vec<Way>,
}

/// `{"next": {"secretariat": 12, "all": 30, …}, …}`
pub fn counts<S: Serializer>(filters: &[Ways], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(filters.len()))?;
    for filter in filters {
        let counted = filter.links.iter().filter_map(|link| Some((link.value.as_str(), link.count?)));
        map.serialize_entry(filter.name, &counted.collect::<BTreeMap<_, _>>())?;
    }
    map.end()
}
