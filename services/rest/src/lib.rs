//! The REST door (`/1.0`): the order cart, contacts, accounts and owner changes of the papers "Commander un nom de
//! domaine" and "Manage Contacts of a Domain Name", with the paths, the JSON and the request signature that the public
//! clients of that API use (PyPI `ovh`, npm `@ovhcloud/node-ovh`).
//!
//! | room | what it does |
//! |---|---|
//! | `door` | a call in, its signature checked, one line in the log |
//! | `caller` | who calls, as handlers see it |
//! | `reading` | bodies, queries and path segments, with refusals that name the field |
//! | `problem` | refusals and errors as JSON: `{class, message, errorCode}` |
//! | `form` | a person's data in the JSON of this API, read into what the application takes |
//! | `moment` | moments as the paper prints them |
//! | `money` | prices as the paper prints them |
//! | `auth` | `/auth`: time, credentials |
//! | `cart` | `/order/cart`, `/order/cartServiceOption` |
//! | `orders` | `/me/order` and what it is paid from |
//! | `domains` | `/domain`, `/domain/{serviceName}`, their tasks |
//! | `changes` | `/domain/{serviceName}/changeContact`, `/me/task/contactChange` |
//! | `contacts` | `/domain/contact`, `/me/contact` |
//! | `account` | `/me`, `/newAccount` |
//! | `document` | `/1.0/openapi.json`, made from all of them |

mod account;
mod auth;
mod caller;
mod cart;
mod changes;
mod contacts;
mod document;
mod domains;
mod door;
mod form;
mod moment;
mod money;
mod orders;
mod problem;
mod reading;

pub use document::openapi;
pub use door::router;
