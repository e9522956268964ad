//! `GET /me`.

use std::collections::{BTreeMap, BTreeSet};

use administration::{LONGEST_LIFETIME, Rules, USUAL_LIFETIME, inviter_name, keeps_record};
use authorization::Role;
use cognito::user_pool::{Attribute, Naming};
use cognito::{UserPool, ValueRule};
use invitation::{AttributeName, BRAND_ATTRIBUTE, GroupName};
use messages::Brand;
use schemars::JsonSchema;
use serde::Serialize;

use crate::route::{Action, Input, Method, Problem, Route, Session, Verb};
use crate::routes::check_invitations::MAX_CHECKED;
use crate::routes::create_invitations::MAX_INVITATIONS;

/// The verbs that invite.
const INVITING: [Verb; 3] = [
    Verb::CreateInvitation,
    Verb::CreateInvitations,
    Verb::ResendInvitation,
];

/// The fields of an invitation that are attributes of the user. The verb is enough for them.
const FIELDS: [&str; 3] = ["given_name", "family_name", "locale"];

/// Attributes that Cognito alone writes, though the schema calls one of them mutable.
const COGNITO_S_OWN: [&str; 2] = ["sub", "identities"];

const HOURS_OF_DAY: u32 = 24;

/// Who calls, and what the caller may do.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Me {
    /// The immutable identifier.
    sub: String,
    /// The user name.
    user_name: String,
    /// The address, as the pool shows it now.
    email: Option<String>,
    /// Whether the address counts as verified.
    email_verified: bool,
    /// The name that mails show of the caller.
    name: Option<String>,
    /// Each verb, and whether a role of the caller has it. It can still be refused on some users.
    /// Everybody may do `signUserOut` to themselves.
    verbs: BTreeMap<&'static str, bool>,
    /// The caller's roles. One role has to allow all of a request: rights of two do not add up.
    roles: Vec<OwnRole>,
    /// The existing groups that the caller may give or take away.
    groups: Vec<OwnGroup>,
    /// The attributes that the caller may set.
    attributes: Vec<OwnAttribute>,
    /// What an invitation of the caller can be; none where the caller cannot invite.
    invitations: Option<Inviting>,
}

/// A role of the caller, as the settings write it.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct OwnRole {
    /// The groups that give the caller this role.
    members: Vec<String>,
    /// Its verbs.
    verbs: Vec<&'static str>,
    /// The groups that it may give, and on whose members it may act.
    groups: Vec<String>,
    /// The attributes that it may set; `*` is every one except those that have to be named.
    attributes: Vec<String>,
    /// Whether it may take an address from a member.
    force_alias_creation: bool,
    /// Whether it may get the links of its own invitations.
    link: bool,
    /// Whether its groups never lose their last member who can sign in.
    administrators: bool,
}

/// A group that the caller may give.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct OwnGroup {
    /// The name.
    name: String,
    /// What the pool says that it is for.
    description: Option<String>,
    /// The verbs that the caller may name it with.
    verbs: Vec<&'static str>,
}

/// An attribute that the caller may set, as the pool's schema describes it.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct OwnAttribute {
    /// The name, `custom:` included.
    name: String,
    /// `String`, `Number`, `DateTime` or `Boolean`.
    r#type: String,
    /// Whether every user needs it.
    required: bool,
    /// Whether it can be changed after the user's creation.
    mutable: bool,
    /// Of a text, the fewest characters.
    min_length: Option<usize>,
    /// Of a text, the most characters.
    max_length: Option<usize>,
    /// Of a number, the smallest. As text: it can have more digits than JavaScript counts.
    minimum: Option<String>,
    /// Of a number, the largest.
    maximum: Option<String>,
    /// The verbs that set it. An invitation has fields for `given_name`, `family_name` and
    /// `locale`, and takes the others in `attributes`.
    verbs: Vec<&'static str>,
}

/// What an invitation of the caller can be.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a member of its own of the document"
)]
struct Inviting {
    user_name: UserName,
    /// The brands, the default one first.
    brands: Vec<OwnBrand>,
    /// Whether an invitation can name a brand.
    keeps_brand: bool,
    /// Whether the pool keeps who invites, and an end other than that of the temporary password.
    keeps_record: bool,
    /// How long an invitation of a user is open.
    expires: Hours,
    /// How long an invitation to sign up is open; none where the API issues none.
    self_sign_up: Option<Hours>,
    /// Whether an invitation may take the address from a member.
    force_alias_creation: bool,
    /// Whether an invitation may be handed over by its link.
    link: bool,
    /// How many invitations one request takes.
    max_bulk: usize,
    /// How many one request checks.
    max_check: usize,
}

/// Whether an invitation has a user name.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum UserName {
    /// The address is the user name.
    None,
    /// It is generated where none is given.
    Optional,
    /// People sign in with it.
    Required,
}

/// A brand of mails and pages.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct OwnBrand {
    /// Its name in the configuration.
    name: String,
    /// Its languages.
    locales: Vec<String>,
}

