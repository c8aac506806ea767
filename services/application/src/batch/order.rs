//! A mail orders a name: registered, transferred in or renewed.

use super::execute::Performed;
use super::mistakes::Keys;
use super::parties::Parties;
use super::{BatchMail, BatchMistake, BatchOutcome, BatchStatus, NameOrder};
use crate::application::Application;
use crate::ask::{Ask, AskError, AskKey, Opened};
use crate::orders::OrderedLine;
use crate::ports::FeeFor;
use crate::refusal::Refusal;
use domain_model::account::Profile;
use domain_model::order::{Item, Line, Price, Terms};
use domain_model::points_account;
use domain_model::policy::add_days;
use domain_model::values::{
    Cents, DnsGroup, DnsService, DomainName, HostingPlan, OrderCommand, OrderNumber, Period, Points,
    PricedAction,
};

/// Either something, or what stands in its way.
type Or<T> = Result<T, Vec<BatchMistake>>;

/// An order that is ready to be placed.
struct Ready {
    terms: Terms,
    parties: Option<Parties>,
}

impl Application {
    pub(super) async fn perform_order(
        &self,
        mail: &BatchMail,
        order: &NameOrder,
        key: &str,
        ask: &Ask,
    ) -> Result<Performed, AskError> {
        if order.command == OrderCommand::Renew {
            return self.perform_renewal(mail, &order.name, Some(order), key, ask).await;
        }
        let profile = self.open_account(mail.account).await?;
        let parties = match self.parties(mail.account, &profile, order).await? {
            Ok(parties) => parties,
            Err(mistakes) => return Ok(Performed::Refused(mistakes)),
        };
        let item = match self.item_of(order, &parties, ask) {
            Ok(item) => item,
            Err(mistakes) => return Ok(Performed::Refused(mistakes)),
        };
        let along = match self.along(&profile, Some(order), ask).await? {
            Ok(along) => along,
            Err(mistake) => return Ok(Performed::Refused(vec![mistake])),
        };
        match self.priced(mail, &profile, item, along, Some(order), Keys::ORDER, ask).await? {
            Ok(terms) => {
                self.place_or_pay(mail, Ready { terms, parties: Some(parties) }, Keys::ORDER, key, ask).await
            }
            Err(mistakes) => Ok(Performed::Refused(mistakes)),
        }
    }

    pub(super) async fn perform_renewal(
        &self,
        mail: &BatchMail,
        name: &DomainName,
        order: Option<&NameOrder>,
        key: &str,
        ask: &Ask,
    ) -> Result<Performed, AskError> {
        let keys = if order.is_some() { Keys::ORDER } else { Keys::CALL };
        let profile = self.open_account(mail.account).await?;
        let period = match self.shortest_period(name, ask) {
            Ok(period) => period,
            Err(AskError::Refused(refusal)) => return Ok(Performed::Refused(keys.mistakes(&refusal))),
            Err(other) => return Err(other),
        };
        let item = Item::Renew { name: name.clone(), period };
        let along = match self.along(&profile, order, ask).await? {
            Ok(along) => along,
            Err(mistake) => return Ok(Performed::Refused(vec![mistake])),
        };
        let performed = match self.priced(mail, &profile, item, along, order, keys, ask).await? {
            Ok(terms) => self.place_or_pay(mail, Ready { terms, parties: None }, keys, key, ask).await?,
            Err(mistakes) => Performed::Refused(mistakes),
        };
        Ok(match performed {
            Performed::Answered(mut outcome) if order.is_some_and(says_more_than_a_renewal) => {
                let note = "a renewal changes neither contacts nor options: those of this mail were not used";
                outcome.lines.push(("note".to_owned(), note.to_owned()));
                Performed::Answered(outcome)
            }
            other => other,
        })
    }

    /// What goes with the name that is ordered: hosting with its price, where it is offered.
    async fn along(
        &self,
        profile: &Profile,
        order: Option<&NameOrder>,
        ask: &Ask,
    ) -> Result<Result<Vec<Line>, BatchMistake>, AskError> {
        let plan = order.and_then(|order| Some((order, order.hosting?)));
        match plan.filter(|(_, plan)| *plan != HostingPlan::None) {
            Some((order, plan)) => {
                let line = self.hosting_line(profile, &order.name, plan, ask).await?;
                Ok(line.map(|line| vec![line]))
            }
            None => Ok(Ok(vec![])),
        }
    }

    /// A year, or what the ending's shortest period is.
    fn shortest_period(&self, name: &DomainName, ask: &Ask) -> Result<Period, AskError> {
        let years = self.rules(name, ask.cause.at)?.periods.min.max(1);
        Ok(Period::new(years).unwrap_or(Period::ONE_YEAR))
    }

