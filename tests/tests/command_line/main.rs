//! The command line from outside: every command once with success and once refused, beside a running demo and while
//! it is stopped.

mod desks;
mod shell;
mod views;
