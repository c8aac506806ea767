//! `domain_trade`.

use crate::codes::{Outcome, Stop, codes};
use crate::session::Session;
use application::{Refusal, RequestTrade};
use domain_model::values::ContactNumber;
use domain_model::{domain, trade};

codes! {
    TRADE, argument -2;
    (-1, -3) "Le nom de domaine n'existe pas dans notre base de donnée":
        Refusal::NotYours { .. } | Refusal::Domain(domain::Refusal::NotHeld | domain::Refusal::Busy(_)),
    (-1, -5) "newowner_id est invalide ou son contenu incomplet ou invalide":
        Refusal::ContactInvalid { .. }
            | Refusal::NotEligible { .. }
            | Refusal::Trade(trade::Refusal::SameOwner),
    otherwise (-1, -4)
}

/// The consent of both owners is asked for: by mail, or where the registry wants a form, on paper.
pub(super) async fn trade(session: &Session<'_>) -> Outcome {
    let name = session.name(0, "domain", -2)?;
    let new_owner = TRADE.check(session.argument(1, "newowner_id").required_int())?;
    let new_owner = u64::try_from(new_owner).map_err(|_| Stop::refused(-1, -5, "newowner_id: no contact"))?;
    let new_owner = ContactNumber::new(new_owner);
    let asked = RequestTrade { account: session.account, name: name.clone(), new_owner };
    let opened = TRADE.check(session.application.request_trade(asked, &session.ask()).await)?.value;
    let tld = name.as_str().split_once('.').map_or("", |(_, tld)| tld);
    Ok(match TRADE.check(session.application.form_links(opened.operation).await)? {
        None => session.opened_with(&opened, [("tld", tld.into())]),
        Some((seller, buyer)) => session.opened_with(
            &opened,
            [("tld", tld.into()), ("faxseller", seller.into()), ("faxbuyer", buyer.into())],
        ),
    })
}
