//! The result of an administrator's verb, as a table or as JSON. [`administration::view`] makes the
//! JSON; here hints at options of this command are added.

use administration::{AdminError, Fault, Invited, KmsError, view};
use anyhow::{Error, Result, anyhow};
use invitation::GroupName;
use serde_json::{Value, json};
use terminal::output::{fields, print, print_json, printable, remark};

/// The result, or nothing if it was refused; the refusal is then printed. If the verb could not do
/// its work, that is an error.
pub(crate) fn done_or_refused<T>(
    result: Result<T, AdminError>,
    as_json: bool,
) -> Result<Option<T>> {
    let refusal = match result {
        Ok(done) => return Ok(Some(done)),
        Err(refusal) if refusal.is_failure() => return Err(as_error(&refusal)),
        Err(refusal) => refusal,
    };
    if as_json {
        print_json(&refused(&refusal))?;
    } else {
        let detail = with_hint(refusal.code(), &refusal.to_string());
        remark(&format!("invitations: {}: {detail}", refusal.code()));
    }
    Ok(None)
}

/// The same for a verb about one user. If the user does not exist, the message repeats the name from
/// the command line; the refusal itself holds no name, because it is logged, too.
pub(crate) fn found_or_refused<T>(
    user: &str,
    result: Result<T, AdminError>,
    as_json: bool,
) -> Result<Option<T>> {
    if !as_json && matches!(result, Err(AdminError::UserNotFound)) {
        remark(&format!(
            "invitations: user-not-found: the pool has no user \"{}\"; `invitations list --all` shows who is in it",
            printable(user)
        ));
        return Ok(None);
    }
    done_or_refused(result, as_json)
}

/// The request in normalised form, or nothing if it has faults; all of them are then printed.
pub(crate) fn valid_or_refused<T>(read: Result<T, Vec<Fault>>, as_json: bool) -> Result<Option<T>> {
    let faults = match read {
        Ok(value) => return Ok(Some(value)),
        Err(faults) => faults,
    };
    if as_json {
        print_json(&json!({ "refused": view::Rejection::from(faults.as_slice()) }))?;
    } else {
        for fault in &faults {
            remark(&format!("invitations: {}", describe(fault)));
        }
    }
    Ok(None)
}

/// A fault, with the option that has it.
pub(crate) fn describe(fault: &Fault) -> String {
    let option = option_of(&fault.field);
    let reason = with_hint(fault.code(), &fault.reason.to_string());
    format!("{}: {option}: {reason}", fault.code())
}

/// The option that a field is filled in with.
fn option_of(field: &str) -> String {
    if let Some(key) = field.strip_prefix("validation_data.") {
        return format!("--validation-data {key}");
    }
    if let Some(key) = field.strip_prefix("client_metadata.") {
        return format!("--client-metadata {key}");
    }
    match field {
        "groups" => "--group".to_owned(),
        "email"
        | "user_name"
        | "given_name"
        | "family_name"
        | "brand"
        | "locale"
        | "inviter"
        | "inviter_name"
        | "expires"
        | "force_alias_creation" => format!("--{}", field.replace('_', "-")),
        attribute => format!("--attribute {attribute}"),
    }
}

/// A refusal as an error of the command.
pub(crate) fn as_error(refusal: &AdminError) -> Error {
    anyhow!(with_hint(refusal.code(), &refusal.to_string()))
}

/// A refusal as JSON.
pub(crate) fn refused(refusal: &AdminError) -> Value {
    json!({ "refused": view::Rejection::from(refusal) })
}

