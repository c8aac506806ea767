//! Messages of the queue (RFC 5730, section 2.9.2.3).

use application::ports::{PollData, PollMessage};
use domain_model::values::{ClTrid, DomainName};

use super::{Response, boolean, date, domain, parsed};
use crate::xml::{Element, ns};

impl Response {
    /// The message that the response carries, with the whole response as `raw`; `None` when the queue is empty
    /// or the message has no id, without which it cannot be acknowledged.
    pub fn poll_message(&self, raw: String) -> Option<PollMessage> {
        let queue = self.response.child("msgQ").filter(|_| self.code == 1301)?;
        Some(PollMessage {
            id: queue.attribute("id").map(str::to_owned).filter(|id| !id.is_empty())?,
            queued: queue.child("qDate").and_then(date),
            text: queue.child("msg").map(Element::whole_text).unwrap_or_default(),
            raw,
            data: self.poll_data().unwrap_or(PollData::Unknown),
        })
    }

    /// What the message says, where all of it can be read.
    fn poll_data(&self) -> Option<PollData> {
        if let Some(transfer) = self.data(ns::DOMAIN, "trnData") {
            return domain::transfer(transfer).map(PollData::Transfer);
        }
        if let Some(pending) = self.data(ns::DOMAIN, "panData") {
            return pending_action(pending);
        }
        let change = self.extension(ns::CHANGE_POLL, "changeData")?;
        let operation = change.child("operation")?;
        // A registry's own operation is `custom`, with its name as an attribute.
        let operation = operation.attribute("op").map_or_else(|| operation.token(), str::to_owned);
        // Named in `infData`, or in `creData` and the like where the registry shows the operation's own answer.
        let domain_data = ["infData", "creData", "renData"];
        let object = domain_data.into_iter().find_map(|name| self.data(ns::DOMAIN, name))?;
        Some(PollData::Change { name: parsed(object, "name", DomainName::parse)?, operation })
    }
}

/// `panData` (RFC 5731, section 3.3).
fn pending_action(pending: &Element) -> Option<PollData> {
    let name = pending.child("name")?;
    let trid = pending.child("paTRID");
    Some(PollData::PendingAction {
        name: DomainName::parse(&name.token()).ok()?,
        approved: boolean(name.attribute("paResult")?)?,
        cltrid: trid.and_then(|trid| parsed(trid, "clTRID", ClTrid::parse)),
        svtrid: trid.and_then(|trid| trid.token_of("svTRID")).unwrap_or_default(),
    })
}
