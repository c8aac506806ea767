//! The SOAP door (`/apis.cgi`): the 43 functions of the paper "API 4.10 of 8 November 2016", for programs that speak
//! SOAP 1.1 RPC/encoded without a WSDL, as PHP's `SoapClient` and Perl's `SOAP::Lite` do.
//!
//! | room | what it does |
//! |---|---|
//! | [`codec`] | octets in, typed values out, and back |
//! | `door` | HTTP, who calls, one line in the log a call |
//! | `codes` | a table per function from refusals to the paper's return codes |
//! | `functions` | the functions, by group |
//! | [`paper`] | the return codes as printed, as data |
//!
//! A refusal carries nothing but the paper's numbers. In words it stands in the answer's header `X-Refusal`, which
//! the paper's clients do not read and people do: `NOT_AVAILABLE; demo.com is not available: In use`.

pub mod codec;
mod codes;
mod door;
mod fields;
mod functions;
pub mod paper;
mod session;

pub use door::router;
