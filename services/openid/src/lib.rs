//! Sign-in by a provider of OpenID Connect: the authorization code flow with PKCE, state and nonce.
//!
//! What the provider says of itself (OpenID Connect Discovery) and its keys are asked for when somebody first wants to sign
//! in, remembered for an hour, and asked for again where a token is signed by a key that is not known. Tokens serve once,
//! to tell who it is: none is kept.

mod claims;
mod config;
mod http;
mod provider;

pub use config::{OpenIdConfig, OpenIdError};
pub use provider::OpenIdProvider;
