//! The OpenAPI 3.1 document, made from the handlers.

use crate::door::{Door, ROOT, paths};
use crate::problem::Problem;
use axum::Router;
use axum::http::header;
use axum::routing::get;
use std::sync::{Arc, LazyLock};
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Registrar: order cart, contacts and owner changes",
        version = "1.0",
        description = "Compatible with the public clients of the API of the papers: the same paths, JSON and request signature."
    ),
    components(schemas(Problem))
)]
struct About;

/// The document of every path of this door.
pub fn openapi() -> Document {
    let (_, document) = OpenApiRouter::with_openapi(About::openapi()).nest(ROOT, paths()).split_for_parts();
    document
}

static TEXT: LazyLock<String> = LazyLock::new(|| {
    let document = openapi();
    document.to_json().expect("the document is plain data")
});

pub(crate) fn routes() -> Router<Arc<Door>> {
    Router::new().route(
        "/1.0/openapi.json",
        get(async || ([(header::CONTENT_TYPE, "application/json")], TEXT.as_str())),
    )
}
