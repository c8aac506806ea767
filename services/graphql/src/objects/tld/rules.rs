//! The parts of an ending's rules.

use async_graphql::SimpleObject;
use domain_model::policy::{
    DnssecForm, GracePeriods, IdnRules, LabelRules, LaunchRules, NameServerRules, NoticeWindow, Obligations,
    PeriodRules, TradeProcedure, TradeRules, TransferRules, VoteRules,
};
use serde::Serialize;

/// A word of the catalogue as its files have it.
pub fn word<T: Serialize>(of: &T) -> String {
    match serde_json::to_value(of) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// What may be registered as the label below an ending.
#[derive(Clone, SimpleObject)]
pub struct TldLabel {
    /// Fewest characters of the U-label.
    min: usize,
    /// Most octets of the A-label.
    max: usize,
    /// Labels that the registry keeps for itself.
    reserved: Vec<String>,
}

impl From<&LabelRules> for TldLabel {
    fn from(rules: &LabelRules) -> Self {
        Self { min: rules.min, max: rules.max, reserved: rules.reserved.iter().cloned().collect() }
    }
}

/// For how many years a name is registered.
#[derive(Clone, SimpleObject)]
pub struct TldPeriods {
    /// The shortest period.
    min: u32,
    /// The longest period.
    max: u32,
    /// How far ahead of the present the expiry may lie.
    max_ahead: u32,
}

impl From<PeriodRules> for TldPeriods {
    fn from(PeriodRules { min, max, max_ahead }: PeriodRules) -> Self {
        Self { min, max, max_ahead }
    }
}

/// Number of name servers.
#[derive(Clone, SimpleObject)]
pub struct TldNameServers {
    /// Whether a name may have none.
    none_allowed: bool,
    /// Fewest, if any.
    min: usize,
    /// Most at a creation.
    max_create: usize,
    /// Most at an update.
    max_update: usize,
}

impl From<NameServerRules> for TldNameServers {
    fn from(NameServerRules { none_allowed, min, max_create, max_update }: NameServerRules) -> Self {
        Self { none_allowed, min, max_create, max_update }
    }
}

/// Internationalised names.
#[derive(Clone, SimpleObject)]
pub struct TldIdn {
    /// Whether they are registered at all.
    allowed: bool,
    /// The characters beside letters, digits and hyphen; absent where scripts or tags decide.
    characters: Option<String>,
    /// The scripts, by their ISO 15924 codes; any where empty.
    scripts: Vec<String>,
    /// The language tag that the registry is told when none is given.
    default_tag: Option<String>,
}

impl From<&IdnRules> for TldIdn {
    fn from(rules: &IdnRules) -> Self {
        Self {
            allowed: rules.allowed,
            characters: rules.characters.as_ref().map(|characters| characters.iter().collect()),
            scripts: rules.scripts.iter().cloned().collect(),
            default_tag: rules.default_tag.clone(),
        }
    }
}

/// What a registry takes for DNSSEC.
#[derive(Clone, SimpleObject)]
pub struct TldDnssec {
    /// none, ds (delegation signers) or key (keys, from which the registry makes the signer).
    form: String,
    /// Algorithms, by IANA number.
    algorithms: Vec<u8>,
    /// Digest types of delegation signers, by IANA number.
    digests: Vec<u8>,
}

impl From<&DnssecForm> for TldDnssec {
    fn from(form: &DnssecForm) -> Self {
        let numbers = |of: &std::collections::BTreeSet<u8>| of.iter().copied().collect();
        let (form, algorithms, digests) = match form {
            DnssecForm::None => ("none", vec![], vec![]),
            DnssecForm::Ds { algorithms, digests } => ("ds", numbers(algorithms), numbers(digests)),
            DnssecForm::Key { algorithms } => ("key", numbers(algorithms), vec![]),
        };
        Self { form: form.to_owned(), algorithms, digests }
    }
}

/// Moving a name between registrars.
#[derive(Clone, SimpleObject)]
pub struct TldTransfer {
    /// Whether the gaining registrar asks for it; elsewhere the losing one gives it away.
    by_request: bool,
    /// Whether a code is needed.
    code_required: bool,
    /// For how many days a code is valid; without end where absent.
    code_days: Option<u16>,
    /// Whether owner and administrative contact vote.
    votes: bool,
    /// Whether a contact for the owner must be named with the request.
    owner_contact_required: bool,
    /// Whether a year is added.
    adds_year: bool,
    /// Days after creation during which a name stays.
    after_creation_days: u16,
    /// Days after a transfer during which a name stays.
    after_transfer_days: u16,
    /// Days in which the losing side answers.
    answer_days: u16,
    /// Requests and restarts for one name within the window.
    restarts: u16,
    /// The window in hours.
    restart_window_hours: u16,
}

impl From<TransferRules> for TldTransfer {
    fn from(rules: TransferRules) -> Self {
        Self {
            by_request: rules.by_request,
            code_required: rules.code_required,
            code_days: rules.code_days,
            votes: rules.votes,
            owner_contact_required: rules.owner_contact_required,
            adds_year: rules.adds_year,
            after_creation_days: rules.after_creation_days,
            after_transfer_days: rules.after_transfer_days,
            answer_days: rules.answer_days,
            restarts: rules.restarts,
            restart_window_hours: rules.restart_window_hours,
        }
    }
}

/// Changing the registrant.
#[derive(Clone, SimpleObject)]
pub struct TldTrade {
    /// votes (each by a mailed link), registry_form (signed by both), code or none.
    procedure: String,
    /// Days in which the registry's form may be downloaded.
    form_days: Option<u16>,
    /// Days after it during which a name is not transferred.
    lock_days: u16,
    /// Whether the registrant may do without that lock, before the change.
    lock_opt_out: bool,
    /// Whether a year is added.
    renews_year: bool,
    /// Hours in which it is executed once both have agreed.
    execute_hours: u16,
}

impl From<TradeRules> for TldTrade {
    fn from(rules: TradeRules) -> Self {
        let (procedure, form_days) = match rules.procedure {
            TradeProcedure::Votes => ("votes", None),
            TradeProcedure::RegistryForm { days } => ("registry_form", Some(days)),
            TradeProcedure::Code => ("code", None),
            TradeProcedure::None => ("none", None),
        };
        Self {
            procedure: procedure.to_owned(),
            form_days,
            lock_days: rules.lock_days,
            lock_opt_out: rules.lock_opt_out,
            renews_year: rules.renews_year,
            execute_hours: rules.execute_hours,
        }
    }
}

/// Votes by mailed link.
#[derive(Clone, SimpleObject)]
pub struct TldVotes {
    /// Days after the request on which the votes end.
    expire_days: u16,
    /// Days after the request on which who has not voted is reminded.
    reminders: Vec<u16>,
}

impl From<&VoteRules> for TldVotes {
    fn from(rules: &VoteRules) -> Self {
        Self { expire_days: rules.expire_days, reminders: rules.reminders.iter().copied().collect() }
    }
}

/// The periods after creation, renewal, expiry and deletion, in days (RFC 3915).
#[derive(Clone, SimpleObject)]
pub struct TldGrace {
    /// After creation: a deletion is free of charge and at once.
    add_days: u16,
    /// After a renewal: a deletion gives the renewal back.
    renew_days: u16,
    /// After expiry: the name is renewed by the registry, and may be given back.
    auto_renew_days: u16,
    /// After deletion: the name may be restored.
    redemption_days: u16,
    /// After redemption: nothing helps any more.
    pending_delete_days: u16,
}

impl From<GracePeriods> for TldGrace {
    fn from(grace: GracePeriods) -> Self {
        Self {
            add_days: grace.add_days,
            renew_days: grace.renew_days,
            auto_renew_days: grace.auto_renew_days,
            redemption_days: grace.redemption_days,
            pending_delete_days: grace.pending_delete_days,
        }
    }
}

/// A notice before expiry, in days before it.
#[derive(Clone, SimpleObject)]
pub struct TldNotice {
    /// The day on which it is sent.
    days: u16,
    /// The last day on which it counts.
    latest: u16,
}

impl From<&NoticeWindow> for TldNotice {
    fn from(window: &NoticeWindow) -> Self {
        Self { days: window.days, latest: window.latest }
    }
}

/// What the registrar owes to registrants, in days. Zero or empty where nothing is owed.
#[derive(Clone, SimpleObject)]
pub struct TldObligations {
    /// In which a registrant confirms its data.
    verification_days: u16,
    /// After the request, on which who has not confirmed is reminded.
    verification_reminders: Vec<u16>,
    /// After these, in which a name whose owner has not confirmed is suspended.
    suspension_days: u16,
    /// The notices before expiry.
    expiry_notices_before: Vec<TldNotice>,
    /// After expiry, within which a last notice goes out.
    expiry_notice_after: u16,
    /// Before the deletion of an expired name, during which its service is interrupted.
    interruption_days: u16,
    /// In which the service of an interrupted name is given back after its renewal.
    reinstatement_days: u16,
    /// Before the end of the registry's grace period, on which an expired name is deleted.
    deletion_margin_days: u16,
    /// Before each anniversary, on which the registrant is reminded of the registration data.
    data_reminder_days: u16,
    /// Working days in which the consent of both sides to a trade is shown to the registry.
    consent_proof_days: u16,
}

impl From<&Obligations> for TldObligations {
    fn from(owed: &Obligations) -> Self {
        Self {
            verification_days: owed.verification_days,
            verification_reminders: owed.verification_reminders.iter().copied().collect(),
            suspension_days: owed.suspension_days,
            expiry_notices_before: owed.expiry_notices_before.iter().map(TldNotice::from).collect(),
            expiry_notice_after: owed.expiry_notice_after,
            interruption_days: owed.interruption_days,
            reinstatement_days: owed.reinstatement_days,
            deletion_margin_days: owed.deletion_margin_days,
            data_reminder_days: owed.data_reminder_days,
            consent_proof_days: owed.consent_proof_days,
        }
    }
}

/// Conditions of an ending that are accepted with the order.
#[derive(Clone, SimpleObject)]
pub struct TldConditions {
    /// Which version.
    version: String,
    /// Where they stand in full.
    url: String,
    /// In a sentence or two.
    text: String,
}

/// What is asked of whoever wants a new name.
#[derive(Clone, SimpleObject)]
pub struct TldLaunch {
    /// Whether names may be under trademark claims.
    claims: bool,
    /// Whether the registry wants to know why the name is wanted.
    reason: bool,
    /// What the registrant accepts, beside the general contract.
    conditions: Option<TldConditions>,
}

impl From<&LaunchRules> for TldLaunch {
    fn from(rules: &LaunchRules) -> Self {
        let conditions = rules.conditions.as_ref().map(|conditions| TldConditions {
            version: conditions.version.clone(),
            url: conditions.url.clone(),
            text: conditions.text.clone(),
        });
        Self { claims: rules.claims, reason: rules.reason, conditions }
    }
}
