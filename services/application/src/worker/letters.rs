//! Letters: who gets which, with the addresses of the moment of writing.

use super::Outcome;
use crate::application::Application;
use crate::ask::AskError;
use crate::jobs::{Errand, LetterJob};
use crate::ports::{Content, Kept, Letter, MailError, Part};
use crate::votes::Link;
use domain_model::account::{Account, Branding};
use domain_model::contact::Contact;
use domain_model::domain::{Domain, Registration};
use domain_model::trade::{self, Procedure, Trade};
use domain_model::transfer::{self, Transfer};
use domain_model::values::{AccountNumber, ContactDetails, ContactNumber, SealOwner, Sealed};
use domain_model::vote::{Ballot, Party};
use uuid::Uuid;

impl Application {
    /// A letter belongs to the command that it follows from: an operation may fail twice, and an operator vote for
    /// both sides, and each is told.
    pub(super) async fn write_letter(&self, job: &LetterJob, errand: &Errand) -> Result<Outcome, AskError> {
        let Some(letter) = self.compose(job, errand.causation).await? else { return Ok(Outcome::Done) };
        match self.mailer().send(&letter).await {
            Ok(()) => self.letter_went(job, &letter, errand).await.map(|()| Outcome::Done),
            Err(error @ MailError::Later { .. }) => Ok(Outcome::Later(error.to_string())),
            Err(error @ MailError::Never { .. }) => Ok(Outcome::Stuck(error.to_string())),
        }
    }

    /// The letter of a job; none when there is nobody to write to any more, or nothing to say.
    async fn compose(&self, job: &LetterJob, occasion: Uuid) -> Result<Option<Letter>, AskError> {
        match job {
            LetterJob::TradeBallot { trade, side, .. }
            | LetterJob::TradeEnded { trade, side, .. }
            | LetterJob::TradeVotedForYou { trade, to: side, .. } => {
                let state = self.journal().load::<Trade>(trade).await?.state;
                let Some((terms, ballots)) = state.dossier() else { return Ok(None) };
                let link = |serial| Link::Trade { trade: *trade, side: *side, serial };
                let other = match side {
                    trade::Side::Owner => terms.new_owner,
                    trade::Side::NewOwner => terms.owner,
                };
                let about = About {
                    name: terms.name.clone(),
                    account: terms.account,
                    part: trade_part(*side),
                    // A signed form is no link.
                    by_link: matches!(state, Trade::Voting(..)) && terms.procedure == Procedure::Votes,
                    expires_at: terms.expires_at,
                    other_party: self.named(other).await?,
                    occasion,
                };
                self.vote_letter(job, ballots.side(*side), about, link).await
            }
            LetterJob::TransferBallot { transfer, side, .. }
            | LetterJob::TransferEnded { transfer, side, .. }
            | LetterJob::TransferVotedForYou { transfer, to: side, .. } => {
                let state = self.journal().load::<Transfer>(transfer).await?.state;
                let Some((terms, ballots)) = state.inbound() else { return Ok(None) };
                let Some(ballot) = ballots.get(side) else { return Ok(None) };
                let link = |serial| Link::Transfer { transfer: *transfer, side: *side, serial };
                let about = About {
                    name: terms.name.clone(),
                    account: terms.account,
                    part: transfer_part(*side),
                    by_link: matches!(state, Transfer::Voting(..)),
                    expires_at: terms.expires_at,
                    other_party: self.named(terms.account.own_contact()).await?,
                    occasion,
                };
                self.vote_letter(job, ballot, about, link).await
            }
            LetterJob::TransferOut(number) => self.transfer_out_letter(*number).await,
            LetterJob::MoveBallot(number) => self.move_ballot_letter(*number).await,
            LetterJob::MoveEnded { operation, gaining, outcome } => {
                self.move_ended_letter(*operation, *gaining, outcome, occasion).await
            }
            LetterJob::ContactChangeToken { .. }
            | LetterJob::ContactChangeEnded { .. }
            | LetterJob::ContactChangeAnsweredForYou { .. } => {
                self.contact_change_letter(job, occasion).await
            }
            LetterJob::Notice { name, key } => self.notice(name, key).await,
            LetterJob::Verification { contact, serial } => self.verification_letter(*contact, *serial).await,
            LetterJob::LowPoints { account, available, level } => {
                self.low_points_letter(*account, *available, *level, occasion).await
            }
            LetterJob::AddressChanged { contact, former } => {
                self.address_letter(*contact, *former, occasion).await
            }
            LetterJob::Disclosure { request, news } => self.disclosure_letter(*request, *news).await,
        }
    }