/// How long something is open, in hours.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Hours {
    /// Where a request says nothing.
    default_hours: i64,
    /// At most.
    max_hours: i64,
}

/// Says who calls, and what the caller may do, so that a front end offers nothing that a call would
/// refuse. Whoever has no role learns that, and nothing of the pool.
pub(super) struct GetMe;

impl Route for GetMe {
    const VERB: Verb = Verb::GetMe;
    const METHOD: Method = Method::GET;
    const PATH: &str = "/me";
    const SUMMARY: &str = "Say who calls and what the caller may do; without a role";
    const ANSWER: &str = "The caller, with roles, groups, attributes and what invitations can be";
    const CAN_MISS: bool = false;
    type Parameters = ();
    type Answer = Me;

    async fn handle(session: &mut Session<'_>, _input: Input<Self>) -> Result<Me, Problem> {
        session.authorize(&Action::only(Self::VERB)).await?;

        let (account, own_groups) = session.me().await?;
        let mut verbs = BTreeMap::new();
        for &verb in Verb::ALL {
            let is_allowed = May::new(session, verb).verb().await?;
            verbs.insert(verb.as_str(), is_allowed);
        }
        let state = session.state;
        let roles: Vec<&Role> = state
            .section
            .roles
            .iter()
            .filter(|role| role.is_of(&own_groups))
            .collect();
        let mut me = Me {
            sub: session.caller().sub.clone(),
            user_name: session.caller().user_name.clone(),
            email: None,
            email_verified: false,
            name: None,
            verbs,
            roles: roles
                .iter()
                .map(|role| OwnRole::new(role, &own_groups))
                .collect(),
            groups: Vec::new(),
            attributes: Vec::new(),
            invitations: None,
        };
        if let Some(account) = account {
            let attributes = &account.attributes;
            me.email = attributes.get("email").map(str::to_owned);
            me.email_verified = account.has_verified_email();
            me.name = inviter_name(attributes).map(|name| name.as_str().to_owned());
        }
        if roles.is_empty() {
            return Ok(me);
        }
        let pool_rules = session.rules().await?;
        me.groups = groups(session, &roles).await?;
        if let Some(pool) = pool_rules.pool {
            me.attributes = attributes(session, pool).await?;
            me.invitations = inviting(session, pool, &pool_rules).await?;
        }
        Ok(me)
    }
}

/// Asks whether the caller may do one verb, with more and more of what a request can name.
struct May<'s, 'a> {
    session: &'s mut Session<'a>,
    verb: Verb,
    /// The groups that everybody gets whom the verb invites. They count as given.
    policy_groups: BTreeSet<GroupName>,
}

impl<'s, 'a> May<'s, 'a> {
    fn new(session: &'s mut Session<'a>, verb: Verb) -> Self {
        let policy = session.state.settings.acceptance_policy();
        let groups = &policy.admin_created.groups;
        let policy_groups = if INVITING.contains(&verb) {
            groups.given_to(None, policy.assignable)
        } else {
            BTreeSet::new()
        };
        Self {
            session,
            verb,
            policy_groups,
        }
    }

    async fn action(self, action: Action<'_>) -> Result<bool, Problem> {
        let action = Action {
            verb: self.verb,
            policy_groups: &self.policy_groups,
            ..action
        };
        self.session.allows(&action).await
    }

    async fn verb(self) -> Result<bool, Problem> {
        let action = Action::only(self.verb);
        self.action(action).await
    }

    async fn give(self, group: &str) -> Result<bool, Problem> {
        if INVITING.contains(&self.verb) {
            let assignable = &self.session.state.settings.grants.assignable_groups;
            if !assignable.iter().any(|other| other.as_str() == group) {
                return Ok(false);
            }
        }
        let groups = [group.to_owned()];
        let action = Action {
            groups: &groups,
            ..Action::only(self.verb)
        };
        self.action(action).await
    }

    async fn set(self, name: &str, attribute: &Attribute) -> Result<bool, Problem> {
        let is_created = matches!(self.verb, Verb::CreateInvitation | Verb::CreateInvitations);
        if COGNITO_S_OWN.contains(&name) || !(attribute.mutable || is_created) {
            return Ok(false);
        }
        if INVITING.contains(&self.verb) {
            if FIELDS.contains(&name) {
                return self.verb().await;
            }
            let assignable = &self.session.state.settings.grants.assignable_attributes;
            let parsed = name.parse::<AttributeName>();
            if !parsed.is_ok_and(|name| assignable.contains(&name)) {
                return Ok(false);
            }
        }
        let attributes = BTreeMap::from([(name.to_owned(), String::new())]);
        let action = Action {
            attributes: &attributes,
            ..Action::only(self.verb)
        };
        self.action(action).await
    }
}

