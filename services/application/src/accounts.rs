//! Accounts and the people who work here: opened, let in, checked.

mod creation;
mod mail_settings;
mod nichandles;
mod settings;
mod sheet;

pub use creation::{NewAccount, NewAccountSettings, NewlyOpened, PASSWORD_LENGTH};
pub use sheet::{AccountSheet, Credit, TldPrices};

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::prices::for_accounts;
use crate::refusal::Refusal;
use crate::secrets;
use domain_model::account::{self, Account, Branding};
use domain_model::contact::{self, Contact};
use domain_model::nichandle;
use domain_model::operator::{self, Login, Operator, Role};
use domain_model::points_account::{self, PointsAccount};
use domain_model::sign_in::{self, AccountSignIn};
use domain_model::values::{AccountNumber, ContactDetails, Currency, Locale, Nichandle, PriceClass, Reason};
use journal::{Sequence, Streams};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What it takes to open an account.
#[derive(Clone, Debug)]
pub struct OpenAccount {
    /// Its number; the next one where absent.
    pub number: Option<AccountNumber>,
    /// Its nichandle.
    pub nichandle: Nichandle,
    /// Its currency.
    pub currency: Currency,
    /// Its price class.
    pub price_class: PriceClass,
    /// The language of its mails.
    pub locale: Locale,
    /// The holder's data: becomes the contact of the same number.
    pub holder: ContactDetails,
}

/// What an account begins with beside what it takes to open one.
#[derive(Clone, Default)]
struct Entry {
    /// argon2id, PHC string.
    password_hash: Option<String>,
    /// Its holder is mailed a link to confirm the data by.
    confirms: bool,
}

impl Application {
    /// Opens an account with its points account and its own contact.
    ///
    /// # Errors
    /// The number or the nichandle is taken; the price class is none of accounts.
    #[boxed]
    pub async fn open_new_account(
        &self,
        asked: OpenAccount,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let number = match asked.number {
            Some(number) => number,
            None => AccountNumber::new(self.journal().next_number(Sequence::Parties).await?),
        };
        self.enter(number, asked, Entry::default(), number, ask).await
    }

    /// Everything that an account begins with, in one transaction.
    async fn enter<T>(
        &self,
        number: AccountNumber,
        asked: OpenAccount,
        entry: Entry,
        answer: T,
        ask: &Ask,
    ) -> Result<Accepted<T>, AskError>
    where
        T: Serialize + DeserializeOwned + Clone + Send + Sync,
    {
        for_accounts(&asked.price_class)?;
        self.nichandle_is_free(&asked.nichandle, number).await?;
        let claim = nichandle::Command::Claim { account: number };
        let open = account::Command::Open {
            nichandle: asked.nichandle.clone(),
            currency: asked.currency,
            price_class: asked.price_class,
            locale: asked.locale,
        };
        let points = points_account::Command::Open { currency: asked.currency };
        let own = number.own_contact();
        let register = self.register_command(own, number, asked.holder)?;
        let streams = Streams::new()
            .with::<nichandle::Nichandle>(&asked.nichandle)
            .with::<Account>(&number)
            .with::<PointsAccount>(&number)
            .with::<Contact>(&own);
        self.once(ask, streams, |work| {
            work.execute::<nichandle::Nichandle>(&asked.nichandle, &claim)?;
            work.execute::<Account>(&number, &open)?;
            work.execute::<PointsAccount>(&number, &points)?;
            work.execute::<Contact>(&own, &register)?;
            if let Some(hash) = entry.password_hash.clone() {
                work.execute::<Account>(&number, &account::Command::SetPassword { hash })?;
            }
            if entry.confirms {
                let mail = contact::Command::MailVerification { at: ask.cause.at };
                work.execute::<Contact>(&own, &mail)?;
            }
            Ok(answer.clone())
        })
        .await
    }

