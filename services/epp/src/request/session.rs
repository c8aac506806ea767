//! Session commands: hello, login, logout, poll.

use instant_epp::login::{Login, Options, Services};
use instant_epp::logout::Logout;
use instant_epp::poll::{Ack, Poll};
use secrecy::{ExposeSecret, SecretString};

use super::{Request, typed};

/// The whole document that asks for a greeting (RFC 5730, section 2.3).
pub(crate) const HELLO: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="no"?><epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><hello/></epp>"#;

/// `<login>` for the given services.
pub(crate) fn login(
    registrar: &str,
    password: &SecretString,
    language: &str,
    objects: &[String],
    extensions: &[String],
) -> Request {
    let password = password.expose_secret();
    let mut login = Login::new(registrar, password, None, None);
    login.options(Options::build("1.0", language));
    let owned = |uris: &[String]| uris.iter().map(|uri| uri.clone().into()).collect::<Vec<_>>();
    let extensions = owned(extensions);
    login.services(Services {
        obj_uris: owned(objects),
        svc_ext: (!extensions.is_empty())
            .then_some(instant_epp::common::ServiceExtension { ext_uris: extensions }),
    });
    Request::new("login", typed(&login)).with_secret(Some(password))
}

/// `<logout>`.
pub(crate) fn logout() -> Request {
    Request::new("logout", typed(&Logout))
}

/// `<poll op="req">`.
pub(crate) fn poll() -> Request {
    Request::new("poll:req", typed(&Poll))
}

/// `<poll op="ack">`.
pub(crate) fn acknowledge(id: &str) -> Request {
    Request::new("poll:ack", typed(&Ack { message_id: id }))
}