    async fn vote_letter(
        &self,
        job: &LetterJob,
        ballot: &Ballot,
        about: About,
        link: impl Fn(u32) -> Link,
    ) -> Result<Option<Letter>, AskError> {
        let branding = self.branding(about.account).await?;
        let base = branding.link_base.as_ref().unwrap_or(&self.settings().link_base).clone();
        let name = about.name.clone();
        let part = about.part;
        let occasion = about.occasion.simple();
        let mut mentions = None;
        let (id, content) = match job {
            LetterJob::TradeBallot { serial, reminder, .. }
            | LetterJob::TransferBallot { serial, reminder, .. } => {
                // The first mail of a round is late: a later one, with a letter of its own, has gone or goes.
                if serial.is_none() && ballot.serial != ballot.valid_from {
                    return Ok(None);
                }
                let serial = serial.unwrap_or(ballot.serial);
                // Voted or over meanwhile, or at another address: nobody is asked for what is settled.
                if !about.by_link || ballot.vote.is_some() || !ballot.accepts_serial(serial) {
                    return Ok(None);
                }
                let link = link(serial);
                let token = self.vote_token(link);
                let brand = branding.name.clone().filter(|_| is_transfer(part));
                let (person, other_party) = about.other_party.unzip();
                mentions = person.filter(|_| brand.is_none());
                let content = Content::VoteRequest {
                    name,
                    part,
                    other_party: brand.or(other_party),
                    link: format!("{base}/vote/{token}"),
                    expires_at: about.expires_at,
                    reminder: *reminder,
                };
                (
                    format!("ballot-{}", token.rsplit_once('-').map_or(&*token, |(subject, _)| subject)),
                    content,
                )
            }
            LetterJob::TradeEnded { outcome, .. } | LetterJob::TransferEnded { outcome, .. } => {
                let kind = match outcome {
                    crate::jobs::Outcome::Completed => "completed",
                    crate::jobs::Outcome::Refused => "refused",
                    crate::jobs::Outcome::Expired => "expired",
                    crate::jobs::Outcome::Cancelled => "cancelled",
                    crate::jobs::Outcome::Failed { .. } => "failed",
                };
                let id = format!("ended-{}-{kind}-{occasion}", subject_of(&link));
                (id, Content::VoteEnded { name, part, outcome: outcome.clone().into() })
            }
            LetterJob::TradeVotedForYou { side, choice, .. } => {
                let id = format!("voted-{}-{occasion}", subject_of(&link));
                (id, Content::VotedForYou { name, part, side: trade_part(*side), choice: *choice })
            }
            LetterJob::TransferVotedForYou { side, choice, .. } => {
                let id = format!("voted-{}-{occasion}", subject_of(&link));
                (id, Content::VotedForYou { name, part, side: transfer_part(*side), choice: *choice })
            }
            LetterJob::TransferOut(_)
            | LetterJob::MoveBallot(_)
            | LetterJob::MoveEnded { .. }
            | LetterJob::ContactChangeToken { .. }
            | LetterJob::ContactChangeEnded { .. }
            | LetterJob::ContactChangeAnsweredForYou { .. }
            | LetterJob::Notice { .. }
            | LetterJob::Verification { .. }
            | LetterJob::LowPoints { .. }
            | LetterJob::AddressChanged { .. }
            | LetterJob::Disclosure { .. } => return Ok(None),
        };
        let party = match job {
            // A link belongs to the address that it was made for.
            LetterJob::TradeBallot { .. } | LetterJob::TransferBallot { .. } => ballot.party.clone(),
            _ => self.party_of_today(&ballot.party).await?,
        };
        let letter = self.letter_to(&party, id, branding, content);
        Ok(letter.map(|letter| Letter { mentions: mentions.into_iter().collect(), ..letter }))
    }

    /// How a contact is named to the other side, and whose key that name is under.
    async fn named(&self, contact: ContactNumber) -> Result<Option<(SealOwner, String)>, AskError> {
        let name = self.display_name(contact).await?;
        Ok(name.map(|name| (domain_model::contact::seal_owner(contact), name)))
    }

