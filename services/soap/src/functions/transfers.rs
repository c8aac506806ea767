//! `domain_transfer` and `domain_transferable`.

use crate::codes::{Outcome, Stop, codes, done};
use crate::fields::number;
use crate::session::Session;
use application::{NotTransferable, Refusal, RequestTransfer};
use domain_model::domain;
use domain_model::values::{AuthCode, ContactNumber};

codes! {
    TRANSFER, argument -9;
    (-1, -2) "Le nom de domaine est en status pending": Refusal::NotTransferable(NotTransferable::Pending),
    (-1, -3) "Le nom de domaine locker/transfer/update prohibited":
        Refusal::NotTransferable(NotTransferable::Locked),
    (-1, -4) "erreur de parsing whois": Refusal::NotTransferable(NotTransferable::OwnerUnreadable),
    (-1, -5) "erreur de login_id":
        Refusal::NotTransferable(NotTransferable::LoginRefused { .. }),
    (-1, -6) "acces denied ou authkey invalide": Refusal::NotTransferable(NotTransferable::WrongCode),
    (-1, -7) "Impossible de demander le transfert pour ce TLD ou nom domaine":
        Refusal::NotTransferable(
            NotTransferable::NotRegistered
                | NotTransferable::NotShown { .. }
                | NotTransferable::NotByRequest
                | NotTransferable::Ours,
        ),
    (-1, -8) "Le nom de domaine a été créé il y a moins de 2 mois":
        Refusal::NotTransferable(NotTransferable::TooYoung { .. }),
    (-1, -9) "Le nom de domaine ou le authkey n'est pas défini":
        Refusal::NotTransferable(NotTransferable::CodeMissing),
    (-1, -10) "$extid est absent ou invalide":
        Refusal::NotTransferable(NotTransferable::OwnerMissing)
            | Refusal::ContactInvalid { .. }
            | Refusal::NotEligible { .. },
    (-1, -11) "Trop de demande de transfert/relance pour le meme nom de domaine sur une periode de 24 heures":
        Refusal::NotTransferable(NotTransferable::TooOften { .. }),
    (-1, -12) "Le transfert est deja en cours dans un etat transitoire":
        Refusal::Domain(domain::Refusal::Busy(_)),
    otherwise (-1, -7)
}

fn read(session: &Session<'_>) -> Result<RequestTransfer, Stop> {
    let name = session.name(0, "domain", -9)?;
    let sent = session.argument(1, "authkey");
    let code = TRANSFER.check(sent.text())?.map(|code| AuthCode::parse(&code)).transpose();
    let auth_code = code.map_err(|error| Stop::refused(-1, -6, format!("authkey: {error}")))?;
    let extid = session.argument(2, "extid").int();
    let owner = extid.ok().flatten().and_then(|id| u64::try_from(id).ok()).filter(|id| *id > 0);
    let owner = owner.map(ContactNumber::new);
    Ok(RequestTransfer { owner, ..RequestTransfer::new(session.account, name, auth_code) })
}

/// Asked for again, it is the free restart: the same `tid`.
pub(super) async fn transfer(session: &Session<'_>) -> Outcome {
    let asked = read(session)?;
    let opened = TRANSFER.check(session.application.transfer_domain(asked, &session.ask()).await)?.value;
    let owner = opened.owner.map_or(0, |owner| number(owner.get()));
    Ok(session.opened_with(&opened, [("owner_id", owner.into())]))
}

pub(super) async fn transferable(session: &Session<'_>) -> Outcome {
    let asked = read(session)?;
    let at = session.application.clock().now();
    TRANSFER.check(session.application.check_transferable(&asked, at).await)?;
    Ok(done(0))
}
