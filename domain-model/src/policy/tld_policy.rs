//! The rules of one TLD as they are in force from a day on. Every number is data of the catalogue; nothing
//! here decides.

use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::launch::LaunchRules;
use super::trade_rules::{TradeRules, VoteRules};
use crate::values::{Country, LegalForm, RegistryId, Tld};

/// Which rules were applied: the TLD and the day from which they are in force, `com@2016-12-01`. Events carry
/// it, so that a replay never reads the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleId {
    /// The suffix.
    pub tld: Tld,
    /// The first day of these rules.
    pub from: NaiveDate,
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.tld, self.from)
    }
}

impl Serialize for RuleId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RuleId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let text = String::deserialize(deserializer)?;
        let (tld, from) = text.split_once('@').ok_or_else(|| D::Error::custom("a rule is TLD@DAY"))?;
        let tld = Tld::parse(tld).map_err(D::Error::custom)?;
        Ok(Self { tld, from: from.parse().map_err(D::Error::custom)? })
    }
}

/// The rules of a TLD from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TldPolicy {
    /// The suffix below which names are registered.
    pub tld: Tld,
    /// The name of these rules.
    pub rule: RuleId,
    /// The registry, by the name that the configuration maps to an endpoint.
    pub registry: RegistryId,
    /// The group that the SOAP paper's `domain_multicheck` puts it in.
    pub group: TldGroup,
    /// What may be registered as the label below the suffix.
    pub label: LabelRules,
    /// For how long a name is registered.
    pub periods: PeriodRules,
    /// The contacts that the registry wants beside the registrant.
    pub contacts_needed: BTreeSet<ContactRole>,
    /// Who may be registrant.
    pub eligibility: EligibilityRules,
    /// What of a registrant's data is who the registrant is.
    pub owner: OwnerRules,
    /// What a registrant proves about itself.
    pub identification: Option<IdentificationRules>,
    /// Number of name servers.
    pub name_servers: NameServerRules,
    /// How the registry takes the addresses of name servers.
    pub glue: GlueForm,
    /// Internationalised names.
    pub idn: IdnRules,
    /// What the registry takes for DNSSEC.
    pub dnssec: DnssecForm,
    /// Moving a name between registrars.
    pub transfer: TransferRules,
    /// Changing the registrant.
    pub trade: TradeRules,
    /// Votes by mailed link.
    pub votes: VoteRules,
    /// Whether a deleted name can be brought back.
    pub restore: bool,
    /// The periods after creation, renewal, expiry and deletion.
    pub grace: GracePeriods,
    /// What the registrar owes to registrants.
    pub obligations: Obligations,
    /// Whether the registrant's data may be hidden from the directory (OwO).
    pub privacy: bool,
    /// Whether the registry holds the contacts; a thin one knows the registrar only.
    pub thick: bool,
    /// Names that the registry sells at a price of their own.
    pub premium: PremiumNames,
    /// What is asked of whoever wants a new name.
    pub launch: LaunchRules,
}

/// The groups of `domain_multicheck`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TldGroup {
    /// The historical generic TLDs.
    Gtld,
    /// The generic TLDs since 2013.
    Ntld,
    /// Country codes, European ones without .fr.
    CctldEu,
    /// .fr and its overseas sisters.
    CctldFr,
    /// Country codes elsewhere.
    Cctld,
}

impl TldGroup {
    /// Whether ICANN's policies for generic TLDs hold.
    pub fn is_generic(self) -> bool {
        matches!(self, Self::Gtld | Self::Ntld)
    }
}

/// What may be registered as the label below the suffix.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelRules {
    /// Fewest characters of the U-label.
    pub min: usize,
    /// Most octets of the A-label.
    pub max: usize,
    /// Labels that the registry keeps for itself.
    #[serde(default)]
    pub reserved: BTreeSet<String>,
}

/// For how long a name is registered, in years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodRules {
    /// The shortest period.
    pub min: u32,
    /// The longest period.
    pub max: u32,
    /// How far ahead of the present the expiry may lie.
    pub max_ahead: u32,
}

/// A contact of a name beside its registrant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactRole {
    /// Administrative.
    Admin,
    /// Technical.
    Tech,
    /// Billing.
    Billing,
}

/// Who may be registrant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EligibilityRules {
    /// The countries of residence that are admitted; all where absent.
    pub countries: Option<BTreeSet<Country>>,
}

/// What of a registrant's data is who the registrant is: it stays as it is while a name is registered to the contact, for
/// another registrant is an owner change. Fields by the names of [`crate::values::ContactDetails::changed_fields`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnerRules {
    /// Of anybody.
    pub fixed: BTreeSet<String>,
    /// Besides, of natural persons.
    pub fixed_for_individuals: BTreeSet<String>,
    /// Besides, at the doors where an owner change is ordered as a product (REST); elsewhere a change of it is confirmed
    /// by the registrant again.
    pub fixed_where_ordered: BTreeSet<String>,
}

impl OwnerRules {
    /// Whether a field stays as it is, for a registrant of this kind.
    pub fn fixes(&self, field: &str, of: LegalForm, owner_changes: OwnerChanges) -> bool {
        self.fixed.contains(field)
            || (of == LegalForm::Individual && self.fixed_for_individuals.contains(field))
            || (owner_changes == OwnerChanges::Ordered && self.fixed_where_ordered.contains(field))
    }
}

/// How a door lets owners be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnerChanges {
    /// As a product of its own, which keeps everything that is the owner out of corrections.
    Ordered,
    /// By a request.
    Requested,
}

