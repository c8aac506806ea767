//! The provider: seen off to it, come back from it.

use crate::claims::{self, Others};
use crate::config::{OpenIdConfig, OpenIdError, setting};
use crate::http::{self, CallError};
use application::ports::{Departure, IdentityError, IdentityProvider};
use async_trait::async_trait;
use domain_model::operator::Login;
use openidconnect::core::{
    CoreClient, CoreErrorResponseType, CoreGenderClaim, CoreIdToken, CoreJwsSigningAlgorithm as Algorithm,
    CoreProviderMetadata, CoreResponseType, CoreTokenResponse,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthenticationFlow, AuthorizationCode, ClaimsVerificationError, ClientId,
    ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    SignatureVerificationError, StandardErrorResponse, SubjectIdentifier, TokenResponse, UserInfoClaims,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// So long what the provider says of itself is believed.
const REMEMBERED: Duration = Duration::from_secs(3600);
/// A key that is not known makes it be asked again, and not more often than so.
const ASKED_AGAIN: Duration = Duration::from_secs(1);
/// So long a provider that could not be asked is left alone: everybody who wants to sign in would wait for it in turn.
const LEFT_ALONE: Duration = Duration::from_secs(5);

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;
type CodeError = RequestTokenError<CallError, StandardErrorResponse<CoreErrorResponseType>>;

/// What the provider has said of itself.
#[derive(Clone)]
struct Known {
    client: Arc<Client>,
    since: Instant,
}

/// What asking the provider about itself has brought.
#[derive(Default)]
struct Memory {
    known: Option<Known>,
    /// When it last brought nothing, and why.
    failed: Option<(Instant, String)>,
}

/// A provider of OpenID Connect.
pub struct OpenIdProvider {
    config: OpenIdConfig,
    issuer: IssuerUrl,
    secret: SecretString,
    redirect: RedirectUrl,
    http: reqwest::Client,
    memory: tokio::sync::Mutex<Memory>,
}

impl OpenIdProvider {
    /// As it is configured; it comes back to `redirect`. Nobody is asked yet.
    ///
    /// # Errors
    /// A setting cannot be used.
    pub fn new(config: OpenIdConfig, redirect: &str) -> Result<Self, OpenIdError> {
        config.check()?;
        let wrong = |error: openidconnect::url::ParseError| error.to_string();
        Ok(Self {
            issuer: IssuerUrl::new(config.issuer.clone()).map_err(|error| setting("issuer", wrong(error)))?,
            redirect: RedirectUrl::new(redirect.to_owned())
                .map_err(|error| setting("redirect", wrong(error)))?,
            secret: config.read_secret()?,
            http: http::client().map_err(OpenIdError::Client)?,
            memory: tokio::sync::Mutex::default(),
            config,
        })
    }

    fn calling(&self) -> impl Fn(HttpRequest) -> CallFuture + use<> {
        let http = self.http.clone();
        move |request| Box::pin(http::call(http.clone(), request))
    }

    /// What the provider says of itself, not older than that.
    async fn known(&self, oldest: Duration) -> Result<Known, IdentityError> {
        let mut memory = self.memory.lock().await;
        if let Some(known) = memory.known.as_ref().filter(|known| known.since.elapsed() < oldest) {
            return Ok(known.clone());
        }
        let doing = "reading what the provider says of itself";
        if let Some((_, why)) = memory.failed.as_ref().filter(|(since, _)| since.elapsed() < LEFT_ALONE) {
            return Err(IdentityError::Unavailable { doing, why: why.clone() });
        }
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.calling()).await;
        let metadata = metadata.map_err(|error| {
            let why = in_full(&error);
            memory.failed = Some((Instant::now(), why.clone()));
            IdentityError::Unavailable { doing, why }
        })?;
        let client = CoreClient::from_provider_metadata(
            metadata,
            ClientId::new(self.config.client_id.clone()),
            Some(ClientSecret::new(self.secret.expose_secret().to_owned())),
        )
        .set_redirect_uri(self.redirect.clone());
        let found = Known { client: Arc::new(client), since: Instant::now() };
        *memory = Memory { known: Some(found.clone()), failed: None };
        Ok(found)
    }

    /// The claims of an ID token that is believed: signed by the provider, for us, in time, for this sign-in.
    async fn verified(
        &self,
        known: &Known,
        token: &CoreIdToken,
        nonce: &Nonce,
        access: &AccessToken,
    ) -> Result<(SubjectIdentifier, Value), IdentityError> {
        match verified(&known.client, token, nonce, access) {
            // The provider has changed its keys since it was asked.
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) => {
                let known = self.known(ASKED_AGAIN).await?;
                verified(&known.client, token, nonce, access)
            }
            verified => verified,
        }
        .map_err(|error| IdentityError::Untrue(what_is_wrong(&error)))
    }

    /// What the provider says of the person where the ID token does not.
    async fn user_info(
        &self,
        known: &Known,
        access: AccessToken,
        subject: SubjectIdentifier,
    ) -> Result<Value, IdentityError> {
        let doing = "asking the provider who it is";
        let request = known.client.user_info(access, Some(subject));
        let request = request.map_err(|_| IdentityError::Nobody(self.config.login_claim.clone()))?;
        let found: UserInfoClaims<Others, CoreGenderClaim> =
            request.request_async(&self.calling()).await.map_err(|error| match error {
                openidconnect::UserInfoError::ClaimsVerification(error) => {
                    IdentityError::Untrue(what_is_wrong(&error))
                }
                openidconnect::UserInfoError::Request(error) => unavailable(doing, &error),
                _ => IdentityError::Unavailable { doing, why: "the answer could not be read".to_owned() },
            })?;
        serde_json::to_value(&found).map_err(|error| unavailable(doing, &error))
    }
}

