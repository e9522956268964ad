//! Values that replace parts of a request.

use std::env;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// The number of cases, unless `PROPTEST_CASES` sets another.
pub(crate) fn cases(number: u32) -> ProptestConfig {
    let config = ProptestConfig::default();
    if env::var_os("PROPTEST_CASES").is_some() {
        return config;
    }
    ProptestConfig {
        cases: number,
        ..config
    }
}

/// Texts that can break code: empty, long, with spaces, NUL, markup, in other scripts.
pub(crate) const TEXTS: [&str; 16] = [
    "",
    " ",
    "\0",
    "a b",
    "\u{202e}ada\u{200d}",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "{####}{username}{##Click Here##}",
    "../../etc/passwd",
    "ada",
    "ADA",
    "ada@example.com",
    "+15555550100",
    "0",
    "-1",
    "🦀",
];

/// A text, sometimes a long one.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(&TEXTS).prop_map(str::to_owned),
        3 => any::<String>(),
        1 => (1_usize..20).prop_map(|power| "é".repeat(1 << power >> 1)),
    ]
}

/// A value of any type and size.
pub(crate) fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(json!(u64::MAX)),
        text().prop_map(Value::from),
    ];
    let tree = leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(text(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    prop_oneof![
        12 => tree,
        1 => (0_usize..100).prop_map(nested),
        1 => (0_usize..3000).prop_map(|length| json!(vec![Value::Null; length])),
    ]
}

fn nested(depth: usize) -> Value {
    (0..depth).fold(json!({}), |inner, _| json!([inner]))
}

/// One change of a request. The numbers choose the place.
#[derive(Clone, Debug)]
pub(crate) enum Spoil {
    Replace(usize, Value),
    Remove(usize),
    Add(usize, String, Value),
}

pub(crate) fn spoil() -> impl Strategy<Value = Spoil> {
    prop_oneof![
        4 => (any::<usize>(), value()).prop_map(|(place, value)| Spoil::Replace(place, value)),
        1 => any::<usize>().prop_map(Spoil::Remove),
        1 => (any::<usize>(), text(), value())
            .prop_map(|(place, name, value)| Spoil::Add(place, name, value)),
    ]
}

impl Spoil {
    pub(crate) fn apply(&self, members: &mut Value) {
        let places = places(members);
        let at = |number: &usize| places.get(number % places.len().max(1)).cloned();
        match self {
            Self::Replace(number, value) => {
                if let Some(place) = at(number).and_then(|place| members.pointer_mut(&place)) {
                    *place = value.clone();
                }
            }
            Self::Remove(number) => {
                if let Some(place) = at(number) {
                    remove(members, &place);
                }
            }
            Self::Add(number, name, value) => {
                let place = at(number).unwrap_or_default();
                match members.pointer_mut(&place) {
                    Some(Value::Object(members)) => {
                        members.insert(name.clone(), value.clone());
                    }
                    Some(Value::Array(list)) => list.push(value.clone()),
                    _ => {}
                }
            }
        }
    }
}

/// The JSON pointers to all values in a request.
pub(crate) fn places(value: &Value) -> Vec<String> {
    let mut places = Vec::new();
    let mut inner = |name: String, value: &Value| {
        let name = name.replace('~', "~0").replace('/', "~1");
        places.push(format!("/{name}"));
        let within = crate::arbitrary::places(value);
        places.extend(within.into_iter().map(|place| format!("/{name}{place}")));
    };
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, value)| inner(name.clone(), value)),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(index, value)| inner(index.to_string(), value)),
        _ => {}
    }
    places
}

/// Removes the member at this place.
pub(crate) fn remove(members: &mut Value, place: &str) {
    let Some((parent, name)) = place.rsplit_once('/') else {
        return;
    };
    let name = name.replace("~1", "/").replace("~0", "~");
    match members.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.remove(&name);
        }
        Some(Value::Array(list)) => {
            list.pop();
        }
        _ => {}
    }
}

/// The texts in a value, at every depth.
pub(crate) fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(list) => list.iter().flat_map(texts).collect(),
        Value::Object(members) => members.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// An object with these members.
pub(crate) fn object(members: impl IntoIterator<Item = (String, Value)>) -> Value {
    Value::Object(members.into_iter().collect::<Map<_, _>>())
}
