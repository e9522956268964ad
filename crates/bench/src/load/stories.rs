//! What people do, from the invitation to the last sign-in.

use std::collections::BTreeSet;
use std::time::Instant;

use administration::{
    HookData, IfInvited, Invitation, IssuedToken, Profile, RecordRequest, Scope, TokenRequest,
    issue,
};
use anyhow::{Context, Result, bail, ensure};
use aws_sdk_cognitoidentityprovider::operation::sign_up::builders::SignUpFluentBuilder;
use aws_sdk_cognitoidentityprovider::types::AttributeType;
use invitation::{GroupName, INVITATION_ATTRIBUTE};
use jiff::SignedDuration;
use playground::local_pool::CLIENT_ID;
use playground::simulate::link::Link;
use secrecy::ExposeSecret;

use super::calls::Refused;
use super::claims::Tokens;
use super::deployment::{Deployment, POOL_ID, deadline};
use super::person::{Abuse, Groups, Person, Story};
use super::played::Played;
use super::sign_in::PASSWORD;

/// How often an administrator creates an invitation that was not whole.
const CREATIONS: u32 = 5;

/// How long a token says yes, which is the default of `invitations issue`.
const TOKEN_LIFETIME: SignedDuration = SignedDuration::from_hours(72);

/// Plays one person's story.
pub(crate) async fn play(deployment: &Deployment, person: Person) -> Played {
    let mut played = Played {
        person,
        first: None,
        last: None,
        repeated: 0,
        problems: Vec::new(),
    };
    let begin = Instant::now();
    if let Err(problem) = deployment.play(&mut played).await {
        played.problems.push(format!("{problem:#}"));
    }
    let story = format!("the whole story {}", played.person.story);
    deployment.calls.measure(story, begin.elapsed());
    played
}

impl Deployment {
    async fn play(&self, played: &mut Played) -> Result<()> {
        let person = &played.person;
        if person.abuse == Some(Abuse::AnothersToken) {
            self.try_anothers_token(person).await?;
        }
        let first = match person.story {
            Story::Created => self.created(person).await?,
            Story::Invited => self.invited(person).await?,
            Story::Allowed => self.allowed(person).await?,
        };
        played.first = Some(first.clone());
        // Anybody who was created signs in once more: the first token says what a hook adds to it,
        // and the next one what the pool has.
        let next = match person.story {
            Story::Created => self.sign_in(&person.email).await?,
            Story::Invited | Story::Allowed => first,
        };
        let promised = person.promised();
        let (last, repeated) = self.sign_in_until(&person.email, &promised, next).await?;
        played.last = Some(last);
        played.repeated = repeated;
        Ok(())
    }

    /// Story A: an administrator creates the user, who replaces the temporary password.
    async fn created(&self, person: &Person) -> Result<Tokens> {
        self.pace.turns(person.invited_to.len()).await?;
        let begin = Instant::now();
        self.create(person).await?;
        self.calls.measure("invitations create", begin.elapsed());
        let link = self.mailed_link(&person.email)?;
        let user_name = link.get("username").context("the link names nobody")?;
        let password = link.get("password").context("the link has no password")?;
        // Every group of the policy, and the mark that the invitation is accepted.
        self.pace.turns(person.by_policy.len() + 1).await?;
        self.first_sign_in(user_name, password, person.metadata())
            .await
    }

    /// Story B: a token is mailed, and signs the person up.
    async fn invited(&self, person: &Person) -> Result<Tokens> {
        let token = self.issue(&person.email, &person.invited_to)?;
        let brand = self.mailer.brands().select([]);
        let mailed = token.mail(&self.mailer, brand, deadline()).await;
        if let Err(why) = mailed {
            bail!("the token was not mailed: {why}");
        }
        let link = self.mailed_link(&person.email)?;
        let token = link.get("invitation").context("the link has no token")?;
        // Every group, and the attribute that is blanked.
        self.pace.turns(person.promised().len() + 1).await?;
        let sign_up = self.sign_up(&person.email, Some(token))?;
        let sign_up = sign_up.set_client_metadata(person.metadata());
        let confirmed = self.send_sign_up(&sign_up).await?;
        ensure!(confirmed, "a token did not confirm its sign-up");
        self.sign_in(&person.email).await
    }

