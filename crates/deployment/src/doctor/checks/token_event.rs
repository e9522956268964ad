//! `token-event`: whether tokens can get the policy's groups: version 1 events do not reach the
//! access token, and our function leaves versions after the third alone.

use trigger::Function;

use crate::doctor::judgement::Judgement;

pub(crate) fn token_event(judgement: &mut Judgement<'_>) -> Option<String> {
    let pool = judgement.pool()?;
    if pool.triggers.contains_key(&Function::PreTokenGeneration) {
        let remedy = "Set LambdaVersion to V2_0 in LambdaConfig.PreTokenGenerationConfig";
        match (pool.token_event.as_str(), pool.tier.as_str()) {
            ("V2_0" | "V3_0", "LITE") => judgement.wrong(
                "pre-token-generation is to get version 2 or 3 events, and the tier LITE has version 1 alone",
                "Set LambdaVersion to V1_0, or choose the tier ESSENTIALS",
            ),
            // Version 3 differs in the tokens that it reaches: those of machines, too.
            ("V2_0" | "V3_0", _) | ("V1_0", "LITE") => {}
            ("V1_0", _) => judgement.warning(
                "pre-token-generation gets version 1 events, so that the first access token lacks the policy's groups",
                remedy,
            ),
            (version, _) => judgement.wrong(
                format!("pre-token-generation gets events of the version {version}, which it leaves as they are"),
                remedy,
            ),
        }
    }
    Some("pre-token-generation gets the events that its answers are for".into())
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::doctor::tests::{Case, OK, WARNING, WRONG};

    pub(crate) const CASES: &[Case] = &[
        (
            |it| it.pool().token_event = "V1_0".to_owned(),
            WARNING,
            "access token",
        ),
        (
            |it| it.pool().token_event = "V4_0".to_owned(),
            WRONG,
            "V4_0",
        ),
        (|it| it.pool().token_event = "V3_0".to_owned(), OK, ""),
        (
            |it| {
                it.pool().tier = "LITE".to_owned();
                it.pool().token_event = "V3_0".to_owned();
            },
            WRONG,
            "LITE",
        ),
        (|it| it.pool().tier = "LITE".to_owned(), WRONG, "LITE"),
        (
            |it| {
                it.pool().tier = "LITE".to_owned();
                it.pool().token_event = "V1_0".to_owned();
            },
            OK,
            "",
        ),
    ];
}
