//! Gestion des services: redirections, the zone of a name's own, mailboxes.

use crate::codec::{Map, Value};
use crate::codes::{Codes, Outcome, Stop, codes, done};
use crate::fields::date;
use crate::session::Session;
use application::{AskError, AskedRedirection, CreateMailbox, RedirectionKind, Refusal, ServeRedirection};
use domain_model::redirections::Redirection;
use domain_model::values::{DomainName, MailboxName, WebRedirection};
use domain_model::{domain, mailboxes, redirections};

codes! {
    REDIR_CREATE, argument -3;
    (-1, -3) "$source ou $destination invalide": Refusal::Fields(_) | Refusal::Redirections(_),
    otherwise (-1, -2)
}

codes! {
    /// The paper has no code of it: that of its sisters.
    REDIR_LIST, argument -2;
    otherwise (-1, -2)
}

codes! {
    REDIR_DELETE, argument -3;
    (-1, -3) "il n'existe pas de redirection du type $type avec $source et $destination":
        Refusal::Redirections(redirections::Refusal::Unknown) | Refusal::Fields(_),
    (-1, -4) "Flag EPP qui interdit l'operation": Refusal::Domain(domain::Refusal::StatusProhibits(_)),
    otherwise (-1, -2)
}

codes! {
    ZONE_GET, argument -2;
    (-1, -3) "$dist_id n'a pas les droits pour ce nom de domaine": Refusal::NotYours { .. },
    otherwise (-1, -2)
}

codes! {
    ZONE_SET, argument -4;
    (-1, -2) "l'on ne gere pas le nom de domaine":
        Refusal::Domain(domain::Refusal::NotHeld | domain::Refusal::Busy(_)),
    (-1, -4) "fichier $zonefile invalide": Refusal::ZoneText { .. } | Refusal::Zone(_),
    otherwise (-1, -3)
}

codes! {
    MBOX_CREATE, argument -2;
    (-1, -3) "overquota pour les BAL de ce nom de domaine": Refusal::Mailboxes(
        mailboxes::Refusal::TooMany { .. } | mailboxes::Refusal::OverQuota { .. }
    ),
    otherwise (-1, -2)
}

codes! {
    /// "$dist_id n'a pas les droits sur le nom de domaine".
    MBOX, argument -2;
    otherwise (-1, -2)
}

/// What the words of `$type` mean; the first is what is created. Where `web` asks for what is there, it means every
/// redirection without a frame: the paper deletes both kinds by that word.
const KINDS: [(&str, &[RedirectionKind]); 6] = [
    ("web", &[RedirectionKind::Web(WebRedirection::Found), RedirectionKind::Web(WebRedirection::Moved)]),
    ("web302", &[RedirectionKind::Web(WebRedirection::Found)]),
    ("web301", &[RedirectionKind::Web(WebRedirection::Moved)]),
    ("rweb", &[RedirectionKind::Web(WebRedirection::Framed)]),
    ("mail", &[RedirectionKind::Mail]),
    // The paper's other word for it.
    ("email", &[RedirectionKind::Mail]),
];

fn kinds(session: &Session<'_>, codes: &Codes) -> Result<&'static [RedirectionKind], Stop> {
    let argument = session.argument(1, "type");
    let word = codes.check(argument.required_text())?;
    let known =
        KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word.trim())).map(|(_, kinds)| *kinds);
    codes.check(known.ok_or_else(|| argument.expected("web, web301, web302, rweb or mail")))
}

/// The redirection that is meant, as each of its kinds.
fn redirections(session: &Session<'_>, codes: &Codes) -> Result<Vec<ServeRedirection>, Stop> {
    let (account, name) = (session.account, session.name(0, "domain", -2)?);
    let source = codes.check(session.argument(2, "source").required_text())?;
    let destination = codes.check(session.argument(3, "destination").required_text())?;
    let read = |kind: &RedirectionKind| {
        let redirection = AskedRedirection::parse(*kind, &source, &destination)
            .map_err(|error| codes.stop(Refusal::Fields(vec![error])))?;
        Ok(ServeRedirection { account, name: name.clone(), redirection })
    };
    kinds(session, codes)?.iter().map(read).collect()
}

pub(super) async fn redir_create(session: &Session<'_>) -> Outcome {
    permitted(session, &REDIR_CREATE).await?;
    let asked = redirections(session, &REDIR_CREATE)?;
    let [asked, ..] = asked.as_slice() else { return Ok(done(0)) };
    let added = session.application.add_redirection(asked, &session.ask()).await;
    Ok(done(REDIR_CREATE.check(added)?.value as i64))
}