type CallFuture =
    std::pin::Pin<Box<dyn Future<Output = Result<openidconnect::HttpResponse, CallError>> + Send>>;

#[async_trait]
impl IdentityProvider for OpenIdProvider {
    fn name(&self) -> &str {
        &self.config.name
    }

    fn issuer(&self) -> &str {
        &self.config.issuer
    }

    async fn address(&self, departure: &Departure) -> Result<String, IdentityError> {
        let known = self.known(REMEMBERED).await?;
        let text = |secret: &SecretString| secret.expose_secret().to_owned();
        let (state, nonce) = (text(&departure.state), text(&departure.nonce));
        let verifier = PkceCodeVerifier::new(text(&departure.verifier));
        let mut request = known
            .client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        for scope in &self.config.scopes {
            request = request.add_scope(Scope::new(scope.clone()));
        }
        Ok(request.url().0.into())
    }

    async fn identify(&self, code: &SecretString, departure: &Departure) -> Result<Login, IdentityError> {
        let known = self.known(REMEMBERED).await?;
        let doing = "exchanging the code";
        let exchange = known.client.exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()));
        let exchange = exchange
            .map_err(|error| unavailable(doing, &error))?
            .set_pkce_verifier(PkceCodeVerifier::new(departure.verifier.expose_secret().to_owned()));
        let tokens: CoreTokenResponse =
            exchange.request_async(&self.calling()).await.map_err(|error| refused(doing, &error))?;
        let token = tokens.id_token().ok_or(IdentityError::Untrue("there is none"))?;
        let nonce = Nonce::new(departure.nonce.expose_secret().to_owned());
        let (subject, mut claims) = self.verified(&known, token, &nonce, tokens.access_token()).await?;
        if !claims::says(&self.config, &claims) {
            claims = self.user_info(&known, tokens.access_token().clone(), subject).await?;
        }
        claims::login(&self.config, &claims)
            .ok_or_else(|| IdentityError::Nobody(self.config.login_claim.clone()))
    }
}

fn verified(
    client: &Client,
    token: &CoreIdToken,
    nonce: &Nonce,
    access: &AccessToken,
) -> Result<(SubjectIdentifier, Value), ClaimsVerificationError> {
    // Whoever knows our secret could make a token that is signed with it: only the provider's own keys count.
    let verifier = client.id_token_verifier().set_allowed_algs([
        Algorithm::RsaSsaPkcs1V15Sha256,
        Algorithm::RsaSsaPkcs1V15Sha384,
        Algorithm::RsaSsaPkcs1V15Sha512,
        Algorithm::RsaSsaPssSha256,
        Algorithm::RsaSsaPssSha384,
        Algorithm::RsaSsaPssSha512,
        Algorithm::EcdsaP256Sha256,
        Algorithm::EcdsaP384Sha384,
        Algorithm::EdDsa,
    ]);
    let claims = token.claims(&verifier, nonce)?;
    let unreadable = |_| ClaimsVerificationError::Other("unreadable".to_owned());
    if let Some(expected) = claims.access_token_hash() {
        let bound = (|| {
            let found = AccessTokenHash::from_token(
                access,
                token.signing_alg().ok()?,
                token.signing_key(&verifier).ok()?,
            );
            found.ok()
        })();
        if bound.as_ref() != Some(expected) {
            return Err(ClaimsVerificationError::Other("at_hash".to_owned()));
        }
    }
    // The claims without a name in the standard are only in the token itself, which is believed by now.
    Ok((claims.subject().clone(), payload(&token.to_string()).map_err(unreadable)?))
}

