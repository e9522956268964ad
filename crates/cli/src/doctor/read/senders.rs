//! What SES says of those who send mails through it.

use aws_config::Region;
use aws_sdk_sesv2::Client as Ses;
use aws_sdk_sesv2::config::Builder;
use aws_sdk_sesv2::types::EventType;
use settings::Settings;

use super::Sources;
use crate::connection::region;
use crate::doctor::facts::{Account, ConfigurationSet, Fact, Identity, Pool, Sender};

/// Who sends, before SES is asked about it.
struct Sending {
    of: &'static str,
    /// What SES may know it by, the most exact first.
    names: Vec<String>,
    region: String,
    configuration_set: Option<String>,
}

impl Sources {
    pub(super) async fn senders(&self, pool: &Fact<Pool>, settings: &Settings) -> Vec<Sender> {
        let mut senders = Vec::new();
        for sending in sending(pool, settings, region(&self.pool_id).as_ref()) {
            senders.push(self.sender(sending).await);
        }
        senders
    }

    async fn sender(&self, sending: Sending) -> Sender {
        let config = Builder::from(&self.aws).region(Region::new(sending.region.clone()));
        let ses = Ses::from_conf(config.build());
        let account = self.ask("ses:GetAccount", ses.get_account().send()).await;
        let account = account.map(|answer| Account {
            in_production: answer.production_access_enabled(),
            may_send: answer.sending_enabled(),
        });
        let mut name = String::new();
        let mut identity = Fact::Absent;
        for candidate in sending.names {
            let request = ses.get_email_identity().email_identity(&candidate);
            let answer = self.ask("ses:GetEmailIdentity", request.send()).await;
            name = candidate;
            identity = answer.map(|answer| Identity {
                is_verified: answer.verified_for_sending_status(),
                configuration_set: answer.configuration_set_name,
            });
            if identity != Fact::Absent {
                break;
            }
        }
        // An identity can have a set of its own, for mails that name none.
        let own = match &identity {
            Fact::Read(identity) => identity.configuration_set.clone(),
            _ => None,
        };
        let configuration_set = match sending.configuration_set.or(own) {
            Some(name) => {
                let set = self.configuration_set(&ses, &name).await;
                Some((name, set))
            }
            None => None,
        };
        Sender {
            of: sending.of,
            name,
            region: sending.region,
            account,
            identity,
            configuration_set,
        }
    }

    async fn configuration_set(&self, ses: &Ses, name: &str) -> Fact<ConfigurationSet> {
        let request = ses.get_configuration_set().configuration_set_name(name);
        let answer = self.ask("ses:GetConfigurationSet", request.send()).await;
        let tracking = match answer {
            Fact::Read(answer) => answer.tracking_options,
            other => return other.map(|_| ConfigurationSet::default()),
        };
        let request = ses
            .get_configuration_set_event_destinations()
            .configuration_set_name(name);
        let action = "ses:GetConfigurationSetEventDestinations";
        let answer = self.ask(action, request.send()).await;
        answer.map(|answer| {
            let destinations = answer.event_destinations.unwrap_or_default();
            let of_clicks = destinations.into_iter().filter(|destination| {
                destination.enabled && destination.matching_event_types.contains(&EventType::Click)
            });
            ConfigurationSet {
                redirect_domain: tracking
                    .map(|tracking| tracking.custom_redirect_domain)
                    .filter(|domain| !domain.is_empty()),
                click_destinations: of_clicks.map(|destination| destination.name).collect(),
            }
        })
    }
}

/// The pool itself, and acceptance where the settings have mails of their own.
fn sending(pool: &Fact<Pool>, settings: &Settings, home: &str) -> Vec<Sending> {
    let mut all = Vec::new();
    if let Fact::Read(pool) = pool
        && let Some(arn) = &pool.email.identity
    {
        // arn:<partition>:ses:<Region>:<account>:identity/<name>
        let region = arn.split(':').nth(3).unwrap_or(home);
        let name = arn
            .rsplit_once("identity/")
            .map_or(arn.as_str(), |(_, name)| name);
        all.push(Sending {
            of: "the user pool",
            names: vec![name.to_owned()],
            region: region.to_owned(),
            configuration_set: pool.email.configuration_set.clone(),
        });
    }
    if let Some(mail) = &settings.mail {
        let address = mail
            .from
            .rsplit_once('<')
            .map_or(mail.from.as_str(), |(_, rest)| rest.trim_end_matches('>'));
        let domain = address
            .rsplit_once('@')
            .map(|(_, domain)| domain.to_owned());
        all.push(Sending {
            of: "[mail]",
            names: [address.to_owned()].into_iter().chain(domain).collect(),
            region: home.to_owned(),
            configuration_set: mail.configuration_set.clone(),
        });
    }
    all
}
