//! Who the people are, what they are promised, and what some of them try.
//!
//! The promises are written down here by hand, from the sample configuration, and not computed by
//! what is tested.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

/// Groups by name.
pub(crate) type Groups = BTreeSet<String>;

/// How somebody becomes a member (design §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Story {
    /// A: an administrator creates the user.
    Created,
    /// B: a self sign-up with an invitation token.
    Invited,
    /// C: a self sign-up that the policy allows.
    Allowed,
}

impl Story {
    pub(crate) const ALL: [Self; 3] = [Self::Created, Self::Invited, Self::Allowed];
}

impl fmt::Display for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Created => "A, created by an administrator",
            Self::Invited => "B, invited by a token",
            Self::Allowed => "C, allowed by the policy",
        })
    }
}

/// What somebody tries that must come to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Abuse {
    /// Names a group that was not promised in the client metadata of every call that takes any.
    GroupInMetadata,
    /// Before all else, a stranger of an allowed domain signs up with a token for another address.
    AnothersToken,
}

/// One of the people, who is known by a number.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) number: u32,
    pub(crate) story: Story,
    pub(crate) email: String,
    /// The groups that an administrator chose.
    pub(crate) invited_to: Groups,
    /// The groups that the policy gives to people with such an address.
    pub(crate) by_policy: Groups,
    pub(crate) abuse: Option<Abuse>,
}

impl Person {
    /// The person of this number. Groups, addresses and abuses take turns in cycles of different
    /// lengths, so that every combination comes.
    pub(crate) fn of(number: u32) -> Self {
        let turn = number / 3;
        let story = match number % 3 {
            0 => Story::Created,
            1 => Story::Invited,
            _ => Story::Allowed,
        };
        let domain = match (story, turn % 2) {
            (_, 0) => "example.com",
            // An allowed domain that no group follows from.
            (Story::Allowed, _) => "sales.example.com",
            _ => "client.example",
        };
        let invited_to: &[&str] = match (story, turn % 3) {
            (Story::Allowed, _) => &[],
            (_, 0) => &["clients"],
            (_, 1) => &["beta"],
            _ => &["beta", "clients"],
        };
        let by_policy: &[&str] = match domain {
            "example.com" => &["members", "staff"],
            _ => &["members"],
        };
        Self {
            number,
            story,
            email: format!("person-{number}@{domain}"),
            invited_to: groups(invited_to),
            by_policy: groups(by_policy),
            abuse: match (story, turn % 7) {
                (_, 0) => Some(Abuse::GroupInMetadata),
                (Story::Invited | Story::Allowed, 3) => Some(Abuse::AnothersToken),
                _ => None,
            },
        }
    }

    /// Every group that the person is to be in, and no other.
    pub(crate) fn promised(&self) -> Groups {
        self.invited_to.union(&self.by_policy).cloned().collect()
    }

    /// The client metadata of this person's calls.
    pub(crate) fn metadata(&self) -> Option<HashMap<String, String>> {
        let promised = self.promised();
        let groups = ["staff", "clients", "beta", "administrators"];
        let coveted = groups.into_iter().find(|&group| !promised.contains(group));
        (self.abuse == Some(Abuse::GroupInMetadata)).then(|| {
            let coveted = coveted.unwrap_or_default().to_owned();
            ["group", "groups", "cognito:groups"]
                .map(|key| (key.to_owned(), coveted.clone()))
                .into()
        })
    }
}

/// Groups in a sentence.
pub(crate) fn listed(groups: &Groups) -> String {
    if groups.is_empty() {
        return "no group".to_owned();
    }
    let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
    groups.join("+")
}

fn groups(names: &[&str]) -> Groups {
    names.iter().map(|&name| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(number: u32, story: Story, email: &str, promised: &[&str], abuse: Option<Abuse>) {
        let person = Person::of(number);
        assert_eq!(person.story, story);
        assert_eq!(person.email, email);
        assert_eq!(person.promised(), groups(promised));
        assert_eq!(person.abuse, abuse);
    }

    #[test]
    fn people_take_turns() {
        use Story::{Allowed, Created, Invited};
        let metadata = Some(Abuse::GroupInMetadata);
        let stolen = Some(Abuse::AnothersToken);
        let all = ["beta", "clients", "members", "staff"];
        check(
            0,
            Created,
            "person-0@example.com",
            &["clients", "members", "staff"],
            metadata,
        );
        check(
            4,
            Invited,
            "person-4@client.example",
            &["beta", "members"],
            None,
        );
        check(7, Invited, "person-7@example.com", &all, None);
        check(
            8,
            Allowed,
            "person-8@example.com",
            &["members", "staff"],
            None,
        );
        check(
            9,
            Created,
            "person-9@client.example",
            &["clients", "members"],
            None,
        );
        check(
            10,
            Invited,
            "person-10@client.example",
            &["clients", "members"],
            stolen,
        );
        check(
            11,
            Allowed,
            "person-11@sales.example.com",
            &["members"],
            stolen,
        );
    }
}
