//! The SOAP door (`/apis.cgi`). So far it holds its codec only: the functions follow.
//!
//! The door speaks SOAP 1.1 RPC/encoded without a WSDL, as PHP's `SoapClient` in non-WSDL mode and Perl's
//! `SOAP::Lite` do, after the paper "API 4.10 of 8 November 2016".

pub mod codec;
