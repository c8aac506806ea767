//! The demo's journal, looked at from inside: what no door shows.

use crate::Demo;
use journal::{Journal, JournalConfig, MasterKey, MasterKeySource, VaultConfig};
use projections::{Projection, View, Views};
use std::time::Duration;

impl Demo {
    /// The journal, as another process opens it.
    ///
    /// # Panics
    /// It does not open.
    pub async fn journal(&self) -> Journal {
        let master = MasterKey::load(&MasterKeySource::File(self.data().join("master.key")));
        let vault = VaultConfig {
            master: master.expect("the demo's key"),
            former_masters: vec![],
            erasure_log: self.data().join("erasures.log"),
        };
        let url = self.access()["postgres"].as_str().expect("a database").to_owned();
        Journal::connect(JournalConfig::new(url, vault)).await.expect("the journal opens")
    }

    /// Rebuilds every view, and compares it with what following had made of it.
    ///
    /// # Panics
    /// One differs, or the journal fails.
    pub async fn assert_views_are_as_rebuilt(&self) {
        let journal = self.journal().await;
        let views = Views::new(journal.clone());
        views.caught_up(Duration::from_secs(30)).await.expect("the views follow");
        for view in View::ALL {
            let live = views.fingerprint(view).await.expect("a view");
            let rebuilt = journal.rebuild(Projection::new(view, journal.vault().clone()), |_| {}).await;
            rebuilt.unwrap_or_else(|error| panic!("{view}: {error}"));
            assert_eq!(
                views.fingerprint(view).await.expect("a view"),
                live,
                "{view} rebuilt is not {view} live"
            );
        }
    }

    /// Jobs that wait for a person, in words.
    ///
    /// # Panics
    /// The journal fails.
    pub async fn parked(&self) -> Vec<String> {
        let parked = self.journal().await.jobs().parked(100).await.expect("jobs");
        parked.iter().map(|job| format!("{} {}: {:?}", job.kind, job.stream, job.last_error)).collect()
    }
}
