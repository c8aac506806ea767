//! What the sample accounts' programs sign with at the REST door: an application each, and a credential that may call
//! everything.

use super::{Secrets, ask};
use crate::access::RestAccess;
use anyhow::Context;
use application::{Application, CreateApplication, RequestCredential};
use domain_model::credential::Grant;
use domain_model::values::{
    AccessMethod, AccessRule, AccountNumber, ApplicationDescription, ApplicationKey, ApplicationName,
    PathPattern, Sealed,
};
use std::path::Path;

/// Makes what is missing, each step under its key: a start that was cut off goes on where it was.
pub(super) async fn make(
    application: &Application,
    account: AccountNumber,
    organisation: &str,
    secrets: &mut Secrets,
    folder: &Path,
) -> anyhow::Result<RestAccess> {
    let name = |what: &str| format!("account-{account}-rest-{what}");
    let kept = |secrets: &Secrets, what: &str| secrets.0.get(&name(what)).cloned();
    let known = (
        kept(secrets, "application-key"),
        kept(secrets, "application-secret"),
        kept(secrets, "consumer-key"),
    );
    if let (Some(application_key), Some(application_secret), Some(consumer_key)) = known
        // The folder may have served another database before.
        && application.api_application(&ApplicationKey::parse(&application_key)?).await?.is_some()
    {
        return Ok(RestAccess { application_key, application_secret, consumer_key });
    }
    let key = |what: &str| ask(application, &name(what));
    let asked = CreateApplication {
        account,
        name: ApplicationName::parse(organisation)?,
        description: ApplicationDescription::parse("the program of the demo")?,
    };
    let issued = application.create_application(asked, &key("application")).await;
    let issued = issued.context("making the demo's applications")?.value;
    let consumer_key = credential(application, account, issued.key.clone(), &key("credential")).await?;
    let application_secret = open(issued.secret)?;
    let access = RestAccess { application_key: issued.key.to_string(), application_secret, consumer_key };
    secrets.keep(name("application-key"), access.application_key.clone(), folder)?;
    secrets.keep(name("application-secret"), access.application_secret.clone(), folder)?;
    // The last: what is not whole is asked for again, and answered as before.
    secrets.keep(name("consumer-key"), access.consumer_key.clone(), folder)?;
    Ok(access)
}

/// A credential for everything and for ever; its consumer key.
async fn credential(
    application: &Application,
    account: AccountNumber,
    key: ApplicationKey,
    ask: &application::Ask,
) -> anyhow::Result<String> {
    let everything = PathPattern::parse("/*")?;
    let rule = |method| AccessRule { method, path: everything.clone() };
    let asked = RequestCredential {
        application: key,
        rules: AccessMethod::ALL.into_iter().map(rule).collect(),
        redirection: None,
        allowed_from: None,
    };
    let requested = application.request_credential(asked, ask).await;
    let requested = requested.context("making the demo's credentials")?.value;
    let grant = Grant { account, at: ask.cause.at, until: None };
    let granting = application::Ask { key: None, ..ask.clone() };
    application.grant_credential(requested.number, grant, &granting).await.context("granting them")?;
    open(requested.consumer_key)
}

fn open(secret: Sealed<String>) -> anyhow::Result<String> {
    secret.into_value().context("a secret that was made a moment ago cannot be read")
}
