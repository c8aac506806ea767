//! Faults on demand: armed through the handle, or named by the first label of a domain (the README lists them).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::code::ResultCode;
use crate::commands::Deferral;
use crate::request::Verb;
use crate::state::ObjectKind;

/// What goes wrong, for which commands and how often.
#[derive(Debug, Clone)]
pub struct Fault {
    /// `None`: any command.
    pub verb: Option<Verb>,
    /// `None`: any object, or none.
    pub object: Option<ObjectKind>,
    /// A name in which `*` stands for any text; `None`: any name, or none.
    pub name: Option<String>,
    /// How many commands it hits.
    pub times: u32,
    pub effect: Effect,
}

/// What happens to a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// It waits, then goes on.
    Delay(Duration),
    /// It is executed, and the connection closes without an answer.
    DropAfterExecuting,
    /// The connection closes, and nothing is executed.
    DropBeforeExecuting,
    /// It is answered with this code and message, and not executed.
    Answer(u16, String),
    /// It is acknowledged with 1001 (domain create, update, renew, delete); the decision comes as a service
    /// message.
    Defer { approve: bool, after: Duration },
}

/// Identifies an armed fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FaultId(u64);

/// The armed faults. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct FaultPlan {
    plan: Arc<Mutex<Plan>>,
}

#[derive(Debug, Default)]
struct Plan {
    armed: Vec<(FaultId, Fault)>,
    last_id: u64,
    maintenance: Option<Maintenance>,
}

#[derive(Debug)]
struct Maintenance {
    code: u16,
    message: String,
    /// When it ends by itself.
    until: Option<Instant>,
}

impl FaultPlan {
    /// Arms a fault for the next matching commands.
    pub fn arm(&self, fault: Fault) -> FaultId {
        let mut plan = self.lock();
        plan.last_id += 1;
        let id = FaultId(plan.last_id);
        plan.armed.push((id, fault));
        id
    }

    /// Takes a fault back.
    pub fn disarm(&self, id: FaultId) {
        self.lock().armed.retain(|(armed, _)| *armed != id);
    }

    /// How many commands the fault will still hit.
    pub fn remaining(&self, id: FaultId) -> u32 {
        self.lock().armed.iter().find(|(armed, _)| *armed == id).map_or(0, |(_, fault)| fault.times)
    }

    /// Takes everything back, maintenance included.
    pub fn clear(&self) {
        let mut plan = self.lock();
        plan.armed.clear();
        plan.maintenance = None;
    }

    /// From now on every command, login included, is answered with this code; from 2500 on the connection closes.
    pub fn begin_maintenance(&self, code: u16, message: impl Into<String>) {
        self.lock().maintenance = Some(Maintenance { code, message: message.into(), until: None });
    }

    /// A maintenance window that ends by itself: connections are closed, nobody gets in.
    pub(crate) fn maintain_for(&self, time: Duration) {
        let (code, message) = (ResultCode::FailedClosing.number(), "Maintenance".to_owned());
        self.lock().maintenance = Some(Maintenance { code, message, until: Some(Instant::now() + time) });
    }

    /// Ends the maintenance window.
    pub fn end_maintenance(&self) {
        self.lock().maintenance = None;
    }

    /// The effects on one command; the faults that matched are used up by one.
    pub(crate) fn take(&self, verb: Verb, object: Option<ObjectKind>, names: &[&str]) -> Vec<Effect> {
        let mut plan = self.lock();
        let over = |window: &Maintenance| window.until.is_some_and(|until| until <= Instant::now());
        plan.maintenance.take_if(|window| over(window));
        if let Some(window) = &plan.maintenance {
            return vec![Effect::Answer(window.code, window.message.clone())];
        }
        let mut effects = Vec::new();
        for (_, fault) in &mut plan.armed {
            if fault.times > 0 && fault.matches(verb, object, names) {
                fault.times -= 1;
                effects.push(fault.effect.clone());
            }
        }
        plan.armed.retain(|(_, fault)| fault.times > 0);
        effects
    }

    fn lock(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fault {
    fn matches(&self, verb: Verb, object: Option<ObjectKind>, names: &[&str]) -> bool {
        self.verb.is_none_or(|wanted| wanted == verb)
            && self.object.is_none_or(|wanted| Some(wanted) == object)
            && self.name.as_ref().is_none_or(|pattern| names.iter().any(|name| matches(pattern, name)))
    }
}

/// Whether `name` is `pattern`, in which `*` stands for any text.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(start) else { return false };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return left.ends_with(part);
        }
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    true
}

/// What the first label of a domain asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LabelFault {
    pub effect: Effect,
    /// Whether it happens once per name.
    pub once: bool,
}

/// How long the labels' delays and deferrals take.
const SLOW: Duration = Duration::from_secs(2);
const DECISION: Duration = Duration::from_secs(1);

