//! Ports of a demo's own.

use std::net::TcpListener;

/// The first of six ports in a row that are free now.
pub(crate) fn free_ports() -> u16 {
    for _ in 0..100 {
        let probe = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let base = probe.local_addr().expect("an address").port();
        drop(probe);
        let all = base < 65_000 && (0..6).all(|n| TcpListener::bind(("127.0.0.1", base + n)).is_ok());
        if all {
            return base;
        }
    }
    panic!("no six free ports in a row");
}
