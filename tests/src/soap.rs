//! A reseller's program at the SOAP door: the real PHP client, in a process of its own.

use crate::demo::Demo;
use crate::eventually;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

/// A reseller who calls.
pub struct Soap {
    dist_id: u64,
    password: String,
    client: Mutex<Client>,
}

struct Client {
    process: Child,
    calls: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Soap {
    /// The demo's reseller in a place of `access.json`: 0 with points, 1 in francs, 2 without points.
    ///
    /// # Panics
    /// There is no PHP with its SOAP extension.
    pub fn of(demo: &Demo, place: usize) -> Self {
        let reseller = &demo.access()["resellers"][place];
        let text = |value: &Value| value.as_str().expect("a text of access.json").to_owned();
        Self::with(demo, reseller["dist_id"].as_u64().expect("a number"), &text(&reseller["password"]))
    }

    /// Somebody who says that they are this reseller.
    ///
    /// # Panics
    /// There is no PHP with its SOAP extension.
    pub fn with(demo: &Demo, dist_id: u64, password: &str) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/clients/soap.php");
        let mut process = Command::new("php")
            .args([script, demo.access()["soap"].as_str().expect("the SOAP door")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("php starts: ops/test installs php-cli and php-soap");
        let calls = process.stdin.take().expect("piped");
        let answers = BufReader::new(process.stdout.take().expect("piped"));
        let client = Mutex::new(Client { process, calls, answers });
        Self { dist_id, password: password.to_owned(), client }
    }

    /// `dist_id`.
    pub fn dist_id(&self) -> u64 {
        self.dist_id
    }

    /// Calls a function with its login and these arguments: what it returned.
    ///
    /// # Panics
    /// A fault.
    pub fn call(&self, function: &str, arguments: Value) -> Value {
        let mut said = self.say(function, arguments);
        assert!(said.get("answer").is_some(), "{function}: {said}");
        said["answer"].take()
    }

    /// As [`Soap::call`], where it must succeed: `retfields`.
    ///
    /// # Panics
    /// A refusal, in its words.
    pub fn fields(&self, function: &str, arguments: Value) -> Value {
        let mut said = self.say(function, arguments);
        assert_eq!(said["answer"]["retcode"], 1, "{function}: {said}");
        said["answer"]["retfields"].take()
    }

    /// As [`Soap::call`]: `(retcode, retval)`.
    ///
    /// # Panics
    /// A fault.
    pub fn codes(&self, function: &str, arguments: Value) -> (i64, i64) {
        let answer = self.call(function, arguments);
        let code = |name: &str| answer[name].as_i64().expect("retcode and retval are integers");
        (code("retcode"), code("retval"))
    }

    /// An operation that is accepted: its `tid`.
    ///
    /// # Panics
    /// It is refused.
    pub fn opens(&self, function: &str, arguments: Value) -> u64 {
        let said = self.say(function, arguments);
        assert_eq!(said["answer"]["retcode"], 1, "{function}: {said}");
        let tid = said["answer"]["retval"].as_u64().expect("a tid");
        assert_eq!(said["answer"]["retfields"]["tid"], tid, "{function}: retval and tid agree");
        tid
    }

    /// Asks `api_status` until an operation is `Done`, or `Error`: its fields.
    ///
    /// # Panics
    /// It stays under way.
    pub async fn ends(&self, tid: u64, status: &str) -> Value {
        let ended = eventually("the end of an operation", async || {
            let fields = self.fields("api_status", json!([tid]));
            ["Done", "Error"].map(Value::from).contains(&fields["status"]).then_some(fields)
        })
        .await;
        assert_eq!(ended["status"], status, "operation {tid}: {ended}");
        ended
    }

    /// Everything that the client heard: `answer`, or `faultcode` and `faultstring`; the `keys` of `retfields`, and
    /// the `first_keys` of its first entry, in their order; `refusal` in words.
    ///
    /// # Panics
    /// The client ended.
    pub fn say(&self, function: &str, arguments: Value) -> Value {
        let mut all = vec![json!(self.dist_id), json!(self.password)];
        all.extend(arguments.as_array().expect("a list of arguments").iter().cloned());
        self.raw(function, all.into())
    }

    /// As [`Soap::say`], with these arguments alone.
    ///
    /// # Panics
    /// The client ended.
    pub fn raw(&self, function: &str, arguments: Value) -> Value {
        let mut client = self.client.lock().expect("one call at a time");
        let line = format!("{}\n", json!([function, arguments]));
        client.calls.write_all(line.as_bytes()).expect("the client reads");
        let mut answer = String::new();
        client.answers.read_line(&mut answer).expect("the client writes");
        serde_json::from_str(&answer).unwrap_or_else(|_| panic!("{function}: the client said {answer:?}"))
    }
}
