//! Redirections: asked for, listed, deleted. The first one hands the name over to our name servers.

use super::still;
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::domains::{Opening, claim_for, streams_of};
use crate::refusal::Refusal;
use crate::rights::Right;
use domain_model::domain::{self, Domain, Registration, Verb};
use domain_model::operation::{DomainChanges, Dossier, Operation, Request, Step};
use domain_model::policy::DelegationOf;
use domain_model::redirections::{Command, Redirection, Redirections};
use domain_model::values::{
    AccountNumber, DnsService, DomainName, EmailAddress, FieldError, HostName, MailRoute, NameServers,
    Sealed, SecDns, WebAddress, WebRedirection, web_source,
};
use journal::Streams;

/// How often a name that changes meanwhile is looked at again.
const ATTEMPTS: u32 = 5;

/// What is redirected, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectionKind {
    /// Visitors.
    Web(WebRedirection),
    /// Mail.
    Mail,
}

/// A redirection in a customer's words, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AskedRedirection {
    /// Of visitors.
    Web {
        /// How.
        kind: WebRedirection,
        /// The host that they ask for.
        source: HostName,
        /// Where they are sent.
        destination: WebAddress,
    },
    /// Of mail.
    Mail(MailRoute),
}

/// What it takes to redirect, or to end it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServeRedirection {
    /// Who asks.
    pub account: AccountNumber,
    /// The name.
    pub name: DomainName,
    /// What to where.
    pub redirection: AskedRedirection,
}

impl AskedRedirection {
    /// Reads source and destination.
    ///
    /// # Errors
    /// Which of them is wrong, and why.
    pub fn parse(kind: RedirectionKind, source: &str, destination: &str) -> Result<Self, FieldError> {
        let (source, destination) = (source.trim(), destination.trim());
        match kind {
            RedirectionKind::Web(kind) => Ok(Self::Web {
                kind,
                source: web_source(source)?,
                destination: WebAddress::parse(destination)?,
            }),
            RedirectionKind::Mail => {
                let read = |field: &str, text| {
                    EmailAddress::parse(text).map_err(|error| FieldError::at(field, &error))
                };
                let (source, destination) = (read("source", source)?, read("destination", destination)?);
                Ok(Self::Mail(MailRoute { source, destination }))
            }
        }
    }

    /// The source lies in the name, and does not lead back to itself.
    fn check(&self, name: &DomainName) -> Result<(), Refusal> {
        let (inside, leads_back) = match self {
            Self::Web { source, destination, .. } => {
                (source.is_within(name), source.as_str() == destination.host())
            }
            Self::Mail(MailRoute { source, destination }) => (
                HostName::parse(source.domain()).is_ok_and(|host| host.is_within(name)),
                source.lookup_form() == destination.lookup_form(),
            ),
        };
        let wrong = |field, rule, message| Err(Refusal::Fields(vec![FieldError::new(field, rule, message)]));
        match (inside, leads_back) {
            (false, _) => wrong("source", "outside", "the source does not lie in the name"),
            (_, true) => wrong("destination", "loop", "the destination leads back to the source"),
            (true, false) => Ok(()),
        }
    }

    fn sealed(&self, keeper: &domain_model::values::SealOwner) -> Redirection {
        match self.clone() {
            Self::Web { kind, source, destination } => Redirection::Web { kind, source, destination },
            Self::Mail(route) => Redirection::Mail(Sealed::open(keeper.clone(), route)),
        }
    }
}

/// What it takes until our servers serve the name.
enum Delegation {
    /// Nothing, or an update that is under way.
    Ours,
    /// An update.
    Update(Box<Dossier>),
}

impl Application {
    /// The redirections of a name, in the order of their making.
    ///
    /// # Errors
    /// The name is not ours, or the account has no right to it.
    #[boxed]
    pub async fn redirections(
        &self,
        account: AccountNumber,
        name: &DomainName,
    ) -> Result<Vec<Redirection>, AskError> {
        let held = self.registration_for(account, name, Right::Serve).await?;
        let all = self.journal().load::<Redirections>(name).await?.state;
        Ok(all.of(held.number).cloned().collect())
    }

