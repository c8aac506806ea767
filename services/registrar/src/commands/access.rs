//! `registrar account application` and `… credential`: programs that call the REST door, and what they may do.

use super::session::Session;
use super::staff::Right;
use super::votes::time;
use crate::cli::{ApplicationCommand, CredentialCommand};
use crate::terminal::{self, state};
use anyhow::Context;
use application::CreateApplication;
use comfy_table::Cell;
use projections::View;
use serde_json::{Value, json};

/// Runs one command about programs.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn application(command: &ApplicationCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        ApplicationCommand::Create { account, name, description, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("application create {account} {name} {description}");
                let ask = session.commander(staff, Right::Support, None, &asked).await?.ask;
                let (name, description) = (name.clone(), description.clone());
                let create = CreateApplication { account: *account, name, description };
                let done = session.application.create_application(create, &ask).await?;
                let secret = done.value.secret.value().context("the secret cannot be read any more")?;
                let sentence = format!(
                    "application {} of account {account} has the key {} and the secret {secret}, which is not shown again",
                    done.value.number, done.value.key
                );
                let about = json!({ "account": account.get(), "number": done.value.number.get(),
                    "applicationKey": done.value.key, "applicationSecret": secret });
                session.done(&done, View::Registers, &sentence, about, as_json).await
            })
            .await
        }
        ApplicationCommand::Revoke { application: key, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("application revoke {key}");
                let ask = session.commander(staff, Right::Support, None, &asked).await?.ask;
                let done = session.application.revoke_application(key, None, &ask).await?;
                let sentence = format!("application {key} calls no more");
                let about = json!({ "number": done.value.get(), "applicationKey": key });
                session.done(&done, View::Registers, &sentence, about, as_json).await
            })
            .await
        }
        ApplicationCommand::List { account, source } => {
            Session::with(source, async |session| {
                let rows = session.application.views().applications(*account).await?;
                if as_json {
                    let item = |row: &projections::access::ApplicationRow| {
                        json!({ "number": row.number, "applicationKey": row.key, "name": row.name,
                            "description": row.description, "revoked": row.revoked,
                            "registeredAt": row.registered_at })
                    };
                    let items: Vec<Value> = rows.iter().map(item).collect();
                    terminal::json(&json!({ "account": account.get(), "items": items }));
                    return Ok(());
                }
                let lines = rows.iter().map(|row| {
                    [
                        Cell::new(row.number.map_or_else(String::new, |number| number.to_string())),
                        Cell::new(&row.key),
                        Cell::new(row.name.as_ref().map_or_else(String::new, ToString::to_string)),
                        state(if row.revoked { "revoked" } else { "registered" }),
                        Cell::new(time(row.registered_at)),
                    ]
                });
                terminal::table(["Number", "Key", "Name", "Status", "Since"], lines);
                Ok(())
            })
            .await
        }
    }
}

/// Runs one command about what programs were granted.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn credential(command: &CredentialCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        CredentialCommand::Revoke { number, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("credential revoke {number}");
                let ask = session.commander(staff, Right::Support, None, &asked).await?.ask;
                let done = session.application.revoke_credential(*number, None, &ask).await?;
                let sentence = format!("credential {number} is good for nothing more");
                let about = json!({ "number": number.get() });
                session.done(&done, View::Registers, &sentence, about, as_json).await
            })
            .await
        }
        CredentialCommand::List { account, source } => {
            Session::with(source, async |session| {
                let rows = session.application.views().credentials(*account).await?;
                let now = session.application.clock().now();
                if as_json {
                    let item = |row: &projections::access::CredentialRow| {
                        json!({ "number": row.number, "applicationKey": row.application, "rules": row.rules,
                            "status": row.status(now).as_str(), "grantedAt": row.granted_at, "until": row.until })
                    };
                    let items: Vec<Value> = rows.iter().map(item).collect();
                    terminal::json(&json!({ "account": account.get(), "items": items }));
                    return Ok(());
                }
                let lines = rows.iter().map(|row| {
                    let rules = row.rules.iter().map(|rule| format!("{} {}", rule.method.as_str(), rule.path));
                    [
                        Cell::new(row.number),
                        Cell::new(row.application.as_ref().map_or_else(String::new, ToString::to_string)),
                        state(row.status(now).as_str()),
                        Cell::new(rules.collect::<Vec<_>>().join(", ")),
                        Cell::new(row.until.map_or_else(|| "—".to_owned(), time)),
                    ]
                });
                terminal::table(["Number", "Application", "Status", "May call", "Until"], lines);
                Ok(())
            })
            .await
        }
    }
}