async fn groups(session: &mut Session<'_>, roles: &[&Role]) -> Result<Vec<OwnGroup>, Problem> {
    let named = roles.iter().flat_map(|role| &role.groups);
    let named: BTreeSet<&str> = named.map(GroupName::as_str).collect();
    let mut own = Vec::new();
    for group in session.pool.groups(&named).await? {
        let name = group.group_name.unwrap_or_default();
        let mut verbs = Vec::new();
        for verb in [Verb::AddUserToGroup, Verb::RemoveUserFromGroup]
            .into_iter()
            .chain(INVITING)
        {
            if May::new(session, verb).give(&name).await? {
                verbs.push(verb.as_str());
            }
        }
        if !verbs.is_empty() {
            own.push(OwnGroup {
                name,
                description: group.description,
                verbs,
            });
        }
    }
    Ok(own)
}

async fn attributes(
    session: &mut Session<'_>,
    pool: &UserPool,
) -> Result<Vec<OwnAttribute>, Problem> {
    let mut own = Vec::new();
    for (name, attribute) in &pool.schema {
        let mut verbs = Vec::new();
        for verb in [Verb::UpdateUserAttributes].into_iter().chain(INVITING) {
            if May::new(session, verb).set(name, attribute).await? {
                verbs.push(verb.as_str());
            }
        }
        if !verbs.is_empty() {
            own.push(OwnAttribute::new(name, attribute, verbs));
        }
    }
    Ok(own)
}

async fn inviting(
    session: &mut Session<'_>,
    pool: &UserPool,
    rules: &Rules<'_>,
) -> Result<Option<Inviting>, Problem> {
    let user_name = match pool.naming {
        Naming::Address => UserName::None,
        Naming::BesideAddress => UserName::Optional,
        Naming::Given => UserName::Required,
        // Nobody can be invited by e-mail.
        Naming::PhoneNumber => return Ok(None),
    };
    let mut may_invite = false;
    let mut may_force = false;
    let mut may_link = false;
    for verb in [Verb::CreateInvitation, Verb::CreateInvitations] {
        may_invite |= May::new(session, verb).verb().await?;
        let forcing = Action {
            force_alias_creation: true,
            ..Action::only(verb)
        };
        may_force |= May::new(session, verb).action(forcing).await?;
        let linking = Action {
            link: true,
            ..Action::only(verb)
        };
        may_link |= May::new(session, verb).action(linking).await?;
    }
    if !may_invite {
        return Ok(None);
    }
    let validity = i64::from(u32::from(pool.validity_days) * HOURS_OF_DAY);
    let issues = session.state.section.signing_key.is_some();
    Ok(Some(Inviting {
        user_name,
        brands: rules.brands.iter().map(OwnBrand::new).collect(),
        keeps_brand: pool.schema.contains_key(BRAND_ATTRIBUTE),
        keeps_record: keeps_record(pool),
        expires: Hours {
            default_hours: validity,
            max_hours: validity,
        },
        self_sign_up: issues.then(|| Hours {
            default_hours: USUAL_LIFETIME.as_hours(),
            max_hours: LONGEST_LIFETIME.as_hours(),
        }),
        force_alias_creation: may_force && pool.naming == Naming::BesideAddress,
        link: may_link && keeps_record(pool),
        max_bulk: MAX_INVITATIONS,
        max_check: MAX_CHECKED,
    }))
}

impl OwnRole {
    fn new(role: &Role, own_groups: &BTreeSet<String>) -> Self {
        let names = |groups: &BTreeSet<GroupName>| -> Vec<String> {
            groups.iter().map(ToString::to_string).collect()
        };
        let mut members = names(&role.members);
        // Which other groups have the role is not the caller's to know.
        members.retain(|group| own_groups.contains(group));
        let verbs = Verb::ALL.iter().filter(|verb| role.verbs.contains(**verb));
        Self {
            members,
            verbs: verbs.map(|verb| verb.as_str()).collect(),
            groups: names(&role.groups),
            attributes: role.attributes.iter().cloned().collect(),
            force_alias_creation: role.force_alias_creation,
            link: role.link,
            administrators: role.administrators,
        }
    }
}

impl OwnAttribute {
    fn new(name: &str, attribute: &Attribute, verbs: Vec<&'static str>) -> Self {
        let (min_length, max_length) = match attribute.rule {
            ValueRule::Text { min, max } => (Some(min), Some(max)),
            _ => (None, None),
        };
        let (minimum, maximum) = match attribute.rule {
            ValueRule::Number { min, max } => (min, max),
            _ => (None, None),
        };
        Self {
            name: name.to_owned(),
            r#type: attribute.kind.clone(),
            required: attribute.required,
            mutable: attribute.mutable,
            min_length,
            max_length,
            minimum: minimum.map(|number| number.to_string()),
            maximum: maximum.map(|number| number.to_string()),
            verbs,
        }
    }
}

impl OwnBrand {
    fn new(brand: &Brand) -> Self {
        let locales = brand.locales();
        Self {
            name: brand.name().to_owned(),
            locales: locales.iter().map(ToString::to_string).collect(),
        }
    }
}
