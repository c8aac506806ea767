//! `/auth`: time, credentials; and the signature that every other call carries.

use crate::caller::Identity;
use crate::door::Door;
use crate::problem::Problem;
use axum::body::Bytes;
use axum::http::request::Parts;
use std::net::IpAddr;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;

/// The paths.
pub(crate) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new()
}

/// Who signed a call; nobody, where it carries no consumer key and no signature.
///
/// # Errors
/// What it carries proves nobody, or does not grant this call.
pub(crate) async fn identify(
    _door: &Door,
    _call: &Parts,
    _body: &Bytes,
    _address: IpAddr,
) -> Result<Option<Identity>, Problem> {
    Ok(None)
}
