//! Accounts, and the people who work here.

use crate::caller::{admin, application, coded, support, visible};
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

/// A member of staff's new password.
#[derive(Clone, InputObject)]
pub struct OperatorPasswordInput {
    /// Whose.
    pub login: String,
    /// The password, 8 to 200 characters.
    #[graphql(secret)]
    pub password: String,
}

/// A member of staff's new role.
#[derive(Clone, Debug, InputObject)]
pub struct OperatorRoleInput {
    /// Whose.
    pub login: String,
    /// viewer, auditor, support, finance or admin.
    pub role: String,
    /// Why.
    pub reason: String,
}

/// A member of staff who leaves.
#[derive(Clone, Debug, InputObject)]
pub struct DismissOperatorInput {
    /// Who.
    pub login: String,
    /// Why.
    pub reason: String,
}

/// Tokens to be taken back.
#[derive(Clone, Debug, InputObject)]
pub struct RevokeTokensInput {
    /// Whose; the caller's own where absent. Those of others: admin alone.
    pub login: Option<String>,
    /// Which, as `operators` names it; all of them where absent.
    pub token: Option<String>,
}

/// A token: it is shown this once.
#[derive(Clone, SimpleObject)]
pub struct TokenPayload {
    /// The token.
    pub token: String,
}

/// A password that somebody chooses.
///
/// # Errors
/// It is too short or too long.
pub fn password(text: &str) -> Result<secrecy::SecretString, Vec<FieldError>> {
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
    #[graphql(visible = "visible::support")]
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
    #[graphql(visible = "visible::support")]
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
    #[graphql(visible = "visible::support")]
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
    #[graphql(visible = "visible::support")]
    async fn resume_account(&self, ctx: &Context<'_>, input: AccountInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let resumed = application(ctx).suspend_account(AccountNumber::new(input.account), None, &ask).await;
        DonePayload::answer(resumed.map_err(Obstacle::from), id)
    }

    /// Let a member of staff in.
    #[graphql(visible = "visible::admin")]
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

    /// Set a member of staff's password.
    #[graphql(visible = "visible::admin")]
    async fn set_operator_password(
        &self,
        ctx: &Context<'_>,
        input: OperatorPasswordInput,
    ) -> Result<DonePayload> {
        let ask = admin(ctx)?.ask(ctx, None);
        let read = || Ok((field("login", input.login.parse::<Login>())?, password(&input.password)?));
        let done = match read() {
            Ok((login, password)) => {
                application(ctx).set_operator_password(&login, &password, &ask).await.map_err(Obstacle::from)
            }
            Err::<_, Vec<FieldError>>(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |login| Some(login.clone()))
    }

    /// Give a member of staff another role.
    #[graphql(visible = "visible::admin")]
    async fn set_operator_role(&self, ctx: &Context<'_>, input: OperatorRoleInput) -> Result<DonePayload> {
        let caller = admin(ctx)?;
        let ask = caller.ask(ctx, Some(&input.reason));
        let read = || -> Result<_, Vec<FieldError>> {
            field("reason", Reason::parse(&input.reason))?;
            Ok((field("login", input.login.parse::<Login>())?, field("role", input.role.parse::<Role>())?))
        };
        let done = match read() {
            Ok((login, role)) => {
                let set = application(ctx).set_operator_role(&login, role, &caller.login, &ask).await;
                set.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |login| Some(login.clone()))
    }

    /// Let a member of staff go: every token ends, and the login stays taken.
    #[graphql(visible = "visible::admin")]
    async fn dismiss_operator(&self, ctx: &Context<'_>, input: DismissOperatorInput) -> Result<DonePayload> {
        let caller = admin(ctx)?;
        let ask = caller.ask(ctx, Some(&input.reason));
        let read = || -> Result<_, Vec<FieldError>> {
            field("reason", Reason::parse(&input.reason))?;
            field("login", input.login.parse::<Login>())
        };
        let done = match read() {
            Ok(login) => {
                application(ctx).dismiss_operator(&login, &caller.login, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |login| Some(login.clone()))
    }

    /// Take bearer tokens back: one's own, or, for an admin, anybody's.
    async fn revoke_tokens(&self, ctx: &Context<'_>, input: RevokeTokensInput) -> Result<DonePayload> {
        let caller = crate::caller::caller(ctx)?;
        let login = match &input.login {
            Some(text) => field("login", text.parse::<Login>()),
            None => Ok(caller.login.clone()),
        };
        if login.as_ref().is_ok_and(|login| *login != caller.login) {
            admin(ctx).map_err(|_| coded("FORBIDDEN", "the tokens of others: this needs the role admin"))?;
        }
        let ask = caller.ask(ctx, None);
        let done = match login {
            Ok(login) => {
                let revoked = application(ctx).revoke_tokens(&login, input.token.as_deref(), &ask).await;
                revoked.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |count| Some(count.to_string()))
    }
}
