//! What has to hold after every story, whatever happened in it.

use crate::demo::Demo;
use crate::desk::Desk;
use chrono::{DateTime, TimeZone, Utc};
use journal::{Journal, JournalConfig, MasterKey, MasterKeySource, VaultConfig};
use projections::{View, Views, replay_until};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OnceCell;

/// The demo's journal, looked at beside the demo: opened when it is first needed.
#[derive(Clone)]
pub(crate) struct Office {
    url: String,
    data: PathBuf,
    journal: Arc<OnceCell<Journal>>,
}

/// Later than any story.
fn far_ahead() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2100, 1, 1, 0, 0, 0).single().expect("a day")
}

impl Office {
    pub(crate) fn of(demo: &Demo) -> Self {
        let url = demo.access()["postgres"].as_str().expect("an address").to_owned();
        Self { url, data: demo.data(), journal: Arc::default() }
    }

    async fn views(&self) -> Views {
        let connect = async || {
            let key = MasterKeySource::File(self.data.join("master.key"));
            let master = MasterKey::load(&key).expect("a master key");
            let erasure_log = self.data.join("erasures.log");
            let vault = VaultConfig { master, former_masters: vec![], erasure_log };
            Journal::connect(JournalConfig::new(self.url.clone(), vault)).await.expect("the demo's journal")
        };
        Views::new(self.journal.get_or_init(connect).await.clone())
    }

    /// Waits until every view has seen all that is in the journal now: each follows at its own pace.
    pub(crate) async fn caught_up(&self) {
        self.views().await.caught_up(Duration::from_secs(30)).await.expect("views that follow");
    }

    /// Every view is what its replay from the first event gives.
    async fn views_equal_their_replay(&self) {
        self.caught_up().await;
        let views = self.views().await;
        let journal = self.journal.get().expect("connected");
        for view in View::ALL {
            let live = views.fingerprint(view).await.expect("a live view");
            let replayed = replay_until(journal, view, far_ahead(), |_| {}).await.expect("a replay");
            let same = replayed.fingerprint(journal.pool()).await.expect("a replayed view");
            replayed.discard(journal.pool()).await.expect("a scratch schema goes");
            assert_eq!(same, live, "{view} differs from its replay");
        }
    }
}

impl Demo {
    /// Books balanced, no orphans, no job put aside, the chain whole, every view equal to its replay from the first
    /// event, and nothing personal or secret logged.
    ///
    /// # Panics
    /// Something does not hold.
    pub async fn is_in_order(&self) {
        let desk = Desk::of(self, "admin");
        desk.nothing_is_parked().await;
        desk.books_are_balanced().await;
        let told = self.command(&["audit", "verify"]).await;
        assert!(told.contains("the journal is whole"), "{told}");
        Office::of(self).views_equal_their_replay().await;
        self.nothing_secret_is_logged(&desk).await;
        let log = self.log();
        let unprinted = log.lines().find(|line| line.contains("an answer that the paper does not have"));
        assert_eq!(unprinted, None, "SOAP answers in the paper's numbers");
    }

    /// What the demo, its people and its letters keep to themselves is in no line that was logged.
    async fn nothing_secret_is_logged(&self, desk: &Desk) {
        let log = self.log();
        let shown = |what: &str, secret: &str| {
            assert!(secret.len() < 4 || !log.contains(secret), "the log shows {what}: {secret}");
        };
        for (list, fields) in
            [("operators", ["password", "token"]), ("resellers", ["password", "passphrase"])]
        {
            for entry in self.access()[list].as_array().expect("a list") {
                fields.iter().for_each(|field| shown(field, entry[*field].as_str().unwrap_or_default()));
            }
        }
        for registrar in self.access()["epp"]["registrars"].as_array().expect("registrars") {
            shown("a registrar's password", registrar["password"].as_str().expect("a password"));
        }
        for link in crate::mails::links(&self.outbox()) {
            shown("a vote link", link.rsplit('/').next().expect("a token"));
        }
        for person in desk.people().await {
            for field in ["lastName", "street", "phone", "email"] {
                shown(field, person[field].as_str().unwrap_or_default());
            }
        }
        for code in desk.codes().await {
            shown("an auth code", &code);
        }
    }
}
