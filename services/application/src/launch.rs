//! What a new name needs beside its contacts: its ending's conditions, a reason, the notice of a trademark claim, the code
//! of a reserved name. The registry is asked about the name; its answers are kept for seconds.

use crate::application::Application;
use crate::ask::AskError;
use crate::availability::Availability;
use crate::boxed;
use crate::domains::RegisterDomain;
use crate::ports::{
    AnswerData, CheckedClaim, ClaimsNotice, ClaimsNoticeError, RegistryCommand, RegistryError,
};
use crate::refusal::Refusal;
use chrono::{DateTime, Utc};
use domain_model::policy::{Conditions, TldPolicy, declared};
use domain_model::values::{AllocationToken, Declarations, DomainName};
use std::time::Duration;

/// What a new name needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameLaunch {
    /// The notice that has to be accepted, where the name is under a trademark claim.
    pub claims: Option<ClaimsNotice>,
    /// Whether the name is reserved, to be opened by its code.
    pub reserved: bool,
    /// The conditions that have to be accepted.
    pub conditions: Option<Conditions>,
    /// Whether the registry asks why the name is wanted.
    pub reason: bool,
}

/// What registries answered to claims checks a moment ago.
pub(crate) type Claims = moka::sync::Cache<DomainName, CheckedClaim>;

const REMEMBERED: u64 = 50_000;
const REMEMBERED_FOR: Duration = Duration::from_secs(5);
/// A registry that takes longer is not waited for.
const PATIENCE: Duration = Duration::from_secs(4);

pub(crate) fn claims() -> Claims {
    moka::sync::Cache::builder().max_capacity(REMEMBERED).time_to_live(REMEMBERED_FOR).build()
}

/// What is recorded of what was declared, where it suffices; a notice that the name does not need is left out.
pub(crate) fn sufficient(
    policy: &TldPolicy,
    asked: &RegisterDomain,
    claim: Option<&CheckedClaim>,
    at: DateTime<Utc>,
) -> Result<Option<Box<Declarations>>, Refusal> {
    let claimed = if policy.launch.claims { claim.map(|claim| claim.exists) } else { Some(false) };
    let mut given = asked.declarations.clone().unwrap_or_default();
    declared(policy, &asked.name, claimed, &given, at)?;
    if claimed == Some(false) {
        given.claims_notice = None;
    }
    Ok(Some(given).filter(|given| !given.is_empty()))
}

impl Application {
    /// What this name needs to be registered, as its registry says now.
    ///
    /// # Errors
    /// Its ending is not offered; its registry or the claims notice service does not answer; the name is claimed, and no
    /// notice service is configured.
    #[boxed]
    pub async fn name_launch(&self, name: &DomainName, at: DateTime<Utc>) -> Result<NameLaunch, AskError> {
        let rules = &self.rules(name, at)?.launch;
        let names = std::slice::from_ref(name);
        let (claim, free) = tokio::join!(self.claim(name, at), self.availability(names, at));
        let reserved = matches!(free?.get(name), Some(Availability::Reserved(_)));
        let claims = match claim? {
            Some(claim) if claim.exists => Some(self.notice_of(&claim, at).await?),
            _ => None,
        };
        Ok(NameLaunch { claims, reserved, conditions: rules.conditions.clone(), reason: rules.reason })
    }

    /// Whether this code opens this reserved name, as its registry says now.
    ///
    /// # Errors
    /// The registry does not answer.
    #[boxed]
    pub async fn opens_reserved(&self, name: &DomainName, token: &AllocationToken) -> Result<bool, AskError> {
        let (names, token) = (vec![name.clone()], Some(token.clone()));
        let check = RegistryCommand::CheckDomains { names, fees: vec![], token };
        match self.ask_registry(name, check).await? {
            AnswerData::DomainCheck(checked) => Ok(checked.iter().any(|one| one.name == *name && one.free)),
            _ => Ok(false),
        }
    }

    /// Whether a name is claimed; nothing where its registry has no claims.
    pub(crate) async fn claim(
        &self,
        name: &DomainName,
        at: DateTime<Utc>,
    ) -> Result<Option<CheckedClaim>, AskError> {
        if !self.rules(name, at)?.launch.claims {
            return Ok(None);
        }
        if let Some(known) = self.claims().get(name) {
            return Ok(Some(known));
        }
        let AnswerData::ClaimsCheck(checked) =
            self.ask_registry(name, RegistryCommand::CheckClaims { names: vec![name.clone()] }).await?
        else {
            return Ok(None);
        };
        let found = checked.into_iter().find(|claim| claim.name == *name);
        if let Some(claim) = &found {
            self.claims().insert(name.clone(), claim.clone());
        }
        Ok(found)
    }

    async fn notice_of(&self, claim: &CheckedClaim, at: DateTime<Utc>) -> Result<ClaimsNotice, AskError> {
        let not_offered = || Refusal::NotOffered {
            what: "a registration under a trademark claim",
            name: claim.name.clone(),
        };
        let key = claim.keys.first().ok_or_else(not_offered)?;
        match self.claims_notices().notice(key, at).await {
            Ok(notice) => Ok(notice),
            Err(ClaimsNoticeError::NotConfigured) => Err(not_offered().into()),
            Err(error) => Err(error.into()),
        }
    }

    /// One question about a name, with an answer in bounded time.
    async fn ask_registry(
        &self,
        name: &DomainName,
        question: RegistryCommand,
    ) -> Result<AnswerData, AskError> {
        let registry = self.registries().for_name(name)?;
        let (id, label) = (self.query_id(), question.label());
        let answered = tokio::time::timeout(PATIENCE, registry.send(question, &id, None)).await;
        let late = |_| RegistryError::AnswerLost {
            registry: registry.id().clone(),
            label,
            cltrid: id.to_string(),
            why: format!("no answer within {PATIENCE:?}"),
        };
        Ok(answered.map_err(late)??.data)
    }
}
