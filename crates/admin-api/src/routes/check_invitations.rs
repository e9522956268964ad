//! `POST /invitations/check`.

use std::collections::BTreeMap;

use administration::import_list::Listed;
use administration::{Expected, Rules};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::invitation_request::{InvitationRequest, ValidInvitation};
use crate::invite::check_free;
use crate::problem::PartialProblem;
use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};
use crate::routes::create_invitations::MAX_INVITATIONS;

/// How many invitations one request checks: Lambda takes six megabytes, and a list is looked
/// through within seconds.
pub(super) const MAX_CHECKED: usize = 1_000;

/// How many faults one answer has. More help nobody, and an answer has six megabytes at most.
const MAX_FAULTS: usize = 1_000;

/// The longest name of a group or attribute, in bytes, that a sentence of the roles can quote. A
/// longer one is refused by the validator, which shortens it (API reference, `CreateGroup`: 128
/// characters, of four bytes at most).
const MAX_QUOTED: usize = 512;

#[derive(Default, Deserialize, JsonSchema)]
pub(super) struct Parameters {
    /// 1 to 1,000 invitations, each as `createInvitation` takes it.
    #[serde(default)]
    #[schemars(required, length(min = 1, max = 1000))]
    invitations: Vec<InvitationRequest>,
}

/// What is wrong with which of the invitations, and what the others would come to.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Checked {
    /// What is wrong, in the order of the request; 1,000 faults at most.
    faults: Vec<RowFault>,
    /// How many faults are left out.
    left_out: usize,
    /// One for each invitation, in the order of the request.
    rows: Vec<Row>,
}

/// What is wrong with an invitation.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct RowFault {
    /// Which invitation, from 0.
    row: usize,
    /// The field, or an attribute by its name; none where it is the invitation as a whole.
    field: Option<String>,
    /// The stable code.
    code: String,
    /// One sentence that says what to do.
    detail: String,
}

/// What an invitation would come to.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Row {
    /// What it would come to at this moment; none where a fault stands against it, or where the list
    /// has more than 25 invitations, whose people are not looked up.
    would: Option<Expected>,
}

/// Says everything that is wrong with invitations before anybody is invited: what cannot be read,
/// what settings and pool refuse, what the caller may not give, and who stands in the list twice. Of
/// at most 25 people, as many as `createInvitations` takes, it says what would become of each.
/// Writes nothing.
pub(super) struct CheckInvitations;

impl Route for CheckInvitations {
    const VERB: Verb = Verb::CheckInvitations;
    const METHOD: Method = Method::POST;
    const PATH: &str = "/invitations/check";
    const SUMMARY: &str = "Say what is wrong with invitations, and invite nobody";
    const ANSWER: &str = "What is wrong with which, and what the others would come to";
    const CAN_MISS: bool = false;
    type Parameters = Parameters;
    type Answer = Checked;

    async fn handle(session: &mut Session<'_>, input: Input<Self>) -> Result<Checked, Problem> {
        let Parameters { invitations } = input.parameters()?;
        if invitations.is_empty() || invitations.len() > MAX_CHECKED {
            let detail = format!("invitations is a list of 1 to {MAX_CHECKED} invitations");
            return Err(Problem::malformed(detail));
        }

        session.authorize(&Action::only(Self::VERB)).await?;

        let verb = inviting_verb(session, invitations.len()).await?;
        let rules = session.rules().await?;
        let looks_up = invitations.len() <= MAX_INVITATIONS;
        let mut listed = rules.pool.map(Listed::new);
        let mut checked = Checked {
            faults: Vec::new(),
            left_out: 0,
            rows: Vec::new(),
        };
        for (row, request) in invitations.iter().enumerate() {
            let check = Check { verb, request };
            let mut faults = Vec::new();
            if let Some(listed) = &mut listed {
                faults.extend(request.note_in(listed, row));
            }
            let valid = check.read(session, &rules, &mut faults).await?;
            let mut would = None;
            if let (true, true, Some(valid)) = (looks_up, faults.is_empty(), valid) {
                match check.look_up(session, &valid).await? {
                    Ok(expected) => would = Some(expected),
                    Err(found) => faults.extend(found),
                }
            }
            checked.rows.push(Row { would });
            checked.note(row, faults);
        }
        Ok(checked)
    }
}

/// The verb by which so many people would be invited.
async fn inviting_verb(session: &mut Session<'_>, people: usize) -> Result<Verb, Problem> {
    let [first, second] = if people == 1 {
        [Verb::CreateInvitation, Verb::CreateInvitations]
    } else {
        [Verb::CreateInvitations, Verb::CreateInvitation]
    };
    let may = session.allows(&Action::only(first)).await?;
    Ok(if may { first } else { second })
}

/// One invitation, and the verb that would make it.
struct Check<'r> {
    verb: Verb,
    request: &'r InvitationRequest,
}

