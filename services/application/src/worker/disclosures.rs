//! Letters about requests for data of persons. What was disclosed is read from the sealed copy in the journal, so that a
//! letter that goes late says what was decided, and one to be sent after an erasure says nothing of the person.

use crate::application::Application;
use crate::ask::AskError;
use crate::jobs::DisclosureNews;
use crate::ports::{Content, DisclosureLetter, DisclosureSays, Letter};
use domain_model::contact::{self, Contact};
use domain_model::disclosure_request::{
    Decision, Disclosed, DisclosureRequest, Dossier, Verdict, seal_owner,
};
use domain_model::domain::Domain;
use domain_model::values::DisclosureNumber;

impl Application {
    /// The letter to the requester, or to the registrant; none where the key of whoever it goes to is destroyed.
    pub(super) async fn disclosure_letter(
        &self,
        number: DisclosureNumber,
        news: DisclosureNews,
    ) -> Result<Option<Letter>, AskError> {
        let state = self.journal().load::<DisclosureRequest>(&number).await?.state;
        let Some(dossier) = state.dossier() else { return Ok(None) };
        let said = match news {
            DisclosureNews::Received => {
                Some(("received".to_owned(), DisclosureSays::Received { due: dossier.filing.terms.due }))
            }
            DisclosureNews::Question(place) => {
                // Answered or over before the letter was written: there is nothing to ask any more.
                let last = dossier.exchanges.len() == place as usize + 1;
                let open = last && matches!(state, DisclosureRequest::MoreAsked(_));
                let asked = dossier.exchanges.get(place as usize).filter(|_| open);
                let question = asked.and_then(|asked| asked.question.value());
                question.map(|question| {
                    (format!("question-{place}"), DisclosureSays::Question { text: question.to_string() })
                })
            }
            DisclosureNews::Decided => {
                state.decision().and_then(answer).map(|says| ("answer".to_owned(), says))
            }
            DisclosureNews::Subject => return self.subject_letter(number, &state, dossier).await,
        };
        let Some((which, says)) = said else { return Ok(None) };
        let Some(requester) = dossier.filing.requester.value() else { return Ok(None) };
        let mentions = match state.decision().map(|decision| &decision.verdict) {
            Some(Verdict::Disclosed { disclosed, .. }) if news == DisclosureNews::Decided => {
                disclosed.iter().map(|part| contact::seal_owner(part.contact)).collect()
            }
            _ => vec![],
        };
        let about = DisclosureLetter { request: number, name: dossier.filing.name.clone(), says };
        Ok(Some(Letter {
            id: format!("disclosure-{number}-{which}"),
            to: requester.email.clone(),
            person: seal_owner(number),
            mentions,
            locale: dossier.filing.locale,
            // An authority writes to the registrar, never to a reseller.
            from_name: None,
            from: None,
            written_at: self.clock().now(),
            content: Content::Disclosure(Box::new(about)),
        }))
    }

    /// To the registrant whose data went out, unless the person is gone or has lost the name.
    async fn subject_letter(
        &self,
        number: DisclosureNumber,
        state: &DisclosureRequest,
        dossier: &Dossier,
    ) -> Result<Option<Letter>, AskError> {
        let Some(Verdict::Disclosed { disclosed, .. }) = state.decision().map(|decision| &decision.verdict)
        else {
            return Ok(None);
        };
        let filing = &dossier.filing;
        let Some(held) = filing.held else { return Ok(None) };
        let domain = self.journal().load::<Domain>(&filing.name).await?.state;
        let owner = domain.registration().filter(|now| now.number == held.registration);
        let Some(owner) = owner.map(|now| now.contacts.owner) else { return Ok(None) };
        let known = self.journal().load::<Contact>(&owner).await?.state;
        let details = known.active().and_then(|person| person.details.value());
        let Some(details) = details else { return Ok(None) };
        let fields = disclosed.iter().map(|part| (part.role, part.items.iter().copied().collect())).collect();
        let says = DisclosureSays::Subject { fields, kind: filing.kind, basis: filing.basis };
        let about = DisclosureLetter { request: number, name: filing.name.clone(), says };
        let branding = self.branding(held.account).await?;
        let party = super::letters::reached_at(owner, details);
        let id = format!("disclosure-{number}-subject");
        Ok(self.letter_to(&party, id, branding, Content::Disclosure(Box::new(about))))
    }
}

/// What the requester is told. A person who was erased since is not in it: the copy went with the person's key.
fn answer(decision: &Decision) -> Option<DisclosureSays> {
    match &decision.verdict {
        Verdict::Disclosed { disclosed, .. } => {
            let readable = |part: &Disclosed| {
                let copy = part.copy.value()?;
                Some((part.role, copy.iter().map(|(item, value)| (*item, value.clone())).collect()))
            };
            let persons: Vec<_> = disclosed.iter().filter_map(readable).collect();
            (!persons.is_empty()).then_some(DisclosureSays::Granted { persons })
        }
        Verdict::Refused { because, text } => {
            let text = text.value().map(ToString::to_string);
            Some(DisclosureSays::Refused { because: *because, text })
        }
    }
}
