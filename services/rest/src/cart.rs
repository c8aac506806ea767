//! `/order/cart` and `/order/cartServiceOption`.

use crate::door::Door;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;

/// The paths.
pub(crate) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new()
}
