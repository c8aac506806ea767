//! `registrar operator`: the people who work here, and where they are signed in.

use super::failure::Usage;
use super::mail_settings::first_line;
use super::session::Session;
use super::staff::Right;
use super::votes::time;
use crate::cli::{OperatorCommand, Reader, SecondFactorCommand, Source, Staff};
use crate::terminal;
use application::{Ask, Person, SessionSheet};
use comfy_table::Cell;
use domain_model::operator::{Login, Role};
use domain_model::{Actor, Cause, Channel};
use projections::{Sight, View};
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use uuid::Uuid;

/// Runs one command about operators.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn run(command: &OperatorCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        OperatorCommand::List { source } => list(source, as_json).await,
        OperatorCommand::Enrol { operator, role, password_file, staff } => {
            enrol(operator, *role, password_file, staff, as_json).await
        }
        OperatorCommand::Sessions { operator, reader } => sessions(operator, reader, as_json).await,
        OperatorCommand::CloseSession { operator, session: name, reason, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("operator close-session {operator} {name}");
                let ask = session.commander(staff, Right::Admin, reason.as_ref(), &asked).await?.ask;
                let done = session.application.close_session(&Person::from(operator), name, &ask).await?;
                let sentence = format!("session {name} of {operator} is over");
                let about = json!({ "operator": operator, "session": name });
                session.done(&done, View::Registers, &sentence, about, as_json).await
            })
            .await
        }
        OperatorCommand::SecondFactor {
            command: SecondFactorCommand::Remove { operator, reason, staff },
        } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("operator second-factor remove {operator} {reason}");
                let ask = session.commander(staff, Right::Admin, Some(reason), &asked).await?.ask;
                // No code is shown here, so that none is counted by where it came from.
                let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
                let done = session
                    .application
                    .remove_second_factor(&Person::from(operator), None, here, &ask)
                    .await?;
                let sentence = format!("{operator} has no second factor any more");
                let about = json!({ "operator": operator });
                session.done(&done, View::Registers, &sentence, about, as_json).await
            })
            .await
        }
    }
}

async fn enrol(
    operator: &Login,
    role: Role,
    password_file: &Path,
    staff: &Staff,
    as_json: bool,
) -> anyhow::Result<()> {
    let password = first_line(password_file)?;
    if !application::PASSWORD_LENGTH.contains(&password.chars().count()) {
        let expected = "--password-file: 8 to 200 characters are expected on its first line";
        return Err(Usage(expected.to_owned()).into());
    }
    Session::with(&staff.source, async |session| {
        let application = &session.application;
        // Before the first start there is no view to be asked.
        for projection in projections::all(application.journal().vault()) {
            application.journal().set_up(&projection).await?;
        }
        // Whoever reaches the database of an installation where nobody works yet may let the first admin in.
        let ask = if role == Role::Admin && application.views().operators().await?.is_empty() {
            let at = application.clock().now();
            let cause = Cause::new(Actor::System, Channel::CommandLine, at, Uuid::now_v7());
            Ask::new(cause.because("the first operator of this installation"))
        } else {
            let asked = format!("operator enrol {operator} {role}");
            session.commander(staff, Right::Admin, None, &asked).await?.ask
        };
        let done = application.enrol_operator(operator, role, &password.to_string().into(), &ask).await?;
        let sentence =
            format!("{operator} works here as {role}; the first sign-in sets up the second factor");
        let about = json!({ "operator": operator, "role": role.as_str() });
        session.done(&done, View::Registers, &sentence, about, as_json).await
    })
    .await
}

async fn list(source: &Source, as_json: bool) -> anyhow::Result<()> {
    Session::with(source, async |session| {
        let rows = session.application.views().operators().await?;
        let mut lines = vec![];
        for row in &rows {
            let second_factor = session.application.has_second_factor(&Person::from(&row.login)).await?;
            let running = match row.role {
                Some(_) => session.application.sessions(&Person::from(&row.login)).await?.len(),
                None => 0,
            };
            lines.push((row, second_factor, running));
        }
        if as_json {
            let items: Vec<Value> = lines
                .iter()
                .map(|(row, second_factor, running)| {
                    json!({ "login": row.login, "role": row.role, "secondFactor": second_factor,
                        "sessions": running, "tokens": row.tokens.len(), "enrolledAt": row.enrolled_at })
                })
                .collect();
            terminal::json(&json!({ "items": items }));
            return Ok(());
        }
        let yes = |known: &bool| if *known { "yes" } else { "no" };
        let cells = lines.iter().map(|(row, second_factor, running)| {
            [
                Cell::new(&row.login),
                Cell::new(row.role.map_or_else(|| "left".to_owned(), |role| role.to_string())),
                Cell::new(yes(second_factor)),
                Cell::new(running),
                Cell::new(row.tokens.len()),
                Cell::new(time(row.enrolled_at)),
            ]
        });
        terminal::table(["Login", "Role", "Second factor", "Sessions", "Tokens", "Since"], cells);
        Ok(())
    })
    .await
}

async fn sessions(operator: &Login, reader: &Reader, as_json: bool) -> anyhow::Result<()> {
    Session::with(&reader.source, async |session| {
        let sight = session.sight(reader, format!("operator/{operator}")).await?;
        let sheets = session.application.sessions(&Person::from(operator)).await?;
        let address = |sheet: &SessionSheet| sheet.address.clone().filter(|_| sight == Sight::Open);
        if as_json {
            let item = |sheet: &SessionSheet| {
                json!({ "name": sheet.name, "openedAt": sheet.opened_at, "expiresAt": sheet.expires_at,
                    "address": address(sheet), "agent": sheet.agent })
            };
            let items: Vec<Value> = sheets.iter().map(item).collect();
            terminal::json(&json!({ "operator": operator, "items": items }));
            return Ok(());
        }
        let cells = sheets.iter().map(|sheet| {
            [
                Cell::new(&sheet.name),
                Cell::new(time(sheet.opened_at)),
                Cell::new(time(sheet.expires_at)),
                Cell::new(address(sheet).unwrap_or_else(|| "—".to_owned())),
                Cell::new(&sheet.agent),
            ]
        });
        terminal::table(["Session", "Since", "Until", "From", "With"], cells);
        Ok(())
    })
    .await
}
