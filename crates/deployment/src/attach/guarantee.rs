//! Which guarantee needs which hook: the table of the README.

use std::collections::BTreeSet;

use trigger::Function;

/// What holds in a pool with these hooks, and not without them.
#[derive(Debug)]
pub(crate) struct Guarantee {
    /// As the README says it.
    pub(crate) sentence: &'static str,
    needs: &'static [Function],
    /// What the pool must have as well.
    pub(crate) takes: Option<Trait>,
}

/// A setting of a pool that a guarantee needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trait {
    /// It signs in by e-mail and ignores case.
    SignsInByEmail,
    /// A new address waits until it is verified.
    VerifiesBeforeUpdate,
}

impl Trait {
    /// Why a guarantee does not hold in a pool without it.
    pub(crate) fn lacking(self) -> &'static str {
        match self {
            Self::SignsInByEmail => "it does not sign in by e-mail, or tells cases apart",
            Self::VerifiesBeforeUpdate => {
                "AttributesRequireVerificationBeforeUpdate lacks email; attach does not set it"
            }
        }
    }
}

/// Every guarantee that takes a hook, or a setting of the pool.
const GUARANTEES: [Guarantee; 11] = [
    always(
        "nobody signs up without an invitation or an allowed domain",
        &[Function::PreSignUp],
    ),
    always(
        "an administrator's call is checked for attributes, ValidationData and ClientMetadata",
        &[Function::PreSignUp],
    ),
    Guarantee {
        sentence: "an invited person needs no confirmation code",
        needs: &[Function::PreSignUp],
        takes: Some(Trait::SignsInByEmail),
    },
    always(
        "mails and SMS are yours, in the person's language, with links on your domain",
        &[Function::CustomMessage],
    ),
    always(
        "an invitation token's groups and attributes are there from the first token on",
        &[Function::PreSignUp, Function::PostConfirmation],
    ),
    always(
        "the policy's groups reach admin-created users",
        &[Function::PostAuthentication],
    ),
    always(
        "… and are in their first token",
        &[Function::PostAuthentication, Function::PreTokenGeneration],
    ),
    always(
        "the policy's groups reach people who sign up, or come from another provider",
        &[Function::PostConfirmation],
    ),
    always(
        "a welcome to the member, a notice to the inviter",
        &[Function::PostConfirmation],
    ),
    always(
        "a token's grant that AWS interrupted is finished at the next sign-in, within 24 hours of the sign-up",
        &[Function::PostAuthentication],
    ),
    Guarantee {
        sentence: "a member who writes somebody else's address into the account is not taken for that person",
        needs: &[],
        takes: Some(Trait::VerifiesBeforeUpdate),
    },
];

const fn always(sentence: &'static str, needs: &'static [Function]) -> Guarantee {
    Guarantee {
        sentence,
        needs,
        takes: None,
    }
}

/// The guarantees that do not hold with these hooks, and the hooks that each lacks. The list is
/// empty if a setting of the pool is missing.
pub(crate) fn lost(
    attached: &BTreeSet<Function>,
    pool: &BTreeSet<Trait>,
) -> Vec<(&'static Guarantee, Vec<Function>)> {
    let lacking = |guarantee: &Guarantee| -> Vec<Function> {
        let needs = guarantee.needs.iter().copied();
        needs.filter(|hook| !attached.contains(hook)).collect()
    };
    GUARANTEES
        .iter()
        .map(|guarantee| (guarantee, lacking(guarantee)))
        .filter(|(guarantee, lacking)| {
            !lacking.is_empty() || guarantee.takes.is_some_and(|of| !pool.contains(&of))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_in_the_readme() {
        let readme = include_str!("../../../../README.md");
        for guarantee in &GUARANTEES {
            let row = format!("| {} |", guarantee.sentence);
            let line = readme.lines().find(|line| line.starts_with(&row));
            let line = line.unwrap_or_else(|| panic!("{row} is not in the README"));
            for hook in guarantee.needs {
                // "as well" stands for what the row above needs.
                let is_named = line.contains(&format!("`{hook}`")) || line.contains("as well");
                assert!(is_named, "{line} does not name {hook}");
            }
        }
        let begin = readme.split("### Which guarantee needs which hook").nth(1);
        let table = begin.unwrap().split("\n#").next().unwrap();
        let rows = table.lines().filter(|line| line.starts_with("| "));
        // The heading, and the one guarantee that takes no hook.
        assert_eq!(rows.count(), GUARANTEES.len() + 2);
    }

    #[test]
    fn with_every_hook_nothing_is_lost() {
        let all = BTreeSet::from(Function::ALL);
        let pool = BTreeSet::from([Trait::SignsInByEmail, Trait::VerifiesBeforeUpdate]);
        assert!(lost(&all, &pool).is_empty());
        for of in &pool {
            let without = pool.iter().copied().filter(|other| other != of).collect();
            let in_another_pool = lost(&all, &without);
            assert_eq!(in_another_pool.len(), 1);
            assert!(in_another_pool[0].1.is_empty());
            assert_eq!(in_another_pool[0].0.takes, Some(*of));
        }
        let nothing = lost(&BTreeSet::new(), &BTreeSet::new());
        assert_eq!(nothing.len(), GUARANTEES.len());
    }

    #[test]
    fn a_part_loses_its_part() {
        let part = BTreeSet::from([Function::PreSignUp, Function::PostAuthentication]);
        let pool = BTreeSet::from([Trait::SignsInByEmail, Trait::VerifiesBeforeUpdate]);
        let lost: Vec<_> = lost(&part, &pool)
            .into_iter()
            .map(|(_, lacking)| lacking)
            .collect();
        let expected = [
            Function::CustomMessage,
            Function::PostConfirmation,
            Function::PreTokenGeneration,
            Function::PostConfirmation,
            Function::PostConfirmation,
        ];
        assert_eq!(lost, expected.map(|hook| vec![hook]));
    }
}
