//! With any names of groups, in the form of every gateway, nobody is taken
//! for a member of a group that the pool does not have the person in.

#![cfg(test)]

use std::collections::BTreeSet;

use authorization::{Action, ClaimedGroups, Role, Verb, decide};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Every way in which a gateway is known to write the claim.
fn renderings(groups: &[String]) -> Vec<Value> {
    vec![
        json!(groups.join(",")),
        json!(groups.join(", ")),
        json!(format!("[{}]", groups.join(" "))),
        json!(format!("[{}]", groups.join(","))),
        json!(format!("[{}]", groups.join(", "))),
        json!(json!(groups).to_string()),
        json!(groups),
    ]
}

fn administrators() -> Vec<Role> {
    vec![Role {
        members: ["Admins".parse().unwrap()].into(),
        verbs: authorization::role::Verbs::All,
        ..Role::default()
    }]
}

fn is_admitted(groups: &BTreeSet<String>) -> bool {
    decide(
        &administrators(),
        groups,
        &Action::only(Verb::ListUsers),
        None,
    )
    .is_ok()
}

/// Names around the one that matters, with all that could make it appear.
fn hostile_name() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Admins", "admins", "x", ",", "[", "]", "\"", " ", "\u{a0}", "\t", "\\", "*", "é",
    ]);
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_name_becomes_another(groups in prop::collection::vec(hostile_name(), 0..4)) {
        let pool: BTreeSet<String> = groups.iter().cloned().collect();
        for claim in renderings(&groups) {
            let claimed = ClaimedGroups::read(Some(&claim));
            let confirmed = claimed.confirmed_by(&pool);
            prop_assert!(confirmed.is_subset(&pool), "{claim}");
            prop_assert_eq!(is_admitted(&confirmed), pool.contains("Admins"), "{}", claim);
            // What needs no confirmation has to be right without it.
            if let ClaimedGroups::Certain(certain) = &claimed {
                prop_assert_eq!(is_admitted(certain), pool.contains("Admins"), "{}", claim);
            }
        }
    }

    #[test]
    fn plain_names_are_found_whichever_way_they_are_written(
        groups in prop::collection::btree_set("[A-Za-z0-9_:/.+-]{1,20}", 0..6),
    ) {
        let listed: Vec<String> = groups.iter().cloned().collect();
        for claim in renderings(&listed) {
            let confirmed = ClaimedGroups::read(Some(&claim)).confirmed_by(&groups);
            prop_assert_eq!(&confirmed, &groups, "{}", claim);
        }
    }

    #[test]
    fn any_claim_is_read(text in any::<String>()) {
        for claim in [json!(text), json!([text]), json!({ "a": text })] {
            let claimed = ClaimedGroups::read(Some(&claim));
            prop_assert!(claimed.confirmed_by(&BTreeSet::new()).is_empty());
        }
    }
}
