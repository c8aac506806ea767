//! The registry's paper form of a trade (.eu, .be), behind the links that `domain_trade` answers:
//! `GET /getfaxtrade.cgi?cid={trade}&mode={0 seller, 1 buyer}&key={key}`.
//!
//! | answer | when |
//! |---|---|
//! | 200 `application/pdf` | the form |
//! | 404 | the link is not one of ours |
//! | 410 | the days of the form or the trade itself are over |
//! | 503 | it cannot be said at this moment |

mod paper;

use application::{Application, NoForm};
use axum::Router;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain_model::trade::Side;
use domain_model::values::OperationNumber;
use serde::Deserialize;

#[derive(Deserialize)]
struct Link {
    cid: u64,
    mode: u8,
    key: String,
}

/// The forms of trades.
pub fn forms(application: Application) -> Router {
    Router::new()
        .route("/getfaxtrade.cgi", get(form))
        .layer(axum::middleware::map_response(crate::headers::protect))
        .with_state(application)
}

async fn form(State(application): State<Application>, link: Result<Query<Link>, QueryRejection>) -> Response {
    let side = |mode| match mode {
        0 => Some(Side::Owner),
        1 => Some(Side::NewOwner),
        _ => None,
    };
    let Some((link, side)) = link.ok().and_then(|Query(link)| side(link.mode).map(|side| (link, side)))
    else {
        return refuse(StatusCode::NOT_FOUND, "Formulaire inconnu. There is no such form.");
    };
    match application.trade_form(OperationNumber::new(link.cid), side, &link.key).await {
        Ok(Ok(form)) => match paper::draw(&form) {
            Ok(pdf) => {
                let name = format!("inline; filename=\"trade-{}-{}.pdf\"", form.trade, link.mode);
                let headers = [
                    (header::CONTENT_TYPE, "application/pdf".to_owned()),
                    (header::CONTENT_DISPOSITION, name),
                ];
                (headers, pdf).into_response()
            }
            Err(error) => failed(&error),
        },
        Ok(Err(NoForm::Unknown)) => {
            refuse(StatusCode::NOT_FOUND, "Formulaire inconnu. There is no such form.")
        }
        Ok(Err(NoForm::Over)) => refuse(
            StatusCode::GONE,
            "Ce formulaire n'est plus utilisable : faites une nouvelle demande. \
             This form can no longer be used: ask for a new trade.",
        ),
        Err(error) => failed(&error),
    }
}

fn failed(error: &dyn std::error::Error) -> Response {
    tracing::error!(error = %error, "a form could not be shown");
    refuse(StatusCode::SERVICE_UNAVAILABLE, "Réessayez plus tard. Try again later.")
}

fn refuse(status: StatusCode, words: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], words).into_response()
}
