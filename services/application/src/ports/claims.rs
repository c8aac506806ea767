//! Trademark claims: the notice that a registry's claim key stands for (RFC 9361: the claims notice information service
//! of the trademark database).

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain_model::values::{ClaimKey, DomainName, NoticeId};

/// Whether names are claimed, as their registry answers a claims check (RFC 8334, section 3.1.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedClaim {
    /// Which name.
    pub name: DomainName,
    /// The keys of its claims; none where it is not claimed. The first one opens the notice.
    pub keys: Vec<ClaimKey>,
    /// It is claimed, whether a key can be read or not.
    pub exists: bool,
}

/// A trademark claims notice, as the registrant is to read it before the name is ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimsNotice {
    /// Which.
    pub id: NoticeId,
    /// From when it may be used.
    pub not_before: DateTime<Utc>,
    /// Until when it may be used.
    pub not_after: DateTime<Utc>,
    /// The label that it is about.
    pub label: String,
    /// The marks that claim it.
    pub claims: Vec<TrademarkClaim>,
}

/// A mark that claims a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrademarkClaim {
    /// The mark.
    pub mark: String,
    /// Who holds it: a company or a person that published it as a mark.
    pub holder: String,
    /// Where it is registered.
    pub jurisdiction: String,
    /// Classes of the Nice classification.
    pub classes: Vec<u8>,
    /// The goods and services.
    pub goods_and_services: String,
}

impl ClaimsNotice {
    /// What the registrant reads and accepts: the form of the trademark clearinghouse ("Trademark Notice"), with the marks.
    pub fn text(&self) -> String {
        let mut text = format!(
            "TRADEMARK NOTICE {}\n\nYou have received this Trademark Notice because you have applied for a domain name \
             which matches at least one trademark record submitted to the Trademark Clearinghouse. You may or may not be \
             entitled to register the domain name depending on your intended use and whether it is the same or \
             significantly overlaps with the trademarks listed below. Your rights to register this domain name may or may \
             not be protected as noncommercial use or \"fair use\" by the laws of your country. If you have questions you \
             may wish to consult an attorney or legal expert on trademarks and intellectual property for guidance. If you \
             continue with this registration, you represent that you have received and you understand this notice, and to \
             the best of your knowledge, your registration and use of the requested domain name will not infringe on the \
             trademark rights listed below.\n",
            self.id
        );
        for claim in &self.claims {
            let classes: Vec<String> = claim.classes.iter().map(u8::to_string).collect();
            text += &format!(
                "\nMark: {}\nJurisdiction: {}\nGoods and services: {}\nClasses: {}\nRegistrant of the mark: {}\n",
                claim.mark,
                claim.jurisdiction,
                claim.goods_and_services,
                classes.join(", "),
                claim.holder
            );
        }
        text
    }
}

/// Where notices are looked up.
#[async_trait]
pub trait ClaimsNotices: Send + Sync {
    /// The notice that a key stands for.
    ///
    /// # Errors
    /// There is no such service here, it does not know the key, or it does not answer.
    async fn notice(&self, key: &ClaimKey, at: DateTime<Utc>) -> Result<ClaimsNotice, ClaimsNoticeError>;
}

/// Why there is no notice.
#[derive(Debug, thiserror::Error)]
pub enum ClaimsNoticeError {
    /// This registrar has no access to the trademark database: names under claims are not sold.
    #[error("no claims notice service is configured")]
    NotConfigured,
    /// The service does not know the key.
    #[error("the claims notice service does not know the key {0}")]
    UnknownKey(ClaimKey),
    /// The service did not answer.
    #[error("looking up the claims notice {key}")]
    Unreachable {
        /// Which.
        key: ClaimKey,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// No service is configured.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoClaimsNotices;

#[async_trait]
impl ClaimsNotices for NoClaimsNotices {
    async fn notice(&self, _: &ClaimKey, _: DateTime<Utc>) -> Result<ClaimsNotice, ClaimsNoticeError> {
        Err(ClaimsNoticeError::NotConfigured)
    }
}
