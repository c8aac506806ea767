//! Batch mails that wait, and those that wait for a person.

use super::Check;
use journal::Journal;

/// Mails that wait longer than this, seconds, are late; than ten times this, stuck.
const LATE: i64 = 60;

pub async fn inbox(journal: &Journal, stopped: bool) -> Check {
    const NAME: &str = "batch mails";
    let standing = match journal.inbox().standing().await {
        Ok(standing) => standing,
        Err(error) => {
            let hint = "the database failed while it was asked: look into its log";
            return Check::broken(NAME, &error.into(), hint);
        }
    };
    if let Some(latest) = standing.latest_aside {
        return Check::warn(
            NAME,
            format!("{} put aside, the latest {latest}; {} wait", standing.aside, standing.waiting),
            format!("the log says why, by this id; then `registrar batch-mail retry {latest}`"),
        );
    }
    let Some(oldest) = standing.oldest else { return Check::ok(NAME, "none waits") };
    let age = (journal::wall_clock() - oldest).num_seconds();
    let obstacle = standing.obstacle.map_or_else(String::new, |why| format!("; last: {why}"));
    let found = format!("{} wait, the oldest for {age} s{obstacle}", standing.waiting);
    match age {
        ..=LATE => Check::ok(NAME, found),
        _ if stopped => Check::warn(NAME, found, "start the demo: it answers them"),
        _ if age <= 10 * LATE => Check::warn(NAME, found, "a registry or the mail relay may be slow or away"),
        _ => Check::fail(NAME, found, "start a server or `registrar work`, and look at its log"),
    }
}