/// Source to destination of every redirection of a type.
pub(super) async fn redir_list(session: &Session<'_>) -> Outcome {
    let name = session.name(0, "domain", -2)?;
    let kinds = kinds(session, &REDIR_LIST)?;
    let all = REDIR_LIST.check(session.application.redirections(session.account, &name).await)?;
    let shown = |one: &Redirection| match one {
        Redirection::Web { kind, source, destination } if kinds.contains(&RedirectionKind::Web(*kind)) => {
            Some((format!("http://{source}"), Value::from(destination.as_str())))
        }
        Redirection::Mail(route) if kinds.contains(&RedirectionKind::Mail) => {
            let route = route.value()?;
            Some((route.source.to_string(), route.destination.as_str().into()))
        }
        _ => None,
    };
    Ok(done(1).with(all.iter().filter_map(shown).collect::<Map>()))
}

pub(super) async fn redir_delete(session: &Session<'_>) -> Outcome {
    permitted(session, &REDIR_DELETE).await?;
    let mut outcome = Err(REDIR_DELETE.stop(Refusal::Redirections(redirections::Refusal::Unknown)));
    for asked in redirections(session, &REDIR_DELETE)? {
        match session.application.delete_redirection(&asked, &session.ask()).await {
            Err(AskError::Refused(Refusal::Redirections(redirections::Refusal::Unknown))) => {}
            other => {
                outcome = REDIR_DELETE.check(other).map(|_| done(1));
                break;
            }
        }
    }
    outcome
}

/// Rights come before what is wrong with the other arguments, as in the paper's tables.
async fn permitted(session: &Session<'_>, codes: &Codes) -> Result<(), Stop> {
    let name = session.name(0, "domain", -2)?;
    let right = application::Right::Serve;
    codes.check(session.application.registration_for(session.account, &name, right).await).map(|_| ())
}

pub(super) async fn dns_custom_get(session: &Session<'_>) -> Outcome {
    let name = session.name(0, "domain", -2)?;
    let records = ZONE_GET.check(session.application.custom_zone(session.account, &name).await)?;
    let shown = records.iter().map(|record| {
        [
            ("name", Value::from(record.name.as_str())),
            ("ttl", Value::from(i64::from(record.ttl))),
            ("type", record.kind.as_str().into()),
            ("value", record.value.as_str().into()),
        ]
        .into_iter()
        .collect::<Map>()
    });
    Ok(done(1).with(shown.collect::<Vec<_>>()))
}

pub(super) async fn dns_custom_set(session: &Session<'_>) -> Outcome {
    let name = session.name(0, "domain", -2)?;
    permitted(session, &ZONE_SET).await?;
    let zone = ZONE_SET.check(session.argument(1, "zone").required_text())?;
    let set = session.application.set_custom_zone(session.account, &name, &zone, &session.ask()).await;
    Ok(done(ZONE_SET.check(set)?.value as i64))
}

/// What stands before the @; the whole address is understood too.
fn mailbox(session: &Session<'_>, name: &DomainName) -> Result<MailboxName, Stop> {
    let argument = session.argument(1, "mbox_name");
    let text = MBOX.check(argument.required_text())?;
    let whole = text.trim();
    let local = match whole.rsplit_once('@') {
        Some((local, domain)) if DomainName::parse(domain).is_ok_and(|domain| domain == *name) => local,
        _ => whole,
    };
    MBOX.check(MailboxName::parse(local).map_err(|_| argument.expected("the name of a mailbox")))
}

pub(super) async fn mbox_create(session: &Session<'_>) -> Outcome {
    let name = session.name(0, "domain", -2)?;
    let mailbox = mailbox(session, &name)?;
    let password = MBOX_CREATE.check(session.argument(2, "mbox_passwd").required_text())?;
    let argument = session.argument(3, "mbox_quota");
    let quota = match MBOX_CREATE.check(argument.int())? {
        None | Some(0) => None,
        Some(megabytes @ 1..) => Some(u32::try_from(megabytes).unwrap_or(u32::MAX)),
        Some(_) => return Err(MBOX_CREATE.stop(argument.expected("a number of megabytes"))),
    };
    let password = password.into_owned().into();
    let asked = CreateMailbox { account: session.account, name, mailbox, password, quota };
    MBOX_CREATE.check(session.application.create_mailbox(asked, &session.ask()).await)?;
    Ok(done(1))
}

pub(super) async fn mbox_delete(session: &Session<'_>) -> Outcome {
    let name = session.name(0, "domain", -2)?;
    let mailbox = mailbox(session, &name)?;
    MBOX.check(session.application.delete_mailbox(session.account, &name, mailbox, &session.ask()).await)?;
    Ok(done(1))
}

pub(super) async fn mbox_list(session: &Session<'_>) -> Outcome {
    let name = session.name(0, "domain", -2)?;
    let all = MBOX.check(session.application.mailboxes(session.account, &name).await)?;
    let shown = all.iter().map(|(local, mailbox)| {
        [
            ("name", Value::from(local.as_str())),
            ("email", format!("{local}@{name}").into()),
            ("quota", Value::from(i64::from(mailbox.quota))),
            ("creation", date(mailbox.created)),
        ]
        .into_iter()
        .collect::<Map>()
    });
    Ok(done(1).with(shown.collect::<Vec<_>>()))
}
