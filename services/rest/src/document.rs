//! The OpenAPI 3.1 document, made from the handlers.

use crate::door::{Door, ROOT, paths};
use crate::problem::Problem;
use axum::Router;
use axum::http::header;
use axum::routing::get;
use std::sync::{Arc, LazyLock};
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::{OpenApi as Document, RefOr};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Registrar: order cart, contacts and owner changes",
        version = "1.0",
        description = "Compatible with the public clients of the API of the papers: the same paths, JSON and request signature."
    ),
    components(schemas(Problem)),
    modifiers(&Signature)
)]
struct About;

/// How a call is signed. The other headers that go with it stand in its description: a scheme has room for one.
struct Signature;

impl Modify for Signature {
    fn modify(&self, document: &mut Document) {
        let description = "`$1$` and the hexadecimal SHA-1 of application secret, consumer key, method, full URL, body and \
             timestamp, joined by `+`; with X-Ovh-Application, X-Ovh-Consumer and X-Ovh-Timestamp (seconds since 1970, see \
             /1.0/auth/time).";
        let key = ApiKeyValue::with_description("X-Ovh-Signature", description);
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("signature", SecurityScheme::ApiKey(ApiKey::Header(key)));
    }
}

/// The document of every path of this door.
pub fn openapi() -> Document {
    let (_, mut document) =
        OpenApiRouter::with_openapi(About::openapi()).nest(ROOT, paths()).split_for_parts();
    for (path, item) in &mut document.paths.paths {
        let methods = [
            ("get", &mut item.get),
            ("post", &mut item.post),
            ("put", &mut item.put),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in methods {
            if let Some(operation) = operation {
                operation.operation_id = Some(operation_id(method, path));
                describe(operation);
            }
        }
    }
    document
}

/// Every response needs a description (OpenAPI 3.1, "Response Object"); that of a success is what the operation does.
fn describe(operation: &mut Operation) {
    let summary = operation.summary.clone().unwrap_or_else(|| "As asked.".to_owned());
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            response.description.clone_from(&summary);
        }
    }
}

/// `getOrderCartCartId`: handlers of different rooms may have the same name, operations may not.
fn operation_id(method: &str, path: &str) -> String {
    let parts = path.strip_prefix(ROOT).unwrap_or(path).split(|c: char| !c.is_ascii_alphanumeric());
    let capital = |part: &str| part[..1].to_uppercase() + &part[1..];
    parts.filter(|part| !part.is_empty()).fold(method.to_owned(), |id, part| id + &capital(part))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The paths that the public clients call, with their methods.
    const PATHS: [(&str, &str); 38] = [
        ("/auth/time", "get"),
        ("/auth/credential", "post"),
        ("/auth/currentCredential", "get"),
        ("/order/cart", "get post"),
        ("/order/cart/{cartId}", "get put delete"),
        ("/order/cart/{cartId}/assign", "post"),
        ("/order/cart/{cartId}/summary", "get"),
        ("/order/cart/{cartId}/domain", "get post"),
        ("/order/cart/{cartId}/item", "get"),
        ("/order/cart/{cartId}/item/{itemId}", "get put delete"),
        ("/order/cart/{cartId}/item/{itemId}/requiredConfiguration", "get"),
        ("/order/cart/{cartId}/item/{itemId}/configuration", "get post"),
        ("/order/cart/{cartId}/item/{itemId}/configuration/{configurationId}", "get delete"),
        ("/order/cart/{cartId}/checkout", "get post"),
        ("/order/cartServiceOption/domain", "get"),
        ("/order/cartServiceOption/domain/{serviceName}", "get post"),
        ("/me", "get put"),
        ("/newAccount", "post"),
        ("/newAccount/creationRules", "get"),
        ("/me/order", "get"),
        ("/me/order/{orderId}", "get"),
        ("/me/order/{orderId}/details", "get"),
        ("/me/order/{orderId}/status", "get"),
        ("/me/order/{orderId}/availableRegisteredPaymentMean", "get"),
        ("/me/order/{orderId}/payWithRegisteredPaymentMean", "post"),
        ("/domain", "get"),
        ("/domain/{serviceName}", "get"),
        ("/domain/{serviceName}/changeContact", "post"),
        ("/domain/{serviceName}/task", "get post"),
        ("/domain/{serviceName}/task/{id}", "get"),
        ("/me/task/contactChange", "get"),
        ("/me/task/contactChange/{id}", "get"),
        ("/me/task/contactChange/{id}/accept", "post"),
        ("/me/task/contactChange/{id}/refuse", "post"),
        ("/me/task/contactChange/{id}/resendEmail", "post"),
        ("/me/task/domain", "get"),
        ("/domain/contact/{contactId}", "get put"),
        ("/me/contact/{contactId}", "get put"),
    ];

    #[test]
    fn every_path_of_the_papers_is_described() {
        let document = serde_json::to_value(openapi()).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        for (path, methods) in PATHS {
            let described = &document["paths"][format!("{ROOT}{path}")];
            for method in methods.split(' ') {
                assert!(described[method].is_object(), "{method} {path}");
                assert!(described[method]["responses"]["200"].is_object(), "{method} {path}");
            }
        }
    }

    #[test]
    fn every_reference_leads_somewhere_and_every_response_says_what_it_is() {
        let document = serde_json::to_value(openapi()).unwrap();
        let text = document.to_string();
        for reference in text.split("\"#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(document["components"]["schemas"][name].is_object(), "{name}");
        }
        for methods in document["paths"].as_object().unwrap().values() {
            for operation in methods.as_object().unwrap().values() {
                for response in operation["responses"].as_object().unwrap().values() {
                    assert!(response["description"].is_string(), "{}", operation["operationId"]);
                }
            }
        }
        // What is no text is JSON.
        assert!(!text.contains("text/plain"));
    }

    #[test]
    fn every_operation_has_a_name_of_its_own() {
        let document = serde_json::to_value(openapi()).unwrap();
        let paths = document["paths"].as_object().unwrap();
        let mut names: Vec<&str> = paths
            .values()
            .flat_map(|methods| methods.as_object().unwrap().values())
            .map(|operation| operation["operationId"].as_str().unwrap())
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{names:?}");
    }
}
