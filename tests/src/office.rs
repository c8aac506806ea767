//! What has to hold after every story, whatever happened in it.

use crate::demo::Demo;
use crate::desk::Desk;
use chrono::{DateTime, TimeZone, Utc};
use journal::{Journal, JournalConfig, MasterKey, MasterKeySource, VaultConfig};
use projections::{View, Views, replay_until};
use std::time::Duration;

/// Later than any story.
fn far_ahead() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2100, 1, 1, 0, 0, 0).single().expect("a day")
}

impl Demo {
    /// Books balanced, no orphans, no job put aside, the chain whole, and every view equal to its replay from the
    /// first event.
    ///
    /// # Panics
    /// Something does not hold.
    pub async fn is_in_order(&self) {
        let desk = Desk::of(self, "admin");
        desk.nothing_is_parked().await;
        desk.books_are_balanced().await;
        let told = self.command(&["audit", "verify"]).await;
        assert!(told.contains("the journal is whole"), "{told}");
        self.views_equal_their_replay().await;
    }

    async fn views_equal_their_replay(&self) {
        let data = self.data();
        let master = MasterKey::load(&MasterKeySource::File(data.join("master.key"))).expect("a master key");
        let vault = VaultConfig { master, former_masters: vec![], erasure_log: data.join("erasures.log") };
        let url = self.access()["postgres"].as_str().expect("an address").to_owned();
        let journal = Journal::connect(JournalConfig::new(url, vault)).await.expect("the demo's journal");
        let views = Views::new(journal.clone());
        views.caught_up(Duration::from_secs(20)).await.expect("views that follow");
        for view in View::ALL {
            let live = views.fingerprint(view).await.expect("a live view");
            let replayed = replay_until(&journal, view, far_ahead(), |_| {}).await.expect("a replay");
            let same = replayed.fingerprint(journal.pool()).await.expect("a replayed view");
            replayed.discard(journal.pool()).await.expect("a scratch schema goes");
            assert_eq!(same, live, "{view} differs from its replay");
        }
    }
}