    /// One command to an account.
    async fn on_account(
        &self,
        number: AccountNumber,
        command: account::Command,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        self.once(ask, Streams::new().with::<Account>(&number), |work| {
            work.execute::<Account>(&number, &command)?;
            Ok(number)
        })
        .await
    }

    /// Sets an account's password, of its API calls and of its pages: every session ends.
    ///
    /// # Errors
    /// There is no such account.
    #[boxed]
    pub async fn set_account_password(
        &self,
        number: AccountNumber,
        password: &secrecy::SecretString,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        let hash = secrets::hash_password(password.clone()).await;
        let streams = Streams::new().with::<Account>(&number).with::<AccountSignIn>(&number);
        self.once(ask, streams, |work| {
            work.execute::<Account>(&number, &account::Command::SetPassword { hash: hash.clone() })?;
            work.execute::<AccountSignIn>(&number, &sign_in::Command::CloseSessions)?;
            Ok(number)
        })
        .await
    }

    /// Sets sender and links of an account's vote mails.
    ///
    /// # Errors
    /// Name or links are in no form that mails can show, or there is no such account.
    #[boxed]
    pub async fn set_account_branding(
        &self,
        number: AccountNumber,
        branding: Branding,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        mail_settings::check_branding(&branding)?;
        self.on_account(number, account::Command::SetBranding { branding }, ask).await
    }

    /// Suspends an account, or lets it work again.
    ///
    /// # Errors
    /// There is no such account.
    #[boxed]
    pub async fn suspend_account(
        &self,
        number: AccountNumber,
        suspended: Option<Reason>,
        ask: &Ask,
    ) -> Result<Accepted<AccountNumber>, AskError> {
        let command = match suspended {
            Some(reason) => account::Command::Suspend { reason },
            None => account::Command::Resume,
        };
        self.on_account(number, command, ask).await
    }

    /// Lets a member of staff in.
    ///
    /// # Errors
    /// The login is taken.
    #[boxed]
    pub async fn enrol_operator(
        &self,
        login: &Login,
        role: Role,
        password: &secrecy::SecretString,
        ask: &Ask,
    ) -> Result<Accepted<String>, AskError> {
        let password_hash = secrets::hash_password(password.clone()).await;
        let enrol = operator::Command::Enrol { role, password_hash };
        self.once(ask, Streams::new().with::<Operator>(login), |work| {
            work.execute::<Operator>(login, &enrol)?;
            Ok(login.to_string())
        })
        .await
    }

    /// Issues a bearer token to a member of staff: the only time that it is seen.
    ///
    /// # Errors
    /// There is no such operator.
    #[boxed]
    pub async fn issue_token(&self, login: &Login, ask: &Ask) -> Result<secrecy::SecretString, AskError> {
        // A token is shown once, so a repeated request cannot be answered with the first: it issues another.
        let ask = &Ask { key: None, ..ask.clone() };
        let token = secrets::new_token(secrets::TOKEN, login);
        let issue = operator::Command::IssueToken { digest: secrets::digest(&token), expires_at: None };
        self.once(ask, Streams::new().with::<Operator>(login), |work| {
            work.execute::<Operator>(login, &issue)?;
            Ok(())
        })
        .await?;
        Ok(token.into())
    }

    /// What a member of staff may do.
    ///
    /// # Errors
    /// Nobody of that name works here.
    #[boxed]
    pub async fn role_of(&self, login: &Login) -> Result<Role, AskError> {
        match self.journal().load::<Operator>(login).await?.state {
            Operator::Enrolled { role, .. } => Ok(role),
            Operator::Absent | Operator::Left => Err(Refusal::Operator(operator::Refusal::Unknown).into()),
        }
    }

    /// Refuses what a role may not do.
    ///
    /// # Errors
    /// The role is too low.
    pub fn require(allowed: bool, role: &'static str) -> Result<(), AskError> {
        if allowed { Ok(()) } else { Err(Refusal::RoleNeeded(role).into()) }
    }
}