fn payload(token: &str) -> Result<Value, serde_json::Error> {
    let payload = token.split('.').nth(1).unwrap_or_default();
    let octets = data_encoding::BASE64URL_NOPAD.decode(payload.as_bytes()).unwrap_or_default();
    serde_json::from_slice(&octets)
}

/// In words of our own: the error's may hold what a token said.
fn what_is_wrong(error: &ClaimsVerificationError) -> &'static str {
    match error {
        ClaimsVerificationError::Expired(_) => "its time is over",
        ClaimsVerificationError::InvalidAudience(_) => "it is for somebody else",
        ClaimsVerificationError::InvalidIssuer(_) => "it is by somebody else",
        ClaimsVerificationError::InvalidNonce(_) => "it is of another sign-in",
        ClaimsVerificationError::InvalidSubject(_) => "it is about somebody else",
        ClaimsVerificationError::SignatureVerification(_) => "its signature is not right",
        _ => "it cannot be read",
    }
}

fn unavailable(doing: &'static str, error: &dyn std::error::Error) -> IdentityError {
    IdentityError::Unavailable { doing, why: in_full(error) }
}

/// An error with what is behind it.
fn in_full(error: &dyn std::error::Error) -> String {
    let mut why = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        why = format!("{why}: {error}");
        source = error.source();
    }
    why
}

fn refused(doing: &'static str, error: &CodeError) -> IdentityError {
    match error {
        RequestTokenError::ServerResponse(answer) => IdentityError::Refused(answer.error().to_string()),
        RequestTokenError::Request(error) => unavailable(doing, error),
        // What could not be read may be a token.
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            IdentityError::Unavailable { doing, why: "the answer could not be read".to_owned() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    /// Something on loopback that answers every request alike; its address, and how often it was asked.
    async fn answering(answer: &'static str) -> (String, Arc<AtomicUsize>) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (issuer, asked) = (format!("http://{}", listener.local_addr().unwrap()), Arc::default());
        let count = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                AtomicUsize::fetch_add(&count, 1, Ordering::SeqCst);
                let _ = stream.read(&mut [0; 4096]).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        (issuer, asked)
    }

    fn provider(issuer: &str) -> OpenIdProvider {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let config =
            format!("name = \"a\"\nissuer = \"{issuer}\"\nclient_id = \"a\"\nclient_secret = \"hush\"\n");
        OpenIdProvider::new(toml::from_str(&config).unwrap(), "http://127.0.0.1:9/return").unwrap()
    }

    fn departure() -> Departure {
        let [state, nonce, verifier] = [(); 3].map(|()| "a".repeat(43).into());
        Departure { state, nonce, verifier }
    }

    #[tokio::test]
    async fn a_provider_that_does_not_answer_is_not_asked_by_everybody_in_turn() {
        for answer in [
            "",
            "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            // Wherever that leads, nobody goes there.
            "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
        ] {
            let (issuer, asked) = answering(answer).await;
            let (provider, departure) = (provider(&issuer), departure());
            let all = [(); 5].map(|()| provider.address(&departure));
            for gone in futures::future::join_all(all).await {
                let why = gone.unwrap_err().to_string();
                assert!(why.starts_with("reading what the provider says of itself: "), "{why}");
            }
            assert_eq!(asked.load(Ordering::SeqCst), 1, "{answer:?}");
            // Time goes by, and it is asked again.
            let long_ago = Instant::now().checked_sub(LEFT_ALONE).unwrap();
            provider.memory.lock().await.failed.as_mut().unwrap().0 = long_ago;
            assert!(provider.address(&departure).await.is_err());
            assert_eq!(asked.load(Ordering::SeqCst), 2, "{answer:?}");
        }
    }
}