/// What a registrant proves about itself: one of several modes, each for certain legal forms.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentificationRules {
    /// The field of [`crate::values::Identification`] that names the mode; absent where there is only one.
    pub mode_field: Option<String>,
    /// The modes.
    pub modes: Vec<IdentificationMode>,
}

/// One way to prove who one is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentificationMode {
    /// The word in the mode field.
    pub word: String,
    /// The legal forms that may use it; all where empty.
    #[serde(default)]
    pub legal_forms: BTreeSet<LegalForm>,
    /// Countries of residence that may not use it.
    #[serde(default)]
    pub not_in: BTreeSet<Country>,
    /// Fields of the identification, or of the contact, that must be given.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Fields that must be given when another field has a certain value.
    #[serde(default)]
    pub needs_when: Vec<NeedWhen>,
    /// Whether the company number must be a French SIRET or SIREN.
    #[serde(default)]
    pub french_company: bool,
}

/// A field that must be given when another has a certain value.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedWhen {
    /// The other field.
    pub field: String,
    /// Its value.
    pub is: String,
    /// What must be given then.
    pub needs: String,
}

/// Number of name servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameServerRules {
    /// Whether a name may have none (it is then not in the zone).
    pub none_allowed: bool,
    /// Fewest, if any.
    pub min: usize,
    /// Most at a creation.
    pub max_create: usize,
    /// Most at an update.
    pub max_update: usize,
}

/// How a registry takes the addresses of name servers (RFC 5731 section 1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GlueForm {
    /// Hosts are objects of their own, created before they are used.
    HostObjects,
    /// Hosts are attributes of the name.
    HostAttributes,
}

/// Internationalised names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdnRules {
    /// Whether they are registered at all.
    pub allowed: bool,
    /// The characters beside letters, digits and hyphen; absent where scripts or tags decide.
    pub characters: Option<BTreeSet<char>>,
    /// The scripts, by their ISO 15924 codes; any where empty.
    pub scripts: BTreeSet<String>,
    /// The language tag that the registry is told when none is given; absent where it takes none.
    pub default_tag: Option<String>,
}

/// What a registry takes for DNSSEC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DnssecForm {
    /// Nothing: names are not signed.
    None,
    /// Delegation signers.
    Ds {
        /// Algorithms, by IANA number.
        algorithms: BTreeSet<u8>,
        /// Digest types, by IANA number.
        digests: BTreeSet<u8>,
    },
    /// Keys, from which the registry makes the signer.
    Key {
        /// Algorithms, by IANA number.
        algorithms: BTreeSet<u8>,
    },
}

/// Moving a name between registrars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferRules {
    /// Whether the gaining registrar asks for it; elsewhere the losing one gives it away.
    pub by_request: bool,
    /// Whether a code is needed.
    pub code_required: bool,
    /// For how many days a code is valid; without end where absent.
    pub code_days: Option<u16>,
    /// Whether owner and administrative contact vote.
    pub votes: bool,
    /// Whether a contact for the owner must be named with the request (`extid`).
    pub owner_contact_required: bool,
    /// Whether a year is added.
    pub adds_year: bool,
    /// Days after creation during which a name stays.
    pub after_creation_days: u16,
    /// Days after a transfer during which a name stays.
    pub after_transfer_days: u16,
    /// Days in which the losing side answers.
    pub answer_days: u16,
    /// Requests and restarts for one name within [`Self::restart_window_hours`].
    pub restarts: u16,
    /// The window in hours.
    pub restart_window_hours: u16,
}

/// The periods after creation, renewal, expiry and deletion, in days (RFC 3915).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GracePeriods {
    /// After creation: a deletion is free of charge and at once.
    pub add_days: u16,
    /// After a renewal: a deletion gives the renewal back.
    pub renew_days: u16,
    /// After expiry: the name is renewed by the registry, and may be given back.
    pub auto_renew_days: u16,
    /// After deletion: the name may be restored.
    pub redemption_days: u16,
    /// After redemption: nothing helps any more.
    pub pending_delete_days: u16,
}

/// A notice before expiry, in days before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeWindow {
    /// The day on which it is sent.
    pub days: u16,
    /// The last day on which it counts.
    pub latest: u16,
}

/// What the registrar owes to registrants. Zero or empty where nothing is owed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obligations {
    /// Days in which a registrant confirms its data after creation, transfer or change (RAA, WAPS).
    pub verification_days: u16,
    /// Days after the request on which who has not confirmed is reminded.
    pub verification_reminders: BTreeSet<u16>,
    /// Days after these in which a name whose owner has not confirmed is suspended.
    pub suspension_days: u16,
    /// The notices before expiry (ERRP: one of 26 to 35 days before, one of 4 to 10).
    pub expiry_notices_before: Vec<NoticeWindow>,
    /// Days after expiry within which a last notice goes out.
    pub expiry_notice_after: u16,
    /// Days before the deletion of an expired name during which its service is interrupted.
    pub interruption_days: u16,
    /// Days in which the service of an interrupted name is given back after its renewal.
    pub reinstatement_days: u16,
    /// Days before the end of the registry's grace period on which an expired name is deleted, so that the registry
    /// does not charge for a year that nobody wants.
    pub deletion_margin_days: u16,
    /// Days before each anniversary on which the registrant is reminded of the registration data.
    pub data_reminder_days: u16,
    /// Working days in which the consent of both sides to a trade is shown to the registry on demand.
    pub consent_proof_days: u16,
}

/// Names that a registry sells at a price of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PremiumNames {
    /// There are none.
    None,
    /// The registry names the price with its check answer; it is quoted and locked (RFC 8748).
    Quoted,
}
