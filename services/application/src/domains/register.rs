//! A name is registered.

use super::{Opening, streams_of};
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError, Opened};
use crate::boxed;
use crate::launch::sufficient;
use crate::ports::FeeFor;
use crate::refusal::Refusal;
use domain_model::contact;
use domain_model::domain::{Claim, Command, Domain};
use domain_model::operation::{Contacts, Request, Step};
use domain_model::policy::DelegationOf;
use domain_model::values::{
    AccountNumber, AuthCode, Declarations, DnsService, DomainName, FieldError, NameServers, Period,
    PricedAction, Purpose, RegistrationNumber, SealOwner, Sealed,
};
use journal::Sequence;

/// What it takes to register a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterDomain {
    /// Who asks, and pays.
    pub account: AccountNumber,
    /// The name.
    pub name: DomainName,
    /// Years.
    pub period: Period,
    /// Its contacts.
    pub contacts: Contacts,
    /// Its name servers.
    pub servers: NameServers,
    /// The code that later lets it go; a random one where absent.
    pub auth_code: Option<AuthCode>,
    /// The registry's language tag of an internationalised name; its default where absent.
    pub language: Option<String>,
    /// How it is to be served; as the default where absent.
    pub service: Option<DnsService>,
    /// Whether the registrant's data is to be hidden from the directory (OwO); as the default where absent.
    pub privacy: Option<bool>,
    /// What was declared and brought along for it.
    pub declarations: Option<Box<Declarations>>,
}

impl Application {
    /// With the name servers that it comes to have: those of the way in which it is to be served.
    pub(super) fn delegated(&self, asked: RegisterDomain) -> Result<RegisterDomain, Refusal> {
        let Some(service) = asked.service else { return Ok(asked) };
        let named = Some(asked.servers.clone()).filter(|servers| servers.hosts().next().is_some());
        let servers = self.servers_for(service, named, true)?.unwrap_or_default();
        Ok(RegisterDomain { servers, ..asked })
    }

    /// Registers a name: checks everything that can be known, puts the price aside, and goes to the registry.
    ///
    /// # Errors
    /// Whatever stands in the way; nothing is kept then.
    #[boxed]
    pub async fn register_domain(
        &self,
        asked: RegisterDomain,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        let asked = self.delegated(asked)?;
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let at = ask.cause.at;
        let policy = self.rules(&asked.name, at)?;
        let profile = self.open_account(asked.account).await?;
        asked.service.map(|service| self.checked_service(service)).transpose()?;
        policy.creation_expiry(asked.period, at).map_err(Refusal::from)?;
        let tags = self.catalogue().language_tags();
        let tag = tags.for_name(policy, &asked.name, asked.language.as_deref());
        let language = tag.map_err(|problem| {
            Refusal::Fields(vec![FieldError::new("language", "language-tag", problem.to_string())])
        })?;
        let language = language.map(|tag| tag.tag.clone());
        let registry = self.registries().for_name(&asked.name)?.id().clone();
        let mut steps = self
            .checked_contacts(asked.account, &asked.contacts, policy, &registry, ask.order.as_deref())
            .await?;
        let hosts = self.checked_servers(&asked.name, &asked.servers, policy, DelegationOf::Creation);
        let token = asked.declarations.as_ref().and_then(|declared| declared.token());
        let free = self.check_available(&asked.name, asked.period, token, at);
        let (free, hosts, claim) = tokio::join!(free, hosts, self.claim(&asked.name, at));
        let fee = match free {
            Ok(fee) => fee,
            Err(taken) => return self.first_or(ask, taken).await,
        };
        let declarations = sufficient(policy, &asked, claim.ok().flatten().as_ref(), at)?;
        // A host inside the name itself can only be created once the name exists: see `Job::Glue`.
        steps.extend(
            hosts?
                .into_iter()
                .filter(|step| !matches!(step, Step::CreateHost { host, .. } if host.is_within(&asked.name))),
        );
        steps.push(Step::CreateDomain);
        let create = FeeFor { action: PricedAction::Create, period: Some(asked.period) };
        let charge = self.charge_at(&profile, &asked.name, create, fee.as_ref(), ask).await?;
        let registration =
            RegistrationNumber::new(self.journal().next_number(Sequence::Registrations).await?);
        let number = self.next_operation().await?;
        let auth_code = sealed_code(&asked.name, asked.auth_code.clone().unwrap_or_else(random_code));
        let opening = Opening {
            account: asked.account,
            request: Request::Create {
                name: asked.name.clone(),
                period: asked.period,
                contacts: asked.contacts,
                servers: asked.servers.clone(),
                auth_code,
                language,
                service: asked.service,
                privacy: asked.privacy,
                declarations,
            },
            charge,
            registry,
            steps,
            waits: false,
        };
        let claim = Claim {
            number: registration,
            operation: number,
            account: asked.account,
            contacts: asked.contacts,
            servers: asked.servers,
            service: asked.service,
            privacy: asked.privacy,
        };
        let dossier = opening.dossier(number, ask);
        let opened = Opened { operation: number, registration: Some(registration), owner: None };
        let streams = streams_of(&dossier).with::<Domain>(&asked.name);
        self.once(ask, streams, |work| {
            work.execute::<Domain>(&asked.name, &Command::RequestRegistration { claim: claim.clone() })?;
            work.open(&dossier, false)?;
            Ok(opened)
        })
        .await
    }
}

/// A name's code, sealed under the name's own key.
pub(crate) fn sealed_code(name: &DomainName, code: AuthCode) -> Sealed<AuthCode> {
    Sealed::open(SealOwner::new("domain", name, Purpose::Credential), code)
}

/// A code that nobody guesses.
pub(crate) fn random_code() -> AuthCode {
    let mut random = [0u8; 32];
    getrandom::fill(&mut random).expect("the operating system gives random bytes");
    AuthCode::from_random(random)
}

/// Whose key seals the raw messages about a contact.
pub(crate) fn contact_log(number: domain_model::values::ContactNumber) -> SealOwner {
    contact::seal_owner(number)
}
