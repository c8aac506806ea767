//! Accounts, and the people who work here.

use crate::caller::{admin, application, support};
use crate::payload::{DonePayload, Obstacle};
use crate::values::field;
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain_model::account::Branding;
use domain_model::operator::{Login, Role};
use domain_model::values::{AccountNumber, EmailAddress, FieldError, Reason};

/// An account's password.
#[derive(Clone, InputObject)]
pub struct AccountPasswordInput {
    /// Whose.
    pub account: u64,
    /// The password, 8 to 200 characters.
    #[graphql(secret)]
    pub password: String,
}

/// Who an account's vote mails come from.
#[derive(Clone, Debug, InputObject)]
pub struct BrandingInput {
    /// Whose.
    pub account: u64,
    /// The name in the sender and on the page.
    pub name: Option<String>,
    /// The sender's address.
    pub sender: Option<String>,
    /// What links begin with.
    pub link_base: Option<String>,
}

/// An account, with a reason.
#[derive(Clone, Debug, InputObject)]
pub struct SuspendInput {
    /// Which.
    pub account: u64,
    /// Why.
    pub reason: String,
}

/// An account.
#[derive(Clone, Debug, InputObject)]
pub struct AccountInput {
    /// Which.
    pub account: u64,
}

/// A new member of staff.
#[derive(Clone, InputObject)]
pub struct EnrolOperatorInput {
    /// The login.
    pub login: String,
    /// viewer, auditor, support, finance or admin.
    pub role: String,
    /// The password, 8 to 200 characters.
    #[graphql(secret)]
    pub password: String,
}

/// A token: it is shown this once.
#[derive(Clone, SimpleObject)]
pub struct TokenPayload {
    /// The token.
    pub token: String,
}

fn password(text: &str) -> Result<secrecy::SecretString, Vec<FieldError>> {
    match text.chars().count() {
        8..=200 => Ok(text.to_owned().into()),
        _ => Err(vec![FieldError::new("password", "length", "8 to 200 characters are expected")]),
    }
}

impl BrandingInput {
    fn read(&self) -> Result<Branding, Vec<FieldError>> {
        let sender =
            self.sender.as_ref().map(|text| field("sender", text.parse::<EmailAddress>())).transpose()?;
        let link_base = self.link_base.clone().map(|base| base.trim_end_matches('/').to_owned());
        let web = |base: &String| base.starts_with("https://") || base.starts_with("http://");
        if link_base.as_ref().is_some_and(|base| !web(base) || base.len() > 200) {
            return Err(vec![FieldError::new("linkBase", "url", "an http or https address is expected")]);
        }
        Ok(Branding { name: self.name.clone(), sender, link_base })
    }
}

fn id(account: &AccountNumber) -> Option<String> {
    Some(account.to_string())
}

/// Commands about accounts and staff.
#[derive(Default)]
pub struct Staff;

#[Object(name = "StaffCommands")]
impl Staff {
    /// Set an account's API password.
    async fn set_account_password(
        &self,
        ctx: &Context<'_>,
        input: AccountPasswordInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let done = match password(&input.password) {
            Ok(password) => {
                application(ctx).set_account_password(account, &password, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }

    /// Set sender and links of an account's vote mails.
    async fn set_account_branding(&self, ctx: &Context<'_>, input: BrandingInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let done = match input.read() {
            Ok(branding) => {
                application(ctx).set_account_branding(account, branding, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }

    /// Let an account do nothing until it is resumed.
    async fn suspend_account(&self, ctx: &Context<'_>, input: SuspendInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let account = AccountNumber::new(input.account);
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => {
                let suspended = application(ctx).suspend_account(account, Some(reason), &ask).await;
                suspended.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }

    /// Let an account work again.
    async fn resume_account(&self, ctx: &Context<'_>, input: AccountInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let resumed = application(ctx).suspend_account(AccountNumber::new(input.account), None, &ask).await;
        DonePayload::answer(resumed.map_err(Obstacle::from), id)
    }

    /// Let a member of staff in.
    async fn enrol_operator(&self, ctx: &Context<'_>, input: EnrolOperatorInput) -> Result<DonePayload> {
        let ask = admin(ctx)?.ask(ctx, None);
        let read = || -> Result<_, Vec<FieldError>> {
            let login = field("login", input.login.parse::<Login>())?;
            Ok((login, field("role", input.role.parse::<Role>())?, password(&input.password)?))
        };
        let done = match read() {
            Ok((login, role, password)) => {
                application(ctx).enrol_operator(&login, role, &password, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |login| Some(login.clone()))
    }

    /// Issue a bearer token to the caller: the only time that it is seen.
    async fn issue_token(&self, ctx: &Context<'_>) -> Result<TokenPayload> {
        use secrecy::ExposeSecret;
        let caller = crate::caller::caller(ctx)?;
        let token = application(ctx).issue_token(&caller.login, &caller.ask(ctx, None)).await;
        let token = token.map_err(|error| crate::payload::failure(&error))?;
        Ok(TokenPayload { token: token.expose_secret().to_owned() })
    }
}
