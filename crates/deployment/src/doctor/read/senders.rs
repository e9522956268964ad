//! What SES says of those who send mails through it.

use std::collections::BTreeSet;

use aws_config::Region;
use aws_sdk_sesv2::Client as Ses;
use aws_sdk_sesv2::config::Builder;
use aws_sdk_sesv2::types::EventType;
use cognito::UserPool;
use settings::Settings;

use super::Sources;
use crate::doctor::facts::{Account, ConfigurationSet, Fact, Identity, Sender};

/// Who sends, before SES is asked about it.
struct Sending {
    of: &'static str,
    /// What SES may know it by, the most exact first.
    names: Vec<String>,
    region: String,
    configuration_set: Option<String>,
}

impl Sources {
    pub(super) async fn senders(&self, pool: &Fact<UserPool>, settings: &Settings) -> Vec<Sender> {
        let mut senders = Vec::new();
        for sending in sending(pool, settings, self.region.as_ref()) {
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

/// The pool itself, unless a function sends its mails, and acceptance where the settings have mails of their own.
fn sending(pool: &Fact<UserPool>, settings: &Settings, home: &str) -> Vec<Sending> {
    let mut all = Vec::new();
    if let Fact::Read(pool) = pool
        && pool.mail_sender.is_none()
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
        let of_mail = |of, from: &str| Sending {
            of,
            names: names(from),
            region: home.to_owned(),
            configuration_set: mail.configuration_set.clone(),
        };
        let own = own_senders(settings);
        // A sender that every brand has replaced sends nothing.
        if own.iter().any(Option::is_none) {
            all.push(of_mail("[mail]", &mail.from));
        }
        let own: BTreeSet<String> = own.into_iter().flatten().collect();
        all.extend(own.iter().map(|from| of_mail("a brand's `from`", from)));
    }
    all
}

/// The sender of each brand that has one of its own. `check` reports brands that cannot be read.
fn own_senders(settings: &Settings) -> Vec<Option<String>> {
    let Ok(brands) = settings.load_brands() else {
        return vec![None];
    };
    brands
        .iter()
        .map(|brand| brand.config().from.clone())
        .collect()
}

/// What SES may know a sender by: its address, and the domain of that.
fn names(from: &str) -> Vec<String> {
    let address = from
        .rsplit_once('<')
        .map_or(from, |(_, rest)| rest.trim_end_matches('>'));
    let domain = address.rsplit_once('@').map(|(_, domain)| domain);
    [Some(address), domain]
        .into_iter()
        .flatten()
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn every_sender_of_a_brand_is_looked_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("invitations.toml");
        let settings = "[mail]\nfrom = 'N <welcome@n.example>'\n[brands]\ndefault = 'a'";
        fs::write(&file, settings).unwrap();
        let senders = |brands: &[(&str, &str)]| {
            for (brand, own) in brands {
                let folder = folder.path().join("brands").join(brand);
                fs::create_dir_all(&folder).unwrap();
                let text = format!("name = 'A'\nlinks = 'https://a.example'\n{own}");
                fs::write(folder.join("brand.toml"), text).unwrap();
            }
            let settings = Settings::load(&file).unwrap();
            let senders = sending(&Fact::Absent, &settings, "eu-west-1");
            let senders = senders.into_iter().map(|sending| sending.names.join(" "));
            senders.collect::<Vec<_>>()
        };
        let own = "from = 'B <hello@b.example>'";
        let of_mail = "welcome@n.example n.example";
        let of_brand = "hello@b.example b.example";
        assert_eq!(
            senders(&[("a", ""), ("b", own), ("c", own)]),
            [of_mail, of_brand]
        );
        assert_eq!(senders(&[("a", own)]), [of_brand]);
    }
}
