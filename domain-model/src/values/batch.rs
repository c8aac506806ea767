//! The words of a batch mail (batch-mail paper): how it is authenticated, and what it orders.

use super::rules::{broken_rules, debug_shows, text_value};

broken_rules! {
    /// Why a text is not a word of a batch mail.
    BatchWordError on "batch" {
        Method: "auth-method", "a mail is authenticated by plain, md5, pgp or smime";
        Referer: "batch-referer", "a reference has 1 to 64 characters and no control character";
        Command: "order-command", "an order is one of create, transfer, renew";
        Offer: "order-offer", "an offer is one of gold, platine, diamond";
        Hosting: "order-hosting", "hosting is one of none, 90plan, 720plan, xxlplan, mediaplan";
        Profile: "order-profile", "a reseller's profile is one of none, whiteLabel, agent";
        DnsGroup: "dns-group", "a group of name servers is one of hosting, dedicated, external";
    }
}

/// A closed list of words, read in any case.
macro_rules! words {
    ($(#[$doc:meta])* $Type:ident, $rule:ident { $($(#[$word_doc:meta])* $variant:ident => $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $Type {
            $($(#[$word_doc])* $variant,)+
        }

        impl $Type {
            /// All, in the order of the paper.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Reads the paper's word in any case.
            pub fn parse(word: &str) -> Result<Self, BatchWordError> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|known| known.as_str().eq_ignore_ascii_case(word))
                    .ok_or(BatchWordError::$rule)
            }

            /// The paper's word.
            pub fn as_str(&self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        text_value!($Type, BatchWordError);
    };
}

words! {
    /// How a mail proves that it comes from its account.
    AuthMethod, Method {
        /// The passphrase itself, in the mail.
        Plain => "plain",
        /// MD5 over passphrase and body.
        Md5 => "md5",
        /// An OpenPGP signature by a key of the account.
        Pgp => "pgp",
        /// A CMS signature by a certificate of the account.
        Smime => "smime",
    }
}

words! {
    /// What is ordered for a name.
    OrderCommand, Command {
        /// A registration.
        Create => "create",
        /// A transfer from another registrar.
        Transfer => "transfer",
        /// A renewal.
        Renew => "renew",
    }
}

words! {
    /// The offer under which a name is ordered.
    Offer, Offer {
        /// Gold.
        Gold => "gold",
        /// Platinum.
        Platine => "platine",
        /// Diamond.
        Diamond => "diamond",
    }
}

words! {
    /// The hosting ordered with a name.
    HostingPlan, Hosting {
        /// None.
        None => "none",
        /// 90plan.
        Plan90 => "90plan",
        /// 720plan.
        Plan720 => "720plan",
        /// xxlplan.
        Xxl => "xxlplan",
        /// mediaplan.
        Media => "mediaplan",
    }
}

words! {
    /// As what a reseller orders.
    ResellerProfile, Profile {
        /// As a customer.
        None => "none",
        /// Under its own brand.
        WhiteLabel => "whiteLabel",
        /// As an agent.
        Agent => "agent",
    }
}

words! {
    /// Whose name servers a name is to have.
    DnsGroup, DnsGroup {
        /// Ours, of the hosting.
        Hosting => "hosting",
        /// Ours, of a dedicated server.
        Dedicated => "dedicated",
        /// Others.
        External => "external",
    }
}

/// The sender's own reference of a request (`batch.referer`), unique within its account.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Referer(String);

impl Referer {
    /// Reads a reference: 1 to 64 characters, none of them a control character.
    pub fn parse(text: &str) -> Result<Self, BatchWordError> {
        let text = text.trim();
        let fits = (1..=64).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(BatchWordError::Referer) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(Referer, BatchWordError);
debug_shows!(Referer);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_in_any_case_and_others_refused() {
        for method in AuthMethod::ALL {
            assert_eq!(AuthMethod::parse(&method.as_str().to_ascii_uppercase()), Ok(*method));
        }
        assert_eq!(ResellerProfile::parse("whitelabel"), Ok(ResellerProfile::WhiteLabel));
        assert_eq!(HostingPlan::parse("1000plan"), Err(BatchWordError::Hosting));
        assert_eq!(OrderCommand::parse("delete"), Err(BatchWordError::Command));
    }

    #[test]
    fn a_reference_is_one_line() {
        assert_eq!(Referer::parse(" ma-ref-123456 ").unwrap().as_str(), "ma-ref-123456");
        for wrong in ["", "   ", "a\nb", &"x".repeat(65)] {
            assert_eq!(Referer::parse(wrong), Err(BatchWordError::Referer), "{wrong:?}");
        }
    }
}
