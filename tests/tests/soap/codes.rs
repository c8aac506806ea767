//! Every return code of the paper, provoked from outside by PHP's client: one walk through all 43 tables, in the order
//! of the paper. A line of a table without a case here fails the story, as does an answer without a line.

mod contacts;
mod domains;
mod operations;
mod services;
mod transfers;

use serde_json::{Value, json};
use soap::paper::{self, Retval, Row};
use std::cell::RefCell;
use std::collections::BTreeSet;
use stories::{Demo, Desk, Soap, person, with};

/// What no program can make the product answer.
const OUT_OF_REACH: [(&str, i64, i64, &str); 1] = [(
    "contact_create",
    0,
    0,
    "\"l'ID n'existe pas\": a creation names no ID, and a new one is there at once",
)];

/// The paper's `1 TID`, `1 ID`, `1 n`.
const NUMBER: Option<i64> = None;

/// An expected answer: retcode, and retval or [`NUMBER`].
type Codes = (i64, Option<i64>);

fn no(retval: i64) -> Codes {
    (-1, Some(retval))
}

fn is(retcode: i64, retval: i64) -> Codes {
    (retcode, Some(retval))
}

fn number() -> Codes {
    (1, NUMBER)
}

type Line = (&'static str, i64, Retval);

struct Walk {
    demo: Demo,
    reseller: Soap,
    other: Soap,
    /// The reseller without points.
    poor: Soap,
    desk: Desk,
    owner: u64,
    provoked: RefCell<BTreeSet<Line>>,
    /// Answers that are not what is expected; told together at the end.
    wrong: RefCell<Vec<String>>,
}

#[tokio::test]
async fn every_return_code_of_the_paper_is_answered() {
    let demo = Demo::start().await;
    let [reseller, other, poor] = [0, 1, 2].map(|place| Soap::of(&demo, place));
    let desk = Desk::of(&demo, "support");
    let owner = desk.stranger(person("Pierre", "dupond@free.test")).await;
    let walk = Walk {
        demo,
        reseller,
        other,
        poor,
        desk,
        owner,
        provoked: RefCell::default(),
        wrong: RefCell::default(),
    };
    walk.wrong_logins();
    walk.tells_what_there_is();
    contacts::walk(&walk).await;
    domains::walk(&walk).await;
    transfers::walk(&walk).await;
    services::walk(&walk).await;
    operations::walk(&walk).await;
    walk.every_line_was_provoked();
    walk.demo.is_in_order().await;
}

impl Walk {
    /// Calls, compares, and notes the line of the table that the answer is.
    fn case(&self, caller: &Soap, function: &'static str, arguments: Value, expected: Codes) -> Value {
        let said = caller.say(function, arguments.clone());
        self.note(function, &said, &format!("{function} {arguments}"), expected)
    }

    /// The same, where an operation is opened: its `tid`.
    fn opens(&self, caller: &Soap, function: &'static str, arguments: Value) -> u64 {
        let answer = self.case(caller, function, arguments, number());
        answer["retfields"]["tid"].as_u64().expect("a tid")
    }

    /// The same, waiting until it is done.
    async fn done(&self, caller: &Soap, function: &'static str, arguments: Value) -> u64 {
        let tid = self.opens(caller, function, arguments);
        caller.ends(tid, "Done").await;
        tid
    }

    fn note(&self, function: &'static str, said: &Value, what: &str, expected: Codes) -> Value {
        let answer = said["answer"].clone();
        let code = |name: &str| answer[name].as_i64().unwrap_or_else(|| panic!("{what}: {said}"));
        let (retcode, retval) = (code("retcode"), code("retval"));
        let wanted = expected.1.map_or(Retval::Number, Retval::Is);
        match paper::row_of(function, retcode, retval) {
            Some(row) if (row.retcode, row.retval) == (expected.0, wanted) => {
                self.provoked.borrow_mut().insert((function, row.retcode, row.retval));
            }
            Some(_) => self.wrong.borrow_mut().push(format!("{expected:?} is expected of {what}: {said}")),
            None => self.wrong.borrow_mut().push(format!("no line of the table: {what}: {said}")),
        }
        answer
    }

    /// All but the public functions want a login.
    fn wrong_logins(&self) {
        let stranger = Soap::with(&self.demo, self.reseller.dist_id(), "a-guess-7");
        for (function, rows) in paper::tables() {
            if rows.iter().any(|row| (row.retcode, row.retval) == (-1, Retval::Is(-1))) {
                let answer = self.case(&stranger, function, json!([]), no(-1));
                assert_eq!(answer, json!({ "retcode": -1, "retval": -1 }), "{function}: no retfields");
            }
        }
    }

    /// Without a login, as the paper's examples call them.
    fn tells_what_there_is(&self) {
        for (function, codes) in [
            ("api_paysid", number()),
            ("api_regionsid", number()),
            ("api_fr_cpville", number()),
            ("api_tlds", is(1, 1)),
            ("api_dnssec_tlds", is(1, 1)),
            ("api_priceslist", is(1, 1)),
        ] {
            let said = self.reseller.raw(function, json!([]));
            self.note(function, &said, function, codes);
        }
        self.case(&self.reseller, "api_info", json!([]), is(1, 1));
    }

    fn every_line_was_provoked(&self) {
        assert!(self.wrong.borrow().is_empty(), "{:#?}", self.wrong.borrow());
        let line = |function: &'static str, row: &Row| (function, row.retcode, row.retval);
        let printed: BTreeSet<Line> = paper::tables()
            .flat_map(|(function, rows)| rows.iter().map(move |row| line(function, row)))
            .collect();
        let unreachable: BTreeSet<Line> =
            OUT_OF_REACH.map(|(function, retcode, retval, _)| (function, retcode, Retval::Is(retval))).into();
        let provoked = self.provoked.borrow().clone();
        assert!(unreachable.is_subset(&printed) && unreachable.is_disjoint(&provoked), "{provoked:?}");
        let missing: BTreeSet<&Line> =
            printed.iter().filter(|line| !provoked.contains(line) && !unreachable.contains(line)).collect();
        assert_eq!(missing, BTreeSet::new(), "lines of the tables that no case provokes");
    }

    /// The paper's `$newdomain`, for the story's owner.
    fn array(&self, name: &str, more: Value) -> Value {
        let own = self.reseller.dist_id();
        let array = json!({ "domain": name, "period": 1, "owner_id": self.owner, "admin_id": own, "tech_id": own,
            "bill_id": own, "dist_id": own, "service": "dns", "ns0": "ns0.online.net", "ns1": "ns1.online.net" });
        with(array, more)
    }

    async fn registered(&self, name: &str) {
        self.done(&self.reseller, "domain_create", json!([self.array(name, json!({}))])).await;
    }
}
