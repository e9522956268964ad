//! `client-write-list`: whether each client has a list of what it may write. One without is
//! documented to write the standard attributes, and reported to write all (contract §8): the worse
//! is assumed.

use trigger::Function;

use crate::doctor::facts::Fact;
use crate::doctor::judgement::Judgement;
use crate::doctor::remedies::attach_command;

pub(crate) fn client_write_list(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let has_custom = known
        .settings
        .grants
        .assignable_attributes
        .iter()
        .any(|name| name.as_str().starts_with("custom:"));
    let attach_lists = known.has_tokens() || known.has_brands();
    if !attach_lists && !has_custom {
        return Some(
            "nothing that an invitation or an administrator gives hangs on such a list".into(),
        );
    }
    let attached: Vec<Function> = match &known.facts.pool {
        Fact::Read(pool) => pool.triggers.keys().copied().collect(),
        _ => Vec::new(),
    };
    let remedy = if attach_lists && !attached.is_empty() {
        attach_command(&known, &attached)
    } else {
        "Give it WriteAttributes: what people may say of themselves, and what an identity provider maps".to_owned()
    };
    for client in judgement.clients()? {
        if client.writes.is_none() {
            judgement.wrong(
                format!("{client} has no list of the attributes that it may write, and is then reported to write every one"),
                remedy.clone(),
            );
        }
    }
    Some("every app client has a list of the attributes that it may write".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use messages::Brands;

    use crate::doctor::tests::{Case, OK, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (|it| it.client().writes = None, WRONG, "no list"),
        (
            |it| {
                it.client().writes = None;
                it.settings.tokens.keys.clear();
                it.settings.grants.assignable_attributes.clear();
                it.brands = Brands::new(Vec::new(), None, messages::Locale::english()).unwrap();
            },
            OK,
            "nothing that an invitation",
        ),
    ];
}
