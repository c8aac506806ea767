//! The questions, one after the other; each answer is read at once, and asked for again where it is wrong.

use super::draft::Draft;
use crate::language::{FIELDS_OF_A_CONTACT, ROLES, Rules};
use domain_model::values::{AuthMethod, HostingPlan, OrderCommand};

/// Times that a question is put before the assistant gives up.
const MOST_TRIES: usize = 20;

/// Nobody answers any more.
#[derive(Debug, thiserror::Error)]
#[error("the questions were not answered to their end: nothing was written")]
pub struct Interrupted(#[source] pub Option<std::io::Error>);

/// Whoever answers questions.
pub trait Dialogue {
    /// Puts a question; an empty answer takes what is offered.
    ///
    /// # Errors
    /// Nobody answers.
    fn ask(&mut self, question: &str, offered: Option<&str>) -> Result<String, Interrupted>;

    /// Says what was wrong with an answer.
    fn complain(&mut self, text: &str);
}

struct Conversation<'d, D> {
    draft: &'d mut Draft,
    dialogue: &'d mut D,
    rules: Rules<'d>,
}

/// Asks for everything that a draft does not say yet.
///
/// # Errors
/// Nobody answers, or nobody answers right.
pub fn converse(
    draft: &mut Draft,
    dialogue: &mut impl Dialogue,
    rules: Rules<'_>,
) -> Result<(), Interrupted> {
    draft.set("batch.version", "4.0");
    let mut talk = Conversation { draft, dialogue, rules };
    talk.ask("batch.account", "Account (nichandle or number)", None)?;
    talk.ask("batch.referer", "Your reference (empty: none)", Some(""))?;
    let methods: Vec<&str> = AuthMethod::ALL.iter().map(AuthMethod::as_str).collect();
    talk.ask("batch.auth.method", &format!("Signed by ({})", methods.join(" | ")), Some("md5"))?;
    talk.ask("batch.type", "What for (orderDomain | soapi)", Some("orderDomain"))?;
    talk.ask("batch.autopayment", "Pay by points at once (yes | no)", Some("yes"))?;
    if talk.draft.get("batch.type").is_some_and(|kind| kind.eq_ignore_ascii_case("soapi")) {
        talk.call()
    } else {
        talk.order()
    }
}

