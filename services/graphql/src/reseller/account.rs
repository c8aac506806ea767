//! The account that has signed in, and what waits for it.

use super::{Owner, owner};
use crate::caller::application;
use crate::objects::{AccountBranding, Session};
use crate::payload::{coded_failure, view_failure};
use crate::queries::list::seen_by_all;
use crate::values::Points;
use application::{AccountSheet, Credit};
use async_graphql::{ComplexObject, Context, Object, Result, SimpleObject};
use chrono::{DateTime, TimeDelta, Utc};
use domain_model::order::Status;
use domain_model::values::ContactDetails;
use projections::billing::InvoiceFilter;
use projections::contact_changes::ContactChangeFilter;
use projections::operations::{OperationFilter, Progress};
use projections::orders::OrderFilter;
use projections::whois::{NameFilter, Standing};

/// How far home looks ahead for names that expire.
const SOON: TimeDelta = TimeDelta::days(30);

/// Points: `available + reserved + spent = granted`.
#[derive(Clone, SimpleObject)]
pub struct Balance {
    /// Free to use.
    available: Points,
    /// Put aside for what is under way.
    reserved: Points,
    /// Spent, and not given back.
    spent: Points,
    /// Bought plus granted plus or minus adjusted.
    granted: Points,
}

impl From<Credit> for Balance {
    fn from(credit: Credit) -> Self {
        Self {
            available: Points(credit.available),
            reserved: Points(credit.reserved),
            spent: Points(credit.spent),
            granted: Points(credit.granted),
        }
    }
}

/// Who holds the account.
#[derive(Clone, SimpleObject)]
pub struct Holder {
    /// The company.
    organisation: String,
    /// The person.
    name: String,
    /// Street, postal code, city, line by line.
    address: Vec<String>,
    /// ISO 3166.
    country: String,
    /// Where the registrar writes to.
    email: String,
    /// E.164, as EPP writes it.
    phone: String,
    /// Whether the data was confirmed.
    confirmed: bool,
}

impl Holder {
    fn of(details: &ContactDetails, confirmed: bool) -> Self {
        let input = details.to_input();
        let lines =
            [input.street, input.street_2, format!("{} {}", input.postal_code, input.city), input.region];
        Self {
            organisation: input.organisation,
            name: format!("{} {}", input.first_name, input.last_name).trim().to_owned(),
            address: lines.into_iter().filter(|line| !line.trim().is_empty()).collect(),
            country: input.country,
            email: input.email,
            phone: input.phone,
            confirmed,
        }
    }
}

/// Where points are paid for.
#[derive(Clone, SimpleObject)]
pub struct Bank {
    /// IBAN.
    iban: String,
    /// BIC.
    bic: String,
    /// Whose it is.
    holder: String,
}

/// An account.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct Reseller {
    /// Its number (`dist_id`).
    account: u64,
    /// Its nichandle.
    nichandle: String,
    /// Its currency.
    currency: String,
    /// Its price class.
    price_class: String,
    /// The language of its mails.
    locale: String,
    /// Its points.
    points: Balance,
    /// So many points are a unit of its currency.
    points_per_unit: u32,
    /// How high a premium price may be at doors that show no price.
    premium_limit: Option<i64>,
    /// Who holds it; absent once erased.
    holder: Option<Holder>,
    /// What its vote mails show.
    branding: AccountBranding,
    /// Where points are paid for.
    bank: Option<Bank>,
    /// The session that asks.
    session: Session,
}

#[ComplexObject]
impl Reseller {
    /// Below so many points the account is written to.
    async fn low_points(&self, ctx: &Context<'_>) -> Result<Option<Points>> {
        let level = application(ctx).low_points(owner(ctx).account()).await;
        Ok(level.map_err(|error| coded_failure(&error))?.map(|level| Points(level.get())))
    }

    /// Whether a sign-in takes a code beside the password.
    async fn second_factor(&self, ctx: &Context<'_>) -> Result<bool> {
        let person = owner(ctx).account().into();
        application(ctx).has_second_factor(&person).await.map_err(|error| coded_failure(&error))
    }
}

