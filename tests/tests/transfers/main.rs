//! Names come from another registrar and go to one, seen from outside: GraphQL, mailed votes, real EPP as the other
//! registrar, time that moves.

mod arrivals;
mod departures;
mod desk;
mod messages;
mod refusals;
mod restarts;
mod votes;
