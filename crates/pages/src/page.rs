//! The five pages.

use strum::IntoStaticStr;

/// A page of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Page {
    /// Where an administrator's invitation is accepted.
    Accept,
    /// Where one signs up, with an invitation token or without.
    Join,
    /// Where a sign-up is confirmed.
    Confirm,
    /// Where a new password is chosen.
    Reset,
    /// The start page, which the button of the welcome mail leads to.
    Home,
}

impl Page {
    /// Every page.
    pub const ALL: [Self; 5] = [
        Self::Accept,
        Self::Join,
        Self::Confirm,
        Self::Reset,
        Self::Home,
    ];

    /// The name of its script and of its sentences, such as `accept`.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Its path on the brand's origin; links have it without a slash at the end.
    pub fn path(self) -> &'static str {
        match self {
            Self::Accept => "/accept",
            Self::Join => "/join",
            Self::Confirm => "/confirm",
            Self::Reset => "/reset",
            Self::Home => "/",
        }
    }

    /// The file that a host serves at that path.
    pub fn file(self) -> &'static str {
        match self {
            Self::Accept => "accept/index.html",
            Self::Join => "join/index.html",
            Self::Confirm => "confirm/index.html",
            Self::Reset => "reset/index.html",
            Self::Home => "index.html",
        }
    }

    /// Whether the page ever says this sentence, by its name among the brand's page texts, labels of
    /// fields aside. What it never says, nobody waits for.
    pub(crate) fn says(self, sentence: &str) -> bool {
        let (message, attribute) = sentence.split_once('.').unwrap_or((sentence, ""));
        let shared = message == "page" && self.shares(attribute);
        let problem = message == "problem" && self.meets(attribute);
        let own = message == self.name();
        let rule = message == "rule" && matches!(self, Self::Accept | Self::Join | Self::Reset);
        // A code that was sent is typed where the sign-up began.
        let confirms = self == Self::Join
            && message == "confirm"
            && matches!(
                attribute,
                "action"
                    | "sent"
                    | "sent-somewhere"
                    | "done"
                    | "done-heading"
                    | "already"
                    | "already-heading"
            );
        shared || problem || own || confirms || rule
    }

    /// Whether this page says a sentence of those that several pages say.
    fn shares(self, attribute: &str) -> bool {
        match attribute {
            // It stands in the document.
            "no-script" => false,
            "temporary-password" | "new-invitation" => self == Self::Accept,
            "email" => matches!(self, Self::Accept | Self::Join | Self::Reset),
            "not-an-email" | "invitation" | "optional" | "read" | "choose" => self == Self::Join,
            "choose-password" | "incomplete" => matches!(self, Self::Accept | Self::Join),
            "new-password" => self == Self::Reset,
            "copy" | "copied" => self == Self::Confirm,
            "code" | "enter-code" | "send-code" | "show" | "hide" | "user-name" | "fill-in"
            | "working" | "continuing" => self != Self::Home,
            _ => true,
        }
    }

    /// Whether a call of this page can end like this, by the codes of `invitations.d.ts`.
    fn meets(self, problem: &str) -> bool {
        match problem {
            "account-disabled" => matches!(self, Self::Accept | Self::Confirm | Self::Reset),
            "account-exists" => matches!(self, Self::Accept | Self::Join | Self::Confirm),
            "invitation-expired" => matches!(self, Self::Accept | Self::Reset),
            "link-used" => self == Self::Accept,
            "not-confirmed" | "reset-required" => matches!(self, Self::Accept | Self::Reset),
            "link-not-valid" => matches!(self, Self::Accept | Self::Confirm),
            "attributes-missing" | "attributes-refused" => {
                matches!(self, Self::Accept | Self::Join)
            }
            "password-refused" | "password-used-before" => {
                matches!(self, Self::Accept | Self::Join | Self::Reset)
            }
            "code-wrong" | "code-expired" | "code-not-delivered" => {
                matches!(self, Self::Join | Self::Confirm | Self::Reset)
            }
            "sign-up-closed" => self == Self::Join,
            "reset-not-possible" => self == Self::Reset,
            _ => self != Self::Home,
        }
    }

    /// The keys of the heading and the text that stand in the document, among the brand's page
    /// texts: what most people read first. The script knows better, once it has seen the link.
    pub(crate) fn at_first(self, invitation_required: bool) -> (&'static str, &'static str) {
        match self {
            Self::Accept => ("accept.heading", "accept.body"),
            Self::Join if invitation_required => ("join.heading", "join.body"),
            Self::Join => ("join.heading", "join.open"),
            Self::Confirm => ("confirm.heading", "confirm.typed"),
            Self::Reset => ("reset.heading", "reset.body"),
            Self::Home => ("home.heading", "home.body"),
        }
    }

    /// The key of its title among the brand's page texts.
    pub(crate) fn title(self) -> String {
        format!("{}.title", self.name())
    }
}
