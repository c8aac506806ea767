//! Lists as tables of comma-separated values.

use crate::support::{Door, ROLES};
use serde_json::{Value, json};
use sqlx::Executor;

fn lines(table: &Value) -> Vec<Vec<String>> {
    let text = table.as_str().unwrap();
    text.trim_end().split("\r\n").map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[tokio::test]
async fn the_pending_report_and_the_names_are_tables_too() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    for name in ["alpha.com", "beta.com"] {
        door.name(name, owner).await;
    }
    let slow = door.request_name("slow-name.com", owner).await;
    door.reaches(slow, "BLOCKED").await;
    door.settled().await;
    let query =
        "{ pendingStatusCsv domainsCsv(filter: { states: [ACTIVE] }, sort: CREATED, descending: true) }";
    let few = "{ some: domainsCsv(filter: { text: \"al\" }) none: pendingStatusCsv(states: [FAILED]) }";
    for role in ROLES {
        let tables = door.data(role.as_str(), query, json!({})).await;
        let pending = lines(&tables["pendingStatusCsv"]);
        assert_eq!((pending.len(), pending[0][0].as_str()), (2, "number"), "{tables}");
        assert_eq!((&pending[1][0], pending[1][5].as_str()), (&slow.to_string(), "blocked"), "{tables}");
        assert_eq!(pending[1][14], "registry memory", "{tables}");
        let names = lines(&tables["domainsCsv"]);
        let order: Vec<&str> = names[1..].iter().map(|line| line[0].as_str()).collect();
        assert_eq!((order, names[0].len()), (vec!["beta.com", "alpha.com"], 17), "{tables}");
        assert!(
            names[1..].iter().all(|line| line[2] == "active" && line[6] == owner.to_string()),
            "{tables}"
        );
        let few = door.data(role.as_str(), few, json!({})).await;
        assert_eq!((lines(&few["some"]).len(), lines(&few["none"]).len()), (2, 1), "{few}");
        assert!(!tables.to_string().contains("holders.test"), "no person stands in a table");
    }
    let odd = door.send("viewer", "{ pendingStatusCsv(months: 13) }", json!({})).await;
    assert_eq!(odd.code(), "BAD_MONTHS", "{}", odd.body);
}

#[tokio::test]
async fn a_table_of_more_than_a_page_has_every_line_once() {
    let mut door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    door.name("only-one.com", owner).await;
    door.quiet().await;
    let mut views = door.database.connection(journal::cluster::Role::App).await.unwrap();
    // Rows as long as those of names, without the journal behind them.
    let more = |rows: u32| {
        format!(
            "insert into views.whois select (json_populate_record(w, json_build_object('name', 'n' || n || '.com'))).*
             from views.whois w cross join generate_series(1, {rows}) as n where w.name = 'only-one.com'
             on conflict do nothing"
        )
    };
    views.execute(more(1_234).as_str()).await.unwrap();
    let table = door.data("viewer", "{ domainsCsv(sort: EXPIRES) }", json!({})).await;
    let mut names: Vec<String> =
        lines(&table["domainsCsv"]).into_iter().skip(1).map(|mut line| line.remove(0)).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 1_235);
    // What does not fit is refused, not cut.
    views.execute(more(100_001).as_str()).await.unwrap();
    let large = door.send("viewer", "{ domainsCsv }", json!({})).await;
    assert_eq!(large.code(), "TOO_MANY_LINES", "{}", large.body);
}