    /// Story C: a sign-up is confirmed by the link in its mail.
    async fn allowed(&self, person: &Person) -> Result<Tokens> {
        let sign_up = self.sign_up(&person.email, None)?;
        let sign_up = sign_up.set_client_metadata(person.metadata());
        let confirmed = self.send_sign_up(&sign_up).await?;
        ensure!(
            !confirmed,
            "a sign-up without a token was confirmed at once"
        );
        let link = self.mailed_link(&person.email)?;
        let request = self
            .cognito
            .confirm_sign_up()
            .client_id(CLIENT_ID)
            .username(link.get("username").context("the link names nobody")?)
            .confirmation_code(link.get("code").context("the link has no code")?)
            .set_client_metadata(person.metadata());
        self.pace.turns(person.by_policy.len()).await?;
        let send = || request.clone().send();
        self.calls.make("ConfirmSignUp", send).await?;
        self.sign_in(&person.email).await
    }

    /// A stranger, whom the policy would let in, brings a token for somebody else.
    async fn try_anothers_token(&self, person: &Person) -> Result<()> {
        let number = person.number;
        let victim = format!("victim-{number}@client.example");
        let token = self.issue(&victim, &person.invited_to)?;
        let stranger = format!("mallory-{number}@example.com");
        let sign_up = self.sign_up(&stranger, Some(token.token.expose_secret()))?;
        match self.send_sign_up(&sign_up).await {
            Err(refused) if refused.text.contains("invitation-invalid") => Ok(()),
            Err(refused) => bail!("a stranger's sign-up was refused otherwise: {refused}"),
            Ok(_) => bail!("{stranger} got in with another's token"),
        }
    }

    /// Creates the invitation, and creates it again while it is incomplete.
    async fn create(&self, person: &Person) -> Result<()> {
        let invitation = Invitation {
            email: person.email.parse()?,
            user_name: None,
            profile: Profile {
                given_name: Some(format!("Person {}", person.number)),
                groups: names(&person.invited_to)?,
                ..Profile::default()
            },
            hook_data: HookData {
                client_metadata: person.metadata().into_iter().flatten().collect(),
                ..HookData::default()
            },
            force_alias_creation: false,
            record: RecordRequest::default(),
        };
        for _ in 0..CREATIONS {
            let creation = self.administration.create(
                &invitation,
                IfInvited::Complete,
                Scope::Anybody,
                self.now(),
                deadline(),
            );
            if creation.await?.warnings.is_empty() {
                return Ok(());
            }
        }
        bail!("the invitation was incomplete {CREATIONS} times")
    }

    fn issue(&self, email: &str, groups: &Groups) -> Result<IssuedToken> {
        let request = TokenRequest {
            user_pool_id: POOL_ID.to_owned(),
            email: email.parse()?,
            groups: names(groups)?,
            attributes: [].into(),
            brand: None,
            locale: None,
            inviter: None,
            issuer: None,
            lifetime: TOKEN_LIFETIME,
        };
        Ok(issue(&request, &self.settings, &self.key, self.now())?)
    }

    /// A sign-up as the page behind a link makes it.
    fn sign_up(&self, email: &str, token: Option<&str>) -> Result<SignUpFluentBuilder> {
        let mut request = self
            .cognito
            .sign_up()
            .client_id(CLIENT_ID)
            .username(email)
            .password(PASSWORD)
            .user_attributes(pair("email", email)?)
            .validation_data(pair("terms", "accepted")?);
        if let Some(token) = token {
            request = request
                .user_attributes(pair(INVITATION_ATTRIBUTE, token)?)
                .validation_data(pair("invitation", token)?);
        }
        Ok(request)
    }

    /// Whether the person is confirmed by it.
    async fn send_sign_up(&self, request: &SignUpFluentBuilder) -> Result<bool, Refused> {
        let answer = self.calls.make("SignUp", || request.clone().send()).await?;
        Ok(answer.user_confirmed())
    }

    /// The link in the newest mail to this address, as the person opens it.
    fn mailed_link(&self, email: &str) -> Result<Link> {
        let newest = self.local.newest_message_to(email);
        let link = newest.as_ref().and_then(Link::in_message);
        link.context("no link was mailed")
    }
}

fn names(groups: &Groups) -> Result<BTreeSet<GroupName>> {
    let names = groups.iter().map(|group| Ok(group.parse()?));
    names.collect()
}

fn pair(name: &str, value: &str) -> Result<AttributeType> {
    Ok(AttributeType::builder().name(name).value(value).build()?)
}