impl Reseller {
    fn of(owner: &Owner, sheet: &AccountSheet, confirmed: bool) -> Self {
        let profile = &sheet.profile;
        Self {
            account: sheet.number.get(),
            nichandle: profile.nichandle.to_string(),
            currency: profile.currency.to_string(),
            price_class: profile.price_class.to_string(),
            locale: profile.locale.as_str().to_owned(),
            points: sheet.balance.into(),
            points_per_unit: sheet.points_per_unit,
            premium_limit: profile.premium_limit.map(|limit| limit.get()),
            holder: sheet.holder.as_ref().map(|holder| Holder::of(holder, confirmed)),
            branding: (&profile.branding).into(),
            bank: sheet.bank.as_ref().map(|bank| Bank {
                iban: bank.iban.clone(),
                bic: bank.bic.clone(),
                holder: bank.holder.clone(),
            }),
            session: Session::of(owner.admitted.session.clone(), Some(&owner.admitted.session)),
        }
    }
}

/// What waits for the account, in numbers.
#[derive(SimpleObject)]
pub struct OwnOverview {
    /// Names in use.
    names: u64,
    /// Of those, names that expire within 30 days.
    expiring: u64,
    /// The end of these 30 days: `expiring` are those before it.
    expiring_before: DateTime<Utc>,
    /// Names past their expiry, which can be renewed or let go.
    expired: u64,
    /// Deleted names that may be restored.
    redemption: u64,
    /// Operations that wait for somebody to act: a vote, a document.
    action_required: u64,
    /// Operations under way otherwise.
    under_way: u64,
    /// Operations that ended without effect, and were not given up.
    failed: u64,
    /// Orders that wait for their payment.
    unpaid_orders: u64,
    /// Invoices to be paid.
    due_invoices: u64,
    /// Contact changes that are open.
    contact_changes: u64,
    /// Names that others ask the account to take over.
    moves: u64,
}

/// The account.
#[derive(Default)]
pub struct Own;

#[Object(name = "ResellerAccountQueries")]
impl Own {
    /// The account that has signed in.
    async fn me(&self, ctx: &Context<'_>) -> Result<Reseller> {
        let (owner, application) = (owner(ctx), application(ctx));
        let sheet = application.account_sheet(owner.account()).await;
        let sheet = sheet.map_err(|error| coded_failure(&error))?;
        let confirmed = application.is_verified(owner.account().own_contact()).await;
        Ok(Reseller::of(owner, &sheet, confirmed.map_err(|error| coded_failure(&error))?))
    }

    /// Wait until every view has seen what a mutation wrote: what is asked after it shows it.
    async fn seen(&self, ctx: &Context<'_>, consistency: String) -> Result<bool> {
        seen_by_all(ctx, &consistency).await?;
        Ok(true)
    }

    /// What waits for the account, in numbers.
    #[graphql(complexity = "100 + child_complexity")]
    async fn overview(&self, ctx: &Context<'_>) -> Result<OwnOverview> {
        let (application, account) = (application(ctx), Some(owner(ctx).account()));
        let (views, soon) = (application.views(), application.clock().now() + SOON);
        let names = |standing| NameFilter { account, standings: vec![standing], ..NameFilter::default() };
        let expiring = NameFilter { expires_before: Some(soon), ..names(Standing::Active) };
        let operations = |progress: &[Progress]| OperationFilter {
            account,
            progress: progress.to_vec(),
            closed: Some(false),
            ..OperationFilter::default()
        };
        let under_way = operations(&[Progress::Pending, Progress::InProgress, Progress::Blocked]);
        let unpaid = OrderFilter { account, statuses: vec![Status::NotPaid], ..OrderFilter::default() };
        let due = InvoiceFilter { account, status: Some("due".to_owned()), ..InvoiceFilter::default() };
        let changes = ContactChangeFilter { account, open: Some(true), ..ContactChangeFilter::default() };
        let moves = OperationFilter { moves_to: account, ..OperationFilter::default() };
        Ok(OwnOverview {
            names: views.count_names(&names(Standing::Active)).await.map_err(view_failure)?,
            expiring: views.count_names(&expiring).await.map_err(view_failure)?,
            expiring_before: soon,
            expired: views.count_names(&names(Standing::Expired)).await.map_err(view_failure)?,
            redemption: views.count_names(&names(Standing::Redemption)).await.map_err(view_failure)?,
            action_required: views
                .count_operations(&operations(&[Progress::ActionRequired]))
                .await
                .map_err(view_failure)?,
            under_way: views.count_operations(&under_way).await.map_err(view_failure)?,
            failed: views.count_operations(&operations(&[Progress::Failed])).await.map_err(view_failure)?,
            unpaid_orders: views.count_orders(&unpaid).await.map_err(view_failure)?,
            due_invoices: views.count_invoices(&due).await.map_err(view_failure)?,
            contact_changes: views.count_contact_changes(&changes).await.map_err(view_failure)?,
            moves: views.count_operations(&moves).await.map_err(view_failure)?,
        })
    }
}