impl<D: Dialogue> Conversation<'_, D> {
    /// Asks for one key, unless it was given. `offered`: what an empty answer means; nothing: it must be answered.
    fn ask(&mut self, key: &str, question: &str, offered: Option<&str>) -> Result<(), Interrupted> {
        if self.draft.get(key).is_some() {
            return Ok(());
        }
        for _ in 0..MOST_TRIES {
            let shown = offered.filter(|offered| !offered.is_empty());
            let answer = self.dialogue.ask(question, shown)?;
            let answer = if answer.trim().is_empty() { offered.unwrap_or_default() } else { answer.trim() };
            if answer.is_empty() && offered.is_none() {
                self.dialogue.complain("this is needed");
                continue;
            }
            self.draft.set(key, answer);
            match self.wrong(key).filter(|_| !answer.is_empty()) {
                Some(expected) => {
                    self.draft.set(key, "");
                    self.dialogue.complain(&format!("expected {expected}"));
                }
                None => return Ok(()),
            }
        }
        Err(Interrupted(None))
    }

    /// What the reader says of a key that has a value: what others lack is asked for later.
    fn wrong(&self, key: &str) -> Option<String> {
        let mistakes = self.draft.mistakes(self.rules);
        let own = mistakes
            .into_iter()
            .find(|complaint| complaint.line.is_some() && complaint.key.eq_ignore_ascii_case(key));
        own.map(|complaint| complaint.expected)
    }

    fn order(&mut self) -> Result<(), Interrupted> {
        self.ask("order.domain.name", "Domain name", None)?;
        let commands: Vec<&str> = OrderCommand::ALL.iter().map(OrderCommand::as_str).collect();
        self.ask("order.domain.command", &format!("Command ({})", commands.join(" | ")), Some("create"))?;
        let command = self.draft.get("order.domain.command").and_then(|word| OrderCommand::parse(word).ok());
        if command == Some(OrderCommand::Renew) {
            return Ok(());
        }
        let plans: Vec<&str> = HostingPlan::ALL.iter().map(HostingPlan::as_str).collect();
        self.ask("order.hosting.type", &format!("Hosting ({})", plans.join(" | ")), Some("none"))?;
        let account = self.draft.get("batch.account").unwrap_or_default().to_owned();
        // An account's number names it here, and its nichandle there.
        let own = account.contains('-').then_some(account);
        for role in ROLES {
            self.contact(role, own.as_deref())?;
        }
        self.identification()?;
        self.ask("option.dns.master", "First name server (empty: those of the registrar)", Some(""))?;
        for (number, key) in (1..=5).map(|number| (number, format!("option.dns.slave{number}"))) {
            let before = if number == 1 {
                "option.dns.master".to_owned()
            } else {
                format!("option.dns.slave{}", number - 1)
            };
            if self.draft.get(&before).is_some() {
                self.ask(&key, "Next name server (empty: no more)", Some(""))?;
            }
        }
        if command == Some(OrderCommand::Transfer) && self.misses("option.domain.authinfo") {
            self.ask("option.domain.authinfo", "Authinfo code of the name", None)?;
        }
        self.ask("option.owo", "Hide the owner's data from the directory (yes | no)", Some("no"))
    }

    fn misses(&self, key: &str) -> bool {
        self.draft.mistakes(self.rules).iter().any(|complaint| complaint.key == key)
    }

    fn contact(&mut self, role: &str, own: Option<&str>) -> Result<(), Interrupted> {
        if self.draft.has(&format!("contact.{role}.")) {
            return Ok(());
        }
        let id = format!("contact.{role}.id");
        let question = format!("Contact {role}: a nichandle or handle, or `new`");
        for _ in 0..MOST_TRIES {
            let answer = self.dialogue.ask(&question, own)?;
            let answer = if answer.trim().is_empty() { own.unwrap_or_default() } else { answer.trim() };
            if answer.eq_ignore_ascii_case("new") {
                return self.person(role);
            }
            self.draft.set(&id, answer);
            match self.wrong(&id) {
                None if !answer.is_empty() => return Ok(()),
                expected => {
                    self.draft.set(&id, "");
                    let expected = expected.unwrap_or_else(|| "a nichandle, a handle or `new`".to_owned());
                    self.dialogue.complain(&format!("expected {expected}"));
                }
            }
        }
        Err(Interrupted(None))
    }

    fn person(&mut self, role: &str) -> Result<(), Interrupted> {
        // What a person may lack; what the reader wants all the same is asked for below.
        const OPTIONAL: [&str; 3] = ["vat", "organisation", "fax"];
        for field in FIELDS_OF_A_CONTACT {
            let key = format!("contact.{role}.{field}");
            let (question, offered) = match field {
                "legalform" => (
                    "legal form (corporation | individual | association | other)".to_owned(),
                    Some("individual"),
                ),
                "country" => ("country (two letters)".to_owned(), Some("FR")),
                "language" => ("language (fr | en | de | es)".to_owned(), Some("fr")),
                optional if OPTIONAL.contains(&optional) => (format!("{optional} (may be empty)"), Some("")),
                needed => (needed.to_owned(), None),
            };
            self.ask(&key, &format!("  {role}: {question}"), offered)?;
        }
        let key = format!("contact.{role}.organisation");
        if self.misses(&key) {
            self.ask(&key, &format!("  {role}: organisation"), None)?;
        }
        Ok(())
    }

    /// Asked for only where the ending wants it.
    fn identification(&mut self) -> Result<(), Interrupted> {
        const METHOD: &str = "option.identification.method";
        if !self.misses(METHOD) {
            return Ok(());
        }
        self.ask(
            METHOD,
            "Who the owner is, by (siren | inpi | birthPlace | afnicIdent)",
            Some("birthPlace"),
        )?;
        for (key, question) in [
            ("legalName", "legal name (may be empty)"),
            ("legalNumber", "number (SIREN, SIRET or of the mark)"),
            ("afnicIdent", "identifier at Afnic"),
            ("birthCountry", "country of birth (two letters)"),
            ("birthDate", "date of birth (31/12/1980)"),
            ("birthCity", "place of birth"),
            ("birthDepartement", "department of birth"),
        ] {
            let key = format!("option.identification.{key}");
            if self.misses(&key) {
                self.ask(&key, &format!("  {question}"), None)?;
            }
        }
        Ok(())
    }

    fn call(&mut self) -> Result<(), Interrupted> {
        self.ask("soapi.method", "Method", None)?;
        for (parameter, question) in [
            ("domain", "Domain name"),
            ("fieldtype", "Type of the record (A | MX | NS | CNAME | AAAA | TXT | SRV)"),
            ("target", "What the record says"),
            ("dns1", "First name server"),
        ] {
            let key = format!("soapi.param.{parameter}");
            if self.misses(&key) {
                self.ask(&key, question, None)?;
            }
        }
        if self.draft.get("soapi.param.target").is_some() {
            self.ask("soapi.param.subdomain", "Labels before the name (empty: none)", Some(""))?;
        }
        for number in 2..=13 {
            if self.draft.get(&format!("soapi.param.dns{}", number - 1)).is_some() {
                self.ask(&format!("soapi.param.dns{number}"), "Next name server (empty: no more)", Some(""))?;
            }
        }
        Ok(())
    }
}
