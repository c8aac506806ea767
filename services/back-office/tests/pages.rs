//! The pages as a browser asks for them. Whether they are built decides what is found, never who is let in.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode, header};
use axum::routing::get;
use tower::ServiceExt;

async fn ask(method: &str, path: &str, headers: &[(&str, &str)]) -> Response<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let doors = Router::new().route("/health", get(|| async { "ok" })).fallback(back_office::serve);
    doors.oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer")
}

fn built() -> bool {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("dist/index.html").exists()
}

#[tokio::test]
async fn a_browser_gets_the_page_wherever_it_is() {
    for path in ["/", "/domains", "/domains/example.com", "/ledger?account=13490"] {
        let answer = ask("GET", path, &[("accept", "text/html,application/xhtml+xml")]).await;
        let wanted = if built() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        assert_eq!(answer.status(), wanted, "{path}");
        let headers = answer.headers();
        let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"),
            "{policy}"
        );
        if built() {
            assert_eq!(headers[header::CACHE_CONTROL], "no-cache", "{path}");
            let tag = headers[header::ETAG].to_str().unwrap().to_owned();
            let again = ask("GET", path, &[("accept", "text/html"), ("if-none-match", &tag)]).await;
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path}");
        }
    }
}

#[tokio::test]
async fn programs_are_told_that_nothing_is_there() {
    for (method, path) in
        [("GET", "/1.1/me"), ("GET", "/assets/none.js"), ("POST", "/domains"), ("GET", "/.env")]
    {
        let answer = ask(method, path, &[("accept", "application/json")]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{method} {path}");
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/plain; charset=utf-8");
    }
    assert_eq!(ask("GET", "/health", &[("accept", "text/html")]).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn nothing_outside_the_folder_is_read() {
    for path in ["/../Cargo.toml", "/..%2fCargo.toml", "/assets/../../src/lib.rs", "//etc/hostname"] {
        let answer = ask("GET", path, &[]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
}