impl Check<'_> {
    /// Reads the invitation, and notes everything that is wrong with it by itself.
    async fn read(
        &self,
        session: &mut Session<'_>,
        rules: &Rules<'_>,
        faults: &mut Vec<PartialProblem>,
    ) -> Result<Option<ValidInvitation>, Problem> {
        let action = self.request.action(self.verb);
        let before = faults.len();
        let whole = Action {
            groups: &[],
            attributes: &BTreeMap::new(),
            force_alias_creation: false,
            link: false,
            ..action
        };
        // A caller who may not invite at all learns that once, and not for each group.
        if let Some(refused) = session.refusal(&whole).await? {
            faults.push(about(None, &refused));
            return Ok(None);
        }
        for group in action.groups {
            // A longer text is no name, which the validator says, and is not quoted.
            if group.len() > MAX_QUOTED {
                continue;
            }
            let one = Action {
                groups: std::slice::from_ref(group),
                ..whole
            };
            let refused = session.refusal(&one).await?;
            faults.extend(refused.map(|refused| about(Some("groups"), &refused)));
        }
        for (name, value) in action.attributes {
            if name.len() > MAX_QUOTED {
                continue;
            }
            let one = Action {
                attributes: &BTreeMap::from([(name.clone(), value.clone())]),
                ..whole
            };
            let refused = session.refusal(&one).await?;
            faults.extend(refused.map(|refused| about(Some(name), &refused)));
        }
        let forced = Action {
            force_alias_creation: action.force_alias_creation,
            ..whole
        };
        let refused = session.refusal(&forced).await?;
        faults.extend(refused.map(|refused| about(Some("force_alias_creation"), &refused)));
        let by_link = Action {
            link: action.link,
            ..whole
        };
        let refused = session.refusal(&by_link).await?;
        faults.extend(refused.map(|refused| about(Some("link"), &refused)));

        let (section, settings) = (&session.state.section, &session.state.settings);
        let valid = match self.request.validate(section, rules) {
            Ok(valid) => valid,
            Err(problem) => {
                faults.extend(problem.parts(0));
                return Ok(None);
            }
        };
        let policy_groups = valid.policy_groups(&settings.acceptance_policy());
        let action = Action {
            policy_groups: &policy_groups,
            ..action
        };
        // One role has to allow all of it, which each part alone does not show.
        if faults.len() == before
            && let Some(refused) = session.refusal(&action).await?
        {
            let is_of_address = refused.code == "policy-group-not-permitted";
            faults.push(about(is_of_address.then_some("email"), &refused));
        }
        Ok(Some(valid))
    }

    /// Looks up whom the invitation concerns: what it would come to, or what stands against it.
    async fn look_up(
        &self,
        session: &mut Session<'_>,
        valid: &ValidInvitation,
    ) -> Result<Result<Expected, Vec<PartialProblem>>, Problem> {
        let administration = session.administration().await?;
        let deadline = session.pool.deadline;
        let concerned = administration
            .concerned(valid.email(), valid.user_name(), deadline)
            .await?;
        let policy_groups = valid.policy_groups(&session.state.settings.acceptance_policy());
        let action = Action {
            policy_groups: &policy_groups,
            ..self.request.action(self.verb)
        };
        for account in &concerned {
            let user = session.pool.with_groups(account.clone()).await?;
            if let Some(refused) = session.refusal_on(&action, &user).await? {
                return Ok(Err(vec![about(Some("email"), &refused)]));
            }
        }
        let expected = match valid {
            ValidInvitation::User(invitation) => administration
                .expected(invitation, self.request.again(), &concerned, deadline)
                .await
                .map_err(Problem::from),
            ValidInvitation::Token(token) => {
                check_free(administration, &token.email, &concerned).map(|()| Expected::Issue)
            }
        };
        match expected {
            Ok(expected) => Ok(Ok(expected)),
            // The pool stands against this one.
            Err(problem) if problem.status.is_client_error() && problem.retry_after.is_none() => {
                Ok(Err(vec![about(Some("email"), &problem)]))
            }
            Err(problem) => Err(problem),
        }
    }
}

/// A problem as a fault of a field.
fn about(field: Option<&str>, problem: &Problem) -> PartialProblem {
    PartialProblem {
        index: None,
        field: field.map(str::to_owned),
        code: problem.code.to_owned(),
        detail: problem.detail.clone(),
    }
}

impl Checked {
    fn note(&mut self, row: usize, found: Vec<PartialProblem>) {
        for fault in found {
            if self.faults.len() == MAX_FAULTS {
                self.left_out += 1;
                continue;
            }
            self.faults.push(RowFault {
                row,
                field: fault.field.map(shortened),
                code: fault.code,
                detail: fault.detail,
            });
        }
    }
}

/// A name of the caller's own, as long as it can be one.
fn shortened(mut field: String) -> String {
    let end = field.floor_char_boundary(MAX_QUOTED);
    field.truncate(end);
    field
}