    fn item_of(&self, order: &NameOrder, parties: &Parties, ask: &Ask) -> Or<Item> {
        let (name, contacts) = (order.name.clone(), parties.contacts);
        let policy = self.rules(&order.name, ask.cause.at).map_err(|error| match error {
            AskError::Refused(refusal) => Keys::ORDER.mistakes(&refusal),
            other => vec![BatchMistake { key: "order.domain.name".to_owned(), expected: other.to_string() }],
        })?;
        if order.owo == Some(true) && !policy.privacy {
            let expected = format!("no: the registrant's data cannot be hidden under .{}", policy.tld);
            return Err(vec![BatchMistake { key: "option.owo".to_owned(), expected }]);
        }
        let external = order.dns_group == Some(DnsGroup::External);
        if external && order.servers.is_none() {
            let expected = "the name servers, as the group is external".to_owned();
            return Err(vec![BatchMistake { key: "option.dns.master".to_owned(), expected }]);
        }
        match order.command {
            OrderCommand::Transfer => Ok(Item::Transfer {
                name,
                auth_code: order.auth_code.clone().map(|code| crate::domains::sealed_code(&order.name, code)),
                contacts,
                servers: order.servers.clone(),
                privacy: order.owo,
            }),
            OrderCommand::Create | OrderCommand::Renew => {
                let period = self.shortest_period(&order.name, ask).unwrap_or(Period::ONE_YEAR);
                // Without name servers a name is served by ours.
                let service = order.servers.is_none().then_some(DnsService::Parking);
                let servers = order.servers.clone().unwrap_or_default();
                Ok(Item::Create {
                    name,
                    period,
                    contacts,
                    servers,
                    service,
                    privacy: order.owo,
                    declarations: None,
                })
            }
        }
    }

    /// Hosting with its price, where it is offered.
    async fn hosting_line(
        &self,
        profile: &Profile,
        name: &DomainName,
        plan: HostingPlan,
        ask: &Ask,
    ) -> Result<Result<Line, BatchMistake>, AskError> {
        let period = Period::ONE_YEAR;
        match self.hosting_price(profile, plan, period, ask.cause.at).await? {
            Some((cents, points, rule)) => {
                let price = Price { cents, points, rule: Some(rule) };
                let item = Item::Hosting { name: name.clone(), plan, period };
                let label = format!("hosting {plan} {name} {}Y", period.years());
                Ok(Ok(Line { item, price, label, with: Some(0) }))
            }
            None => {
                let expected = format!("none: {plan} is not offered");
                Ok(Err(BatchMistake { key: "order.hosting.type".to_owned(), expected }))
            }
        }
    }

    /// The order with its price as it is now: what is charged is that, or nothing.
    #[expect(clippy::too_many_arguments, reason = "an order has as many sides")]
    async fn priced(
        &self,
        mail: &BatchMail,
        profile: &Profile,
        item: Item,
        along: Vec<Line>,
        order: Option<&NameOrder>,
        keys: Keys,
        ask: &Ask,
    ) -> Result<Or<Terms>, AskError> {
        let at = ask.cause.at;
        let name = item.name().clone();
        let (action, period) = match &item {
            Item::Create { period, .. } => (PricedAction::Create, Some(*period)),
            Item::Renew { period, .. } => (PricedAction::Renew, Some(*period)),
            _ => {
                let adds_year = match self.rules(&name, at) {
                    Ok(policy) => policy.transfer.adds_year,
                    Err(error) => return refused(error, keys).map(Err),
                };
                (PricedAction::Transfer, adds_year.then_some(Period::ONE_YEAR))
            }
        };
        let charge = match self.charge(profile, &name, FeeFor { action, period }, ask).await {
            Ok(charge) => charge,
            Err(error) => return refused(error, keys).map(Err),
        };
        let years = period.map(|period| format!(" {}Y", period.years())).unwrap_or_default();
        let free = || Price { cents: Cents::ZERO, points: Points::ZERO, rule: None };
        let price = charge.as_ref().map_or_else(free, |charge| Price {
            cents: charge.cents,
            points: charge.points,
            rule: Some(charge.rule.clone()),
        });
        let label = charge.map_or_else(|| format!("{} {name}{years}", item.word()), |charge| charge.label);
        let mut lines = vec![Line { item, price, label, with: None }];
        lines.extend(along);
        Ok(Ok(Terms {
            number: self.next_order().await?,
            account: mail.account,
            currency: profile.currency,
            lines,
            reference: mail.referer.clone(),
            purchase_order: None,
            cart: None,
            offer: order.and_then(|order| order.offer),
            profile: order.and_then(|order| order.profile),
            placed_at: at,
            expires_at: add_days(at, self.settings().batch.payment_days),
        }))
    }