/// The fault that the name carries for that verb, if any; these are the labels of the README's table.
pub(crate) fn label_fault(verb: Verb, name: &str) -> Option<LabelFault> {
    let (kind, rest) = name.split_once('-').filter(|(kind, _)| matches!(*kind, "fault" | "pending"))?;
    let named =
        [Verb::Update, Verb::Renew, Verb::Delete, Verb::Transfer, Verb::Info].into_iter().find_map(|verb| {
            let rest = rest.strip_prefix(verb.as_str())?.strip_prefix('-')?;
            Some((verb, rest))
        });
    let (of, rest) = named.unwrap_or((Verb::Create, rest));
    if of != verb {
        return None;
    }
    if kind == "pending" {
        let effect = Effect::Defer { approve: !rest.starts_with("deny-"), after: DECISION };
        return Some(LabelFault { effect, once: false });
    }
    let answer = |code: ResultCode| Effect::Answer(code.number(), code.message().to_owned());
    let table = [
        ("drop-", Effect::DropAfterExecuting, true),
        ("unsent-", Effect::DropBeforeExecuting, true),
        ("slow-", Effect::Delay(SLOW), false),
        ("2200-", answer(ResultCode::AuthenticationError), false),
        ("2400-", answer(ResultCode::CommandFailed), false),
        ("2308-", answer(ResultCode::DataManagementPolicy), false),
        ("once-2400-", answer(ResultCode::CommandFailed), true),
        ("once-2308-", answer(ResultCode::DataManagementPolicy), true),
    ];
    let found = table.into_iter().find(|(prefix, ..)| rest.starts_with(prefix));
    found.map(|(_, effect, once)| LabelFault { effect, once })
}

/// For how long a check of `maintenance-SECONDS-…` takes the registry down.
pub(crate) fn label_maintenance(name: &str) -> Option<Duration> {
    let (seconds, _) = name.strip_prefix("maintenance-")?.split_once('-')?;
    seconds.parse().ok().map(Duration::from_secs)
}

/// The effects on one command, sorted by when they act.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    pub delay: Duration,
    pub drop_before: bool,
    pub answer: Option<(u16, String)>,
    pub deferral: Option<Deferral>,
    pub drop_after: bool,
}

impl Effects {
    pub fn of(effects: impl IntoIterator<Item = Effect>) -> Self {
        let mut sum = Self::default();
        for effect in effects {
            match effect {
                Effect::Delay(delay) => sum.delay += delay,
                Effect::DropAfterExecuting => sum.drop_after = true,
                Effect::DropBeforeExecuting => sum.drop_before = true,
                Effect::Answer(code, message) => sum.answer = Some((code, message)),
                Effect::Defer { approve, after } => {
                    let after = chrono::Duration::from_std(after).unwrap_or(chrono::Duration::MAX);
                    sum.deferral = Some(Deferral { approve, after });
                }
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_a_shell() {
        for (pattern, name, fits) in [
            ("a.com", "a.com", true),
            ("a.com", "b.com", false),
            ("*.com", "a.com", true),
            ("*.com", "a.net", false),
            ("a*", "a.com", true),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxcyyb", false),
            ("*", "anything", true),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(matches(pattern, name), fits, "{pattern} {name}");
        }
    }

    #[test]
    fn a_label_says_which_command_goes_wrong_and_how() {
        let of = |verb, name| label_fault(verb, name).map(|fault| (fault.effect, fault.once));
        let defer = |approve| Some((Effect::Defer { approve, after: DECISION }, false));
        assert_eq!(of(Verb::Create, "fault-drop-a.com"), Some((Effect::DropAfterExecuting, true)));
        assert_eq!(of(Verb::Update, "fault-drop-a.com"), None);
        assert_eq!(of(Verb::Update, "fault-update-drop-a.com"), Some((Effect::DropAfterExecuting, true)));
        assert_eq!(of(Verb::Create, "fault-update-drop-a.com"), None);
        assert!(matches!(
            of(Verb::Renew, "fault-renew-once-2308-a.com"),
            Some((Effect::Answer(2308, _), true))
        ));
        assert!(matches!(of(Verb::Info, "fault-info-2200-a.com"), Some((Effect::Answer(2200, _), false))));
        assert_eq!(of(Verb::Create, "fault-info-2200-a.com"), None);
        assert_eq!(of(Verb::Create, "pending-a.com"), defer(true));
        assert_eq!(of(Verb::Create, "pending-deny-a.com"), defer(false));
        assert_eq!(of(Verb::Delete, "pending-delete-deny-a.com"), defer(false));
        assert_eq!(of(Verb::Create, "faulty.com"), None);
        assert_eq!(label_maintenance("maintenance-3-a.com"), Some(Duration::from_secs(3)));
        assert_eq!(label_maintenance("maintenance-a.com"), None);
    }

    #[test]
    fn a_maintenance_window_may_end_by_itself() {
        let plan = FaultPlan::default();
        plan.maintain_for(Duration::from_secs(600));
        assert!(matches!(plan.take(Verb::Login, None, &[])[..], [Effect::Answer(2500, _)]));
        plan.maintain_for(Duration::ZERO);
        assert_eq!(plan.take(Verb::Login, None, &[]), []);
    }

    #[test]
    fn a_fault_is_used_up() {
        let plan = FaultPlan::default();
        let effect = Effect::DropBeforeExecuting;
        let fault = Fault {
            verb: Some(Verb::Create),
            object: Some(ObjectKind::Domain),
            name: Some("*.com".to_owned()),
            times: 2,
            effect: effect.clone(),
        };
        let id = plan.arm(fault);
        assert_eq!(plan.take(Verb::Info, Some(ObjectKind::Domain), &["a.com"]), []);
        assert_eq!(plan.take(Verb::Create, Some(ObjectKind::Host), &["a.com"]), []);
        assert_eq!(plan.take(Verb::Create, Some(ObjectKind::Domain), &["a.net"]), []);
        assert_eq!(
            plan.take(Verb::Create, Some(ObjectKind::Domain), &["a.com"]),
            std::slice::from_ref(&effect)
        );
        assert_eq!(plan.remaining(id), 1);
        assert_eq!(plan.take(Verb::Create, Some(ObjectKind::Domain), &["b.com"]), [effect]);
        assert_eq!(plan.take(Verb::Create, Some(ObjectKind::Domain), &["c.com"]), []);
        assert_eq!(plan.remaining(id), 0);
    }
}