/// Prints an invitation; false where something that was asked for was not done.
pub(crate) fn print_invited(invited: &Invited, as_json: bool) -> Result<bool> {
    if as_json {
        print_json(invited)?;
        return Ok(invited.warnings.is_empty());
    }
    let groups: Vec<&str> = invited.groups_added.iter().map(GroupName::as_str).collect();
    let or_none = |text: String| {
        if text.is_empty() {
            "-".to_owned()
        } else {
            text
        }
    };
    let expires = invited.expires.map(|expires| expires.to_string());
    print(&fields(&[
        ("outcome", invited.outcome.as_str().to_owned()),
        ("user name", invited.user_name.clone()),
        ("sub", invited.sub.clone()),
        ("mail", invited.mail.as_str().to_owned()),
        ("groups added", or_none(groups.join(", "))),
        ("open until", or_none(expires.unwrap_or_default())),
    ]))?;
    if let Some(link) = &invited.link {
        print(&format!("\n{}\n", link.expose()))?;
        remark("Whoever has this link can accept the invitation. It is not shown again.");
    }
    for sub in &invited.deleted {
        remark(&format!(
            "A sign-up with this address that nobody had confirmed was deleted (sub {sub})."
        ));
    }
    if let Some(sub) = &invited.taken_from {
        remark(&format!(
            "The address was taken from a member (sub {sub}), who can sign in by user name alone now."
        ));
    }
    for warning in &invited.warnings {
        let detail = with_hint(warning.code(), &warning.to_string());
        remark(&format!("{}: {detail}", warning.code()));
    }
    Ok(invited.warnings.is_empty())
}

/// The sentence, with the option of this command that helps, where one does.
pub(crate) fn with_hint(code: &str, detail: &str) -> String {
    let option = match code {
        "invitation-expired" | "creation-unanswered" | "expiry-kept" => "--resend",
        "handed-over" => "--link",
        "is-member" => "--member, if a member is meant",
        "group-not-valid" => "repeat --group for more",
        "issuer-required" => "--issuer",
        "token-not-verified" => "--token takes a file that has the token and nothing else",
        _ => return detail.to_owned(),
    };
    format!("{detail} ({option})")
}

/// An error in full, with the option of this command that helps, where one does.
pub fn error_with_hint(error: &Error) -> String {
    let of_kms = error.chain().find_map(|cause| cause.downcast_ref());
    match of_kms.and_then(kms_hint) {
        Some(hint) => format!("{error:#} ({hint})"),
        None => format!("{error:#}"),
    }
}

/// What helps after an error of AWS KMS, whose sentence names no option.
fn kms_hint(error: &KmsError) -> Option<String> {
    Some(match error {
        KmsError::Unsuitable(_) | KmsError::OtherKind { .. } => {
            "`invitations keygen --kms` makes one".to_owned()
        }
        KmsError::MaybeMade(_) => "--kms-key takes the ARN".to_owned(),
        KmsError::Unfinished { arn, .. } => format!("--kms-key {arn}"),
        KmsError::NotTrusted { arn, .. } => {
            format!("`invitations keygen --kms-key {arn}` writes it there")
        }
        KmsError::NotTrustedAs { .. } => "leave --kid out".to_owned(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use administration::{Delivery, Outcome, Warning};
    use cognito::Cause;

    use super::*;

    #[test]
    fn an_administrator_reads_what_else_was_done() {
        let invited = Invited {
            outcome: Outcome::CreatedAnew,
            sub: "6a2c".to_owned(),
            user_name: "ada".to_owned(),
            mail: Delivery::NotSent,
            groups_added: BTreeSet::new(),
            link: None,
            expires: None,
            deleted: vec!["sub-1".to_owned()],
            taken_from: None,
            warnings: vec![Warning::InvitationExpired(jiff::Timestamp::UNIX_EPOCH)],
        };
        let document = json!(invited);
        assert_eq!(document["outcome"], "created-anew");
        assert_eq!(document["mail"], "not-sent");
        assert_eq!(document["deleted"], json!(["sub-1"]));
        assert_eq!(document["warnings"][0]["code"], "invitation-expired");
        assert!(!print_invited(&invited, true).unwrap());
    }

    #[test]
    fn options_stand_in_hints_of_the_command_alone() {
        let hinted = |refusal: &AdminError| {
            let detail = refusal.to_string();
            assert!(!detail.contains("--"), "{detail}");
            with_hint(refusal.code(), &detail)
        };
        assert!(hinted(&AdminError::Unanswered(Cause::Deadline)).ends_with("(--resend)"));
        assert!(hinted(&AdminError::IsMember).contains("--member"));
        assert!(hinted(&AdminError::IssuerRequired).ends_with("(--issuer)"));
        let expired = Warning::InvitationExpired(jiff::Timestamp::UNIX_EPOCH);
        assert!(!expired.to_string().contains("--"));
        assert!(with_hint(expired.code(), "").contains("--resend"));
    }
}
