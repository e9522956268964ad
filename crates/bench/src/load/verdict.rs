//! What differs from what was promised.

use std::collections::{BTreeMap, BTreeSet};

use super::deployment::PoolUser;
use super::person::{Story, listed};
use super::played::Played;

/// Somebody with whom not all is as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// None for somebody who should not be there at all.
    pub(crate) story: Option<Story>,
    /// Who it is, and what differs.
    pub(crate) what: String,
}

/// All differences: between what was promised, what their tokens say and what the pool says of
/// them, and people who are there and should not be.
pub(crate) fn differences(played: &[Played], users: &[PoolUser]) -> Vec<Difference> {
    let by_email: BTreeMap<&str, &PoolUser> = users
        .iter()
        .map(|user| (user.email.as_str(), user))
        .collect();
    let of_people = played.iter().filter_map(|one| {
        let found = of_person(one, by_email.get(one.person.email.as_str()).copied());
        let person = &one.person;
        (!found.is_empty()).then(|| Difference {
            story: Some(person.story),
            what: format!(
                "{}, promised {}: {}",
                person.email,
                listed(&person.promised()),
                found.join("; ")
            ),
        })
    });
    let people: BTreeSet<&str> = played.iter().map(|one| one.person.email.as_str()).collect();
    let strangers = users
        .iter()
        .filter(|user| !people.contains(user.email.as_str()))
        .map(|user| Difference {
            story: None,
            what: format!("{} is a user of the pool", user.email),
        });
    of_people.chain(strangers).collect()
}

fn of_person(played: &Played, user: Option<&PoolUser>) -> Vec<String> {
    let person = &played.person;
    let promised = person.promised();
    let mut found = played.problems.clone();
    match user {
        None => found.push("is not in the pool".to_owned()),
        Some(user) if user.groups != promised => {
            found.push(format!("is in {}", listed(&user.groups)));
        }
        Some(_) => {}
    }
    match &played.first {
        // Only a token remembers what an interrupted grant has yet to give; for the others the
        // first sign-in has to be right.
        Some(first) if person.story != Story::Invited && !first.are(&promised) => {
            found.push(format!("the first tokens say {first}"));
        }
        Some(first) if first.exceed(&promised) => {
            found.push(format!("the first tokens say too much, {first}"));
        }
        _ => {}
    }
    match &played.last {
        Some(last) if last.are(&promised) => {}
        Some(last) => found.push(format!("the last tokens say {last}")),
        None => found.push("never got as far as a last sign-in".to_owned()),
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::claims::Tokens;
    use crate::load::person::{Groups, Person};

    fn tokens(groups: &[&str]) -> Tokens {
        let groups: Groups = groups.iter().map(|&group| group.to_owned()).collect();
        Tokens {
            id: groups.clone(),
            access: groups,
        }
    }

    /// Person 3 (story A) or 4 (story B), who both are promised `beta` and `members`.
    #[track_caller]
    fn check(number: u32, user: Option<&[&str]>, first: &[&str], last: &[&str], found: &[&str]) {
        let person = Person::of(number);
        let user = user.map(|groups| user_in(&person.email, &tokens(groups).id));
        let played = Played {
            person,
            first: Some(tokens(first)),
            last: Some(tokens(last)),
            repeated: 0,
            problems: Vec::new(),
        };
        assert_eq!(of_person(&played, user.as_ref()), found);
    }

    fn user_in(email: &str, groups: &Groups) -> PoolUser {
        PoolUser {
            email: email.to_owned(),
            groups: groups.clone(),
            has_token: false,
        }
    }

    #[test]
    fn people_with_too_little_and_too_much() {
        let right: &[&str] = &["beta", "members"];
        let less: &[&str] = &["members"];
        let more: &[&str] = &["beta", "members", "staff"];
        for number in [3, 4] {
            check(number, Some(right), right, right, &[]);
            check(number, None, right, right, &["is not in the pool"]);
            check(number, Some(less), right, right, &["is in members"]);
            check(
                number,
                Some(more),
                right,
                right,
                &["is in beta+members+staff"],
            );
            check(number, Some(&[]), right, right, &["is in no group"]);
            check(
                number,
                Some(right),
                right,
                less,
                &["the last tokens say members"],
            );
        }
        let too_much = "the first tokens say too much, beta+members+staff";
        check(
            3,
            Some(right),
            less,
            right,
            &["the first tokens say members"],
        );
        check(
            3,
            Some(right),
            more,
            right,
            &["the first tokens say beta+members+staff"],
        );
        check(4, Some(right), less, right, &[]);
        check(4, Some(right), more, right, &[too_much]);
    }

    #[test]
    fn all_that_differs_of_one_person_is_one_difference() {
        let person = Person::of(4);
        let users = [
            user_in("mallory@example.com", &Groups::new()),
            user_in(&person.email, &person.promised()),
        ];
        let played = Played {
            first: None,
            last: None,
            repeated: 0,
            problems: vec!["SignUp: no".to_owned()],
            person,
        };
        let found = differences(&[played], &users);
        let expected = [
            (
                Some(Story::Invited),
                "person-4@client.example, promised beta+members: SignUp: no; never got as far as a last sign-in",
            ),
            (None, "mallory@example.com is a user of the pool"),
        ];
        let expected = expected.map(|(story, what)| Difference {
            story,
            what: what.to_owned(),
        });
        assert_eq!(found, expected);
    }
}