    /// Paid from points, the order is placed and its operation accepted at once. Without, it is decided all the same, so
    /// that nothing is left to wait for a payment that could not be delivered; then it waits.
    async fn place_or_pay(
        &self,
        mail: &BatchMail,
        ready: Ready,
        keys: Keys,
        key: &str,
        ask: &Ask,
    ) -> Result<Performed, AskError> {
        let Ready { terms, parties } = ready;
        if let Some(before) = self.placed_before(key).await? {
            return Ok(before.into());
        }
        let new = parties.map(|parties| parties.new).unwrap_or_default();
        let points = terms.points();
        let lines = report(&terms);
        let dry = Ask { rehearsal: ask.rehearsal || !mail.autopayment, ..ask.clone() };
        let line = OrderedLine::of(&terms, 0, Some(new.clone()));
        let started =
            match self.start(&terms, line, placing_key(key), &dry).await {
                Err(AskError::Refused(Refusal::Points(points_account::Refusal::NotEnoughPoints {
                    ..
                }))) if !mail.autopayment => None,
                Err(error) => return refused(error, keys).map(Performed::Refused),
                Ok(started) => Some(started.value),
            };
        if mail.autopayment || ask.rehearsal {
            let operation = started.map(|opened| opened.operation);
            let order = Some(terms.number);
            return Ok(BatchOutcome {
                operation,
                order,
                points,
                lines,
                ..BatchOutcome::new(BatchStatus::Accepted)
            }
            .into());
        }
        let unpaid = ask.clone().under(Some(placing_key(key)));
        let number = self.place_unpaid(&terms, &new, &unpaid).await?.value;
        let mut lines = lines;
        lines.push(awaited(&terms));
        Ok(BatchOutcome { order: Some(number), points, lines, ..BatchOutcome::new(BatchStatus::Accepted) }
            .into())
    }
}

impl Application {
    /// What the same arrival has come to before a crash.
    async fn placed_before(&self, key: &str) -> Result<Option<BatchOutcome>, AskError> {
        let AskKey { scope, key, .. } = placing_key(key);
        let Some(first) = self.journal().remembered(&scope, &key).await? else { return Ok(None) };
        let opened =
            serde_json::from_value::<Opened>(first.answer.clone()).ok().map(|opened| opened.operation);
        let order = match opened {
            Some(operation) => {
                let state = self.operation_now(operation).await?;
                state.dossier().and_then(|dossier| dossier.ordered_by).map(|by| by.order)
            }
            None => serde_json::from_value::<OrderNumber>(first.answer).ok(),
        };
        let Some(order) = order else { return Ok(None) };
        let state = self.order_now(order).await?;
        let Some(terms) = state.terms() else { return Ok(None) };
        let mut lines = report(terms);
        if opened.is_none() {
            lines.push(awaited(terms));
        }
        let (order, points) = (Some(order), terms.points());
        Ok(Some(BatchOutcome {
            operation: opened,
            order,
            points,
            lines,
            ..BatchOutcome::new(BatchStatus::Accepted)
        }))
    }
}

fn awaited(terms: &Terms) -> (String, String) {
    ("payment".to_owned(), format!("awaited until {}", terms.expires_at.format("%Y-%m-%d")))
}

/// The key under which the order of a mail is placed.
fn placing_key(key: &str) -> AskKey {
    AskKey { scope: "batch-mail".to_owned(), fingerprint: "order".to_owned(), key: key.to_owned() }
}

/// Whether a mail that renews names contacts or options too.
fn says_more_than_a_renewal(order: &NameOrder) -> bool {
    let parties = [&order.owner, &order.admin, &order.tech, &order.billing];
    parties.into_iter().any(Option::is_some)
        || order.identification.is_some()
        || order.dns_group.is_some()
        || order.servers.is_some()
        || order.auth_code.is_some()
        || order.owo.is_some()
}

/// A refusal as mistakes; what is none goes on as an error.
pub(super) fn refused(error: AskError, keys: Keys) -> Result<Vec<BatchMistake>, AskError> {
    match error {
        AskError::Refused(refusal) => Ok(keys.mistakes(&refusal)),
        other => Err(other),
    }
}

/// What is ordered, and at which price, line by line.
fn report(terms: &Terms) -> Vec<(String, String)> {
    let mut lines = vec![];
    for (number, line) in (1..).zip(&terms.lines) {
        let price = domain_model::values::Money::from_cents(line.price.cents, terms.currency);
        lines.push((
            format!("line.{number}"),
            format!("{}: {price}, {} points", line.label, line.price.points),
        ));
    }
    lines
}
