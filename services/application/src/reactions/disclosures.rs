//! What follows from a request for data of persons.

use super::Next;
use crate::jobs::{Deadline, DisclosureNews, LetterJob};
use domain_model::disclosure_request::{Event, SubjectNotice, Verdict};
use domain_model::values::DisclosureNumber;

impl Next {
    pub(super) fn disclosure(&mut self, event: &Event, id: &str) {
        let Ok(request) = id.parse::<DisclosureNumber>() else { return };
        match event {
            Event::Filed { filing } => {
                self.disclosure_letter(request, DisclosureNews::Received);
                self.then(filing.terms.remind_at, Deadline::DisclosureReminder(request));
                self.then(filing.terms.due, Deadline::DisclosureDue(request));
            }
            Event::MoreAsked { place, .. } => {
                self.disclosure_letter(request, DisclosureNews::Question(*place));
            }
            Event::Decided { decision, kept_until } => {
                self.disclosure_letter(request, DisclosureNews::Decided);
                if matches!(decision.verdict, Verdict::Disclosed { notice: SubjectNotice::Given, .. }) {
                    self.disclosure_letter(request, DisclosureNews::Subject);
                }
                self.then(*kept_until, Deadline::DisclosureKept(request));
            }
            Event::Withdrawn { kept_until, .. } => self.then(*kept_until, Deadline::DisclosureKept(request)),
            Event::Answered { .. }
            | Event::DeskReminded { .. }
            | Event::Missed { .. }
            | Event::RequesterErased => {}
        }
    }

    fn disclosure_letter(&mut self, request: DisclosureNumber, news: DisclosureNews) {
        self.letter(LetterJob::Disclosure { request, news });
    }
}