    /// Redirects visitors or mail: the name is served as `redir` from then on, and by our name servers; where it has
    /// others, an update goes to the registry. Answers how many redirections the name has.
    ///
    /// # Errors
    /// The account may not; the source lies outside the name or is redirected elsewhere; nobody takes mail at the
    /// destination; whatever forbids an update that is needed.
    #[boxed]
    pub async fn add_redirection(
        &self,
        asked: &ServeRedirection,
        ask: &Ask,
    ) -> Result<Accepted<usize>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        self.may_act(asked.account, ask).await?;
        self.served(asked.account, &asked.name).await?;
        asked.redirection.check(&asked.name)?;
        self.reachable(&asked.redirection).await?;
        for _ in 1..ATTEMPTS {
            match self.redirect(asked, ask).await {
                // An operation began or ended meanwhile.
                Err(AskError::Refused(Refusal::NameChanged)) => {}
                other => return other,
            }
        }
        self.redirect(asked, ask).await
    }

    /// Redirects no more.
    ///
    /// # Errors
    /// The account may not; there is no such redirection; a status forbids updates.
    #[boxed]
    pub async fn delete_redirection(
        &self,
        asked: &ServeRedirection,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        self.may_act(asked.account, ask).await?;
        let name = &asked.name;
        let held = self.registration_for(asked.account, name, Right::Serve).await?;
        let redirection = asked.redirection.sealed(&self.keeper(&held).await?);
        let remove = Command::Remove { registration: held.number, redirection };
        self.once(ask, Streams::new().with::<Domain>(name).with::<Redirections>(name), |work| {
            still(work.state::<Domain>(name), &held)?;
            work.execute::<Redirections>(name, &remove)?;
            let statuses = work.state::<Domain>(name).registration().map(|now| now.statuses);
            match statuses.and_then(|now| now.update_prohibited_by()) {
                Some(status) => Err(domain::Refusal::StatusProhibits(status).into()),
                None => Ok(()),
            }
        })
        .await
    }

    async fn redirect(&self, asked: &ServeRedirection, ask: &Ask) -> Result<Accepted<usize>, AskError> {
        let name = &asked.name;
        let held = self.served(asked.account, name).await?;
        let redirection = asked.redirection.sealed(&self.keeper(&held).await?);
        let most = self.settings().services.redirections;
        let add = Command::Add { registration: held.number, redirection, most };
        let delegation = self.delegation(name, &held, ask).await?;
        let streams = match &delegation {
            Delegation::Ours => Streams::new(),
            Delegation::Update(dossier) => streams_of(dossier),
        };
        self.once(ask, streams.with::<Domain>(name).with::<Redirections>(name), |work| {
            still(work.state::<Domain>(name), &held)?;
            let now = work.state::<Domain>(name).registration();
            if now.is_none_or(|now| (now.busy, &now.servers) != (held.busy, &held.servers)) {
                return Err(Refusal::NameChanged);
            }
            work.execute::<Redirections>(name, &add)?;
            work.execute::<Domain>(name, &domain::Command::SetService { service: DnsService::Redir })?;
            if let Delegation::Update(dossier) = &delegation {
                work.execute::<Domain>(name, &claim_for(&dossier.request, dossier.number, Verb::Update))?;
                work.open(dossier, false)?;
            }
            Ok(work.state::<Redirections>(name).of(held.number).count())
        })
        .await
    }

    /// A mail redirection's destination takes mail.
    async fn reachable(&self, redirection: &AskedRedirection) -> Result<(), AskError> {
        let AskedRedirection::Mail(route) = redirection else { return Ok(()) };
        let wrong = |message: &str| Refusal::Fields(vec![FieldError::new("destination", "no-mail", message)]);
        let domain =
            HostName::parse(route.destination.domain()).map_err(|error| wrong(&error.to_string()))?;
        if self.resolver().takes_mail(&domain).await? {
            return Ok(());
        }
        Err(wrong("the domain of the destination has neither an MX nor an address").into())
    }

    /// How the name comes to our name servers. They do not sign: DNSSEC records would break the name there, and go.
    async fn delegation(
        &self,
        name: &DomainName,
        held: &Registration,
        ask: &Ask,
    ) -> Result<Delegation, AskError> {
        let is_ours = |servers: &NameServers| self.are_own_servers(servers);
        if is_ours(&held.servers) && held.secdns.is_none() {
            return Ok(Delegation::Ours);
        }
        if let Some(busy) = held.busy {
            let operation = self.journal().load::<Operation>(&busy).await?.state;
            return match operation.dossier().map(|dossier| &dossier.request) {
                Some(Request::Update { changes, .. }) if changes.servers.as_ref().is_some_and(is_ours) => {
                    Ok(Delegation::Ours)
                }
                _ => Err(Refusal::Domain(domain::Refusal::Busy(busy)).into()),
            };
        }
        let servers = self.own_servers()?;
        let policy = self.rules(name, ask.cause.at)?;
        let mut steps = self.checked_servers(name, &servers, policy, DelegationOf::Update).await?;
        steps.push(Step::UpdateDomain);
        let secdns = held.secdns.as_ref().map(|_| SecDns::Ds(vec![]));
        let changes = DomainChanges { servers: Some(servers), secdns, ..DomainChanges::default() };
        let opening = Opening {
            account: held.account,
            request: Request::Update { name: name.clone(), changes },
            charge: None,
            registry: held.registry.clone(),
            steps,
            waits: false,
        };
        Ok(Delegation::Update(Box::new(opening.dossier(self.next_operation().await?, ask))))
    }
}