    /// Where a party is reached by now; as recorded where it is no contact of ours, or one that is gone.
    async fn party_of_today(&self, party: &Party) -> Result<Party, AskError> {
        let Some(number) = party.contact else { return Ok(party.clone()) };
        let contact = self.journal().load::<Contact>(&number).await?.state;
        let details = contact.active().and_then(|person| person.details.value());
        Ok(details.map_or_else(|| party.clone(), |details| reached_at(number, details)))
    }

    /// To the owner of a name that another registrar asked for.
    async fn transfer_out_letter(
        &self,
        number: domain_model::values::OperationNumber,
    ) -> Result<Option<Letter>, AskError> {
        let state = self.journal().load::<Transfer>(&number).await?.state;
        let Some(outbound) = state.outbound() else { return Ok(None) };
        let domain = self.journal().load::<Domain>(&outbound.name).await?.state;
        let Some(registration) = domain.registration() else { return Ok(None) };
        let Some((party, _)) = self.owner_of(registration).await? else { return Ok(None) };
        let branding = self.branding(outbound.account).await?;
        let lock = registration.lock_at(outbound.announced_at);
        let content = Content::TransferOut {
            name: outbound.name.clone(),
            gaining: outbound.gaining.clone(),
            answer_by: outbound.answer_by,
            kept: lock.map(|lock| Kept { until: lock.lifts }),
        };
        Ok(self.letter_to(&party, format!("transfer-out-{number}"), branding, content))
    }

    /// The registrant, unless the person is gone.
    pub(super) async fn owner_of(
        &self,
        registration: &Registration,
    ) -> Result<Option<(Party, ContactDetails)>, AskError> {
        let owner = registration.contacts.owner;
        let contact = self.journal().load::<Contact>(&owner).await?.state;
        let Some(details) = contact.active().and_then(|person| person.details.value()) else {
            return Ok(None);
        };
        Ok(Some((reached_at(owner, details), (**details).clone())))
    }

    /// A closed address is nobody's any more.
    pub(super) fn letter_to(
        &self,
        party: &Party,
        id: String,
        branding: Branding,
        content: Content,
    ) -> Option<Letter> {
        let Sealed::Open { owner, value } = &party.email else { return None };
        Some(Letter {
            id,
            to: value.clone(),
            person: SealOwner { owner: owner.owner.clone(), purpose: owner.purpose },
            mentions: vec![],
            locale: party.locale,
            from_name: branding.name,
            from: branding.sender,
            written_at: self.clock().now(),
            content,
        })
    }

    pub(super) async fn branding(&self, account: AccountNumber) -> Result<Branding, AskError> {
        let account = self.journal().load::<Account>(&account).await?.state;
        Ok(account.profile().map(|profile| profile.branding.clone()).unwrap_or_default())
    }
}

/// What a vote letter is about.
struct About {
    name: domain_model::values::DomainName,
    account: AccountNumber,
    part: Part,
    /// Votes are taken now, by mailed link.
    by_link: bool,
    expires_at: chrono::DateTime<chrono::Utc>,
    other_party: Option<(SealOwner, String)>,
    occasion: Uuid,
}

/// A contact as somebody who is written to.
pub(super) fn reached_at(number: ContactNumber, details: &ContactDetails) -> Party {
    let email = Sealed::open(domain_model::contact::seal_owner(number), details.email().clone());
    Party { contact: Some(number), email, locale: details.locale() }
}

fn trade_part(side: trade::Side) -> Part {
    match side {
        trade::Side::Owner => Part::Owner,
        trade::Side::NewOwner => Part::NewOwner,
    }
}

fn transfer_part(side: transfer::Side) -> Part {
    match side {
        transfer::Side::Owner => Part::TransferOwner,
        transfer::Side::Admin => Part::TransferAdmin,
    }
}

fn is_transfer(part: Part) -> bool {
    matches!(part, Part::TransferOwner | Part::TransferAdmin)
}

/// A letter's id names operation and side, nobody's data.
fn subject_of(link: &impl Fn(u32) -> Link) -> String {
    match link(0) {
        Link::Trade { trade, side, .. } => format!("d{trade}-{side:?}").to_lowercase(),
        Link::Transfer { transfer, side, .. } => format!("x{transfer}-{side:?}").to_lowercase(),
        Link::Move { operation } => format!("m{operation}"),
        Link::ContactChange { change, side, .. } => format!("c{change}-{}", side.as_str()),
    }
}
