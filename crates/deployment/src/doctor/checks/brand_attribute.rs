//! `brand-attribute`: whether `custom:brand` names a brand.

use invitation::BRAND_ATTRIBUTE;

use super::invitation_attribute::faults;
use crate::doctor::judgement::Judgement;
use crate::doctor::remedies::add_attribute;

pub(crate) fn brand_attribute(judgement: &mut Judgement<'_>) -> Option<String> {
    let known = judgement.known;
    let pool = judgement.pool()?;
    let longest = known.brands.iter().map(|brand| brand.name().len()).max();
    match pool.schema.get(BRAND_ATTRIBUTE) {
        None if !known.has_brands() => {
            return Some("there is one brand, which nobody has to name".into());
        }
        None => judgement.warning(
            format!("the pool has no attribute {BRAND_ATTRIBUTE}, so that an administrator's invitation has the default brand"),
            add_attribute(&known, BRAND_ATTRIBUTE, "64"),
        ),
        Some(found) => {
            for fault in faults(found, longest.unwrap_or_default()) {
                judgement.wrong(
                    format!("{BRAND_ATTRIBUTE} {fault}"),
                    "An attribute can never be changed: make a new pool, with a mutable String of 0 to 64 characters",
                );
            }
        }
    }
    Some(format!("{BRAND_ATTRIBUTE} names a brand"))
}

#[cfg(test)]
pub(crate) mod tests {
    use cognito::ValueRule;

    use crate::doctor::tests::{Case, WARNING, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| drop(it.pool().schema.remove("custom:brand")),
            WARNING,
            "default brand",
        ),
        (
            |it| it.attribute("custom:brand").rule = ValueRule::Text { min: 0, max: 3 },
            WRONG,
            "takes 3",
        ),
    ];
}
