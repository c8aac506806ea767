//! A registry in memory: what it is asked for is so at once, but for names that begin with `slow-`.

use application::ports::{
    Answer, AnswerData, CheckedName, DomainAtRegistry, HostAtRegistry, PollMessage, Registry,
    RegistryCommand, RegistryError, RegistryHealth,
};
use async_trait::async_trait;
use chrono::{DateTime, Days, Utc};
use domain_model::values::{ClTrid, DomainName, RegistryId, SealOwner, StatusSet};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

static ID: LazyLock<RegistryId> = LazyLock::new(|| RegistryId::parse("memory").unwrap());

#[derive(Clone)]
struct Held {
    statuses: StatusSet,
    created: DateTime<Utc>,
    sponsor: &'static str,
}

/// The names that it has.
#[derive(Default)]
pub struct MemoryRegistry {
    names: Mutex<HashMap<DomainName, Held>>,
    refuses: AtomicBool,
}

impl MemoryRegistry {
    /// By another way than the session: a registrar has the name now.
    pub fn enter(&self, name: &str, sponsor: &'static str) {
        let held = Held { statuses: StatusSet::EMPTY, created: journal::wall_clock(), sponsor };
        self.names.lock().unwrap().insert(DomainName::parse(name).unwrap(), held);
    }

    /// Names are created, or not.
    pub fn refuse(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::Relaxed);
    }

    pub fn statuses(&self, name: &str) -> Vec<String> {
        let names = self.names.lock().unwrap();
        names[&DomainName::parse(name).unwrap()].statuses.iter().map(|status| status.to_string()).collect()
    }

    fn answer(&self, command: RegistryCommand) -> (u16, AnswerData) {
        let mut names = self.names.lock().unwrap();
        let year = |created: DateTime<Utc>| created + Days::new(365);
        match command {
            RegistryCommand::CheckDomains { names: asked, .. } => {
                let free = |name| {
                    let free = !names.contains_key(&name);
                    CheckedName { free, name, reason: None, reserved: false, fees: vec![] }
                };
                (1000, AnswerData::DomainCheck(asked.into_iter().map(free).collect()))
            }
            RegistryCommand::InfoDomain { name, .. } => match names.get(&name) {
                Some(held) => (1000, AnswerData::Domain(Box::new(shown(name, held)))),
                None => (2303, AnswerData::None),
            },
            RegistryCommand::CreateDomain { name, .. } if name.as_str().starts_with("slow-") => {
                (1001, AnswerData::None)
            }
            RegistryCommand::CreateDomain { .. } if self.refuses.load(Ordering::Relaxed) => {
                (2304, AnswerData::None)
            }
            RegistryCommand::CreateDomain { name, .. } => {
                let created = journal::wall_clock();
                names.insert(name, Held { statuses: StatusSet::EMPTY, created, sponsor: "ours" });
                let (created, expires) = (Some(created), Some(year(created)));
                (1000, AnswerData::Dates { created, expires })
            }
            RegistryCommand::UpdateDomain { name, add_statuses, remove_statuses, .. } => {
                let held = names.get_mut(&name).unwrap();
                held.statuses = held.statuses.union(add_statuses).difference(remove_statuses);
                (1000, AnswerData::None)
            }
            // The hosts of the papers are there.
            RegistryCommand::InfoHost { host } if host.as_str().ends_with(".online.net") => {
                let sponsor = "other".to_owned();
                (1000, AnswerData::Host(HostAtRegistry { host, sponsor, addresses: vec![] }))
            }
            RegistryCommand::InfoHost { .. } | RegistryCommand::InfoContact { .. } => {
                (2303, AnswerData::None)
            }
            _ => (1000, AnswerData::None),
        }
    }
}

fn shown(name: DomainName, held: &Held) -> DomainAtRegistry {
    DomainAtRegistry {
        name,
        sponsor: held.sponsor.to_owned(),
        statuses: held.statuses,
        rgp: vec![],
        registrant: None,
        admin: None,
        tech: None,
        servers: vec![],
        created: Some(held.created),
        expires: Some(held.created + Days::new(365)),
        transferred: None,
        auth_code: None,
        secdns: None,
    }
}

#[async_trait]
impl Registry for MemoryRegistry {
    fn id(&self) -> &RegistryId {
        &ID
    }

    fn registrar(&self) -> &'static str {
        "ours"
    }

    async fn send(
        &self,
        command: RegistryCommand,
        cltrid: &ClTrid,
        _: Option<SealOwner>,
    ) -> Result<Answer, RegistryError> {
        let (code, data) = self.answer(command);
        let message = if code < 2000 { "done" } else { "object does not exist" }.to_owned();
        Ok(Answer { code, message, svtrid: format!("SRV-{cltrid}"), data })
    }

    async fn poll(&self) -> Result<Option<PollMessage>, RegistryError> {
        Ok(None)
    }

    async fn acknowledge(&self, _: &str) -> Result<(), RegistryError> {
        Ok(())
    }

    fn health(&self) -> Option<RegistryHealth> {
        Some(RegistryHealth {
            sessions_open: 2,
            sessions_in_use: 1,
            sessions_most: 4,
            answered: Some(Duration::from_secs(1)),
            failed: Some((Duration::from_secs(30), "no greeting".to_owned())),
            polled: None,
            answers: 3,
            median: Some(Duration::from_millis(12)),
            p95: Some(Duration::from_micros(80_500)),
        })
    }
}
