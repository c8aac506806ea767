//! `registrar registry maintenance`: windows in which a registry is closed.

use super::session::Session;
use super::staff::Right;
use super::votes::time;
use crate::cli::{MaintenanceCommand, Source};
use crate::terminal;
use application::PlanMaintenance;
use chrono::SecondsFormat;
use projections::View;
use serde_json::{Value, json};

/// Runs one command about maintenance windows.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn run(command: &MaintenanceCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        MaintenanceCommand::List { source } => list(source, as_json).await,
        MaintenanceCommand::Plan { registry, from, until, reason, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("registry maintenance plan {registry} {from} {until} {reason}");
                let ask = session.commander(staff, Right::Support, Some(reason), &asked).await?.ask;
                let (registry, from, until) = (registry.clone(), *from, *until);
                let plan =
                    PlanMaintenance { registry: registry.clone(), from, until, reason: reason.clone() };
                let done = session.application.plan_maintenance(plan, &ask).await?;
                let number = done.value;
                let sentence = format!(
                    "{registry}: nothing is sent from {} to {} (window {number})",
                    time(from),
                    time(until)
                );
                let about = json!({ "registry": registry.to_string(), "number": number });
                session.done(&done, View::Registers, &sentence, about, as_json).await
            })
            .await
        }
        MaintenanceCommand::CallOff { registry, number, reason, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("registry maintenance call-off {registry} {number} {reason}");
                let ask = session.commander(staff, Right::Support, Some(reason), &asked).await?.ask;
                let called_off =
                    session.application.call_off_maintenance(registry, *number, reason.clone(), &ask);
                let done = called_off.await?;
                let sentence =
                    format!("{registry}: window {number} is off; what waits is sent within a minute");
                let about = json!({ "registry": registry.to_string(), "number": number });
                session.done(&done, View::Registers, &sentence, about, as_json).await
            })
            .await
        }
    }
}

async fn list(source: &Source, as_json: bool) -> anyhow::Result<()> {
    Session::with(source, async |session| {
        let now = session.application.clock().now();
        let lines = session.application.registry_lines().await?;
        let windows = || lines.iter().flat_map(|line| line.maintenance.iter().map(|window| (&line.id, window)));
        if as_json {
            let moment = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
            let windows: Vec<Value> = windows()
                .map(|(registry, window)| {
                    json!({
                        "registry": registry.to_string(), "number": window.number, "from": moment(window.from),
                        "until": moment(window.until), "reason": window.reason.to_string(),
                        "under_way": window.is_under_way(now),
                    })
                })
                .collect();
            terminal::json(&windows);
            return Ok(());
        }
        if windows().next().is_none() {
            terminal::note("no registry has announced a maintenance");
            return Ok(());
        }
        terminal::table(
            ["Registry", "Window", "From", "Until", "", "Reason"],
            windows().map(|(registry, window)| {
                [
                    registry.to_string(),
                    window.number.to_string(),
                    time(window.from),
                    time(window.until),
                    if window.is_under_way(now) { "under way" } else { "" }.to_owned(),
                    window.reason.to_string(),
                ]
            }),
        );
        Ok(())
    })
    .await
}
