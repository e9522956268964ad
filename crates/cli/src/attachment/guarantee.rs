//! Which guarantee needs which hook: the table of the README, as far as it takes any.

use std::collections::BTreeSet;

use super::hook::Hook;

/// What a pool promises with these hooks, and not without.
#[derive(Debug)]
pub(crate) struct Guarantee {
    /// As the README says it.
    pub(crate) sentence: &'static str,
    needs: &'static [Hook],
    /// It holds in pools that sign in by e-mail and ignore case, and in no other.
    by_email: bool,
}

/// Every guarantee that takes a hook.
const GUARANTEES: [Guarantee; 10] = [
    always(
        "nobody signs up without an invitation or an allowed domain",
        &[Hook::PreSignUp],
    ),
    always(
        "an administrator's call is checked for attributes, ValidationData and ClientMetadata",
        &[Hook::PreSignUp],
    ),
    Guarantee {
        sentence: "an invited person needs no confirmation code",
        needs: &[Hook::PreSignUp],
        by_email: true,
    },
    always(
        "mails and SMS are yours, in the person's language, with links on your domain",
        &[Hook::CustomMessage],
    ),
    always(
        "an invitation token's groups and attributes are there from the first token on",
        &[Hook::PreSignUp, Hook::PostConfirmation],
    ),
    always(
        "the policy's groups reach admin-created users",
        &[Hook::PostAuthentication],
    ),
    always(
        "… and are in their first token",
        &[Hook::PostAuthentication, Hook::PreTokenGeneration],
    ),
    always(
        "the policy's groups reach people who sign up, or come from another provider",
        &[Hook::PostConfirmation],
    ),
    always(
        "a welcome to the member, a notice to the inviter",
        &[Hook::PostConfirmation],
    ),
    always(
        "a token's grant that AWS interrupted is finished at the next sign-in, within 24 hours of the sign-up",
        &[Hook::PostAuthentication],
    ),
];

const fn always(sentence: &'static str, needs: &'static [Hook]) -> Guarantee {
    Guarantee {
        sentence,
        needs,
        by_email: false,
    }
}

/// The guarantees that do not hold with these hooks alone, and the hooks that each lacks: none
/// where it is the pool that stands against it.
pub(crate) fn lost(
    attached: &BTreeSet<Hook>,
    pool_signs_in_by_email: bool,
) -> Vec<(&'static Guarantee, Vec<Hook>)> {
    let lacking = |guarantee: &Guarantee| -> Vec<Hook> {
        let needs = guarantee.needs.iter().copied();
        needs.filter(|hook| !attached.contains(hook)).collect()
    };
    GUARANTEES
        .iter()
        .map(|guarantee| (guarantee, lacking(guarantee)))
        .filter(|(guarantee, lacking)| {
            !lacking.is_empty() || (guarantee.by_email && !pool_signs_in_by_email)
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
        let all = BTreeSet::from(Hook::ALL);
        assert!(lost(&all, true).is_empty());
        let in_another_pool = lost(&all, false);
        assert_eq!(in_another_pool.len(), 1);
        assert!(in_another_pool[0].1.is_empty());
        assert_eq!(lost(&BTreeSet::new(), true).len(), GUARANTEES.len());
    }

    #[test]
    fn a_part_loses_its_part() {
        let part = BTreeSet::from([Hook::PreSignUp, Hook::PostAuthentication]);
        let lost: Vec<_> = lost(&part, true)
            .into_iter()
            .map(|(_, lacking)| lacking)
            .collect();
        let expected = [
            Hook::CustomMessage,
            Hook::PostConfirmation,
            Hook::PreTokenGeneration,
            Hook::PostConfirmation,
            Hook::PostConfirmation,
        ];
        assert_eq!(lost, expected.map(|hook| vec![hook]));
    }
}
