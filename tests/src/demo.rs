//! The demo as a process of its own, in a folder and on ports of its own.

use crate::epp::EppSession;
use crate::graphql::GraphQl;
use crate::ports::free_ports;
use crate::socket::Socket;
use serde_json::Value;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A running demo. Dropping it stops it.
pub struct Demo {
    folder: TempDir,
    port_base: u16,
    process: Option<Child>,
    access: Value,
    variables: Vec<(String, String)>,
}

/// A first start makes a cluster and its samples.
const START: Duration = Duration::from_secs(120);

impl Demo {
    /// Starts one in a folder of its own.
    ///
    /// # Panics
    /// It does not start.
    pub async fn start() -> Self {
        let mut demo = Self::prepare();
        demo.launch().await;
        demo
    }

    /// A folder and ports; nothing runs yet.
    ///
    /// # Panics
    /// There is no folder to be had.
    pub fn prepare() -> Self {
        let folder = tempfile::Builder::new().prefix("registrar-story-").tempdir().expect("a folder");
        Self { folder, port_base: free_ports(), process: None, access: Value::Null, variables: vec![] }
    }

    /// Where its web server listens, also before it does.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port_base)
    }

    /// Over a database that somebody else runs.
    #[must_use]
    pub fn over(self, database_url: &str) -> Self {
        self.with("DATABASE_URL", database_url)
    }

    /// With this variable: `REGISTRAR__DIRECTORY__LIMITS__QUERIES` stands over `[directory.limits] queries`.
    #[must_use]
    pub fn with(mut self, variable: &str, value: &str) -> Self {
        self.variables.push((variable.to_owned(), value.to_owned()));
        self
    }

    /// Starts it again in the same folder.
    ///
    /// # Panics
    /// It does not start.
    pub async fn launch(&mut self) {
        self.launch_with(&[]).await;
    }

    /// As [`Demo::launch`], with more arguments.
    ///
    /// # Panics
    /// It does not start.
    pub async fn launch_with(&mut self, more: &[&str]) {
        let _ = std::fs::remove_file(self.data().join("access.json"));
        self.process = Some(self.spawn(more));
        let begun = Instant::now();
        loop {
            if let Some(access) = self.ready() {
                self.access = access;
                return;
            }
            let process = self.process.as_mut().expect("just started");
            if let Some(status) = process.try_wait().expect("a child can be asked") {
                panic!("the demo ended with {status}:\n{}", self.log());
            }
            assert!(begun.elapsed() < START, "the demo did not start:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn spawn(&self, more: &[&str]) -> Child {
        let log = File::options().create(true).append(true).open(self.log_path()).expect("a log file");
        let mut command = Command::new(registrar());
        command.args(["demo", "--data"]).arg(self.data());
        command.args(["--port-base", &self.port_base.to_string()]).args(more);
        command.env("REGISTRAR_LOG", "info,sqlx=warn").env_remove("DATABASE_URL");
        command.envs(self.variables.iter().cloned());
        // The table for people shows how to log in: it is no log.
        let table = File::create(self.folder.path().join("table")).expect("a file");
        command.stdin(Stdio::null()).stdout(table).stderr(log);
        command.spawn().expect("the binary is built: cargo build -p registrar")
    }

    /// Another one in the same folder, which is expected to give up; what it said.
    ///
    /// # Panics
    /// It cannot be run, or goes on as if nothing were.
    pub async fn refused(&self, more: &[&str]) -> String {
        let begun = Instant::now();
        let mut command = tokio::process::Command::new(registrar());
        command.args(["demo", "--data"]).arg(self.data()).args(["--port-base", &free_ports().to_string()]);
        command.args(more).env_remove("DATABASE_URL").kill_on_drop(true);
        command.envs(self.variables.iter().cloned());
        let output = tokio::time::timeout(START, command.output()).await.expect("it ends");
        let output = output.expect("the binary runs");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "it went on after {:?}: {said}", begun.elapsed());
        said
    }

    /// A worker beside the server.
    ///
    /// # Panics
    /// It does not start.
    pub fn worker(&self) -> Beside {
        let log = File::options().create(true).append(true).open(self.log_path()).expect("a log file");
        let mut command = Command::new(registrar());
        command.args(["work", "--config"]).arg(self.data().join("registrar.toml"));
        command.env("REGISTRAR_LOG", "info,sqlx=warn").env_remove("DATABASE_URL").stdin(Stdio::null());
        command.stdout(log.try_clone().expect("a second handle")).stderr(log);
        Beside(command.spawn().expect("the binary is built: cargo build -p registrar"))
    }

    /// The process id of the demo itself.
    ///
    /// # Panics
    /// It is not running.
    pub fn process(&self) -> u32 {
        self.process.as_ref().expect("a running demo").id()
    }

    /// The process id of the private cluster's first process.
    ///
    /// # Panics
    /// It does not run.
    pub fn postmaster(&self) -> Option<u32> {
        let folder = self.data().join("postgres");
        let home = match std::fs::read_to_string(folder.join("DATA-IS-IN")) {
            Ok(elsewhere) => PathBuf::from(elsewhere.trim()),
            Err(_) => folder,
        };
        let text = std::fs::read_to_string(home.join("data").join("postmaster.pid")).ok()?;
        text.lines().next()?.trim().parse().ok()
    }

    /// `access.json` is written last.
    fn ready(&self) -> Option<Value> {
        let text = std::fs::read_to_string(self.data().join("access.json")).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// `kill -9`: nothing is finished, nothing is cleaned.
    ///
    /// # Panics
    /// It is not running.
    pub fn kill(&mut self) {
        let mut process = self.process.take().expect("a running demo");
        process.kill().expect("a child can be killed");
        process.wait().expect("a killed child ends");
    }

    /// Ctrl-C.
    ///
    /// # Panics
    /// It is not running, or does not end in time.
    pub async fn stop(&mut self) {
        let process = self.process.take().expect("a running demo");
        ends(process, "-INT", START).await.unwrap_or_else(|| panic!("it did not stop:\n{}", self.log()));
    }

    /// SIGTERM; how long it took to end cleanly.
    ///
    /// # Panics
    /// It is not running, does not end in time, or ends with an error.
    pub async fn terminate(&mut self) -> Duration {
        let process = self.process.take().expect("a running demo");
        let (took, clean) =
            ends(process, "-TERM", START).await.unwrap_or_else(|| panic!("it did not stop:\n{}", self.log()));
        assert!(clean, "it ended with an error:\n{}", self.log());
        took
    }

    /// Where it keeps everything.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// What `access.json` says.
    pub fn access(&self) -> &Value {
        &self.access
    }

    fn log_path(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Everything that it has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// The outgoing mails.
    ///
    /// # Panics
    /// `access.json` names none.
    pub fn outbox(&self) -> PathBuf {
        PathBuf::from(self.access["outbox"].as_str().expect("an outbox"))
    }

    /// The GraphQL door, as a member of staff.
    ///
    /// # Panics
    /// Nobody has that role.
    pub fn graphql(&self, role: &str) -> GraphQl {
        let operators = self.access["operators"].as_array().expect("operators");
        let operator = operators.iter().find(|operator| operator["role"] == role).expect("a known role");
        GraphQl::new(
            self.access["graphql"].as_str().expect("a GraphQL address"),
            operator["token"].as_str().expect("a token"),
        )
    }

    /// The GraphQL door over WebSocket, as a member of staff.
    ///
    /// # Panics
    /// Nobody has that role, or the door stays closed.
    pub async fn socket(&self, role: &str) -> Socket {
        let operators = self.access["operators"].as_array().expect("operators");
        let operator = operators.iter().find(|operator| operator["role"] == role).expect("a known role");
        let url = self.access["graphql"].as_str().expect("a GraphQL address");
        Socket::open(url, operator["token"].as_str().expect("a token")).await
    }

    /// A session at the sandbox registry.
    ///
    /// # Panics
    /// It cannot be opened.
    pub async fn epp(&self, registrar: &str) -> EppSession {
        EppSession::open(&self.access["epp"], registrar).await
    }

    /// A command of the binary about this demo; its output.
    ///
    /// # Panics
    /// It cannot be run, or fails.
    pub async fn command(&self, arguments: &[&str]) -> String {
        let output = self.try_command(arguments).await;
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "registrar {arguments:?} failed: {errors}\n{}", self.log());
        String::from_utf8(output.stdout).expect("text")
    }

    /// A command of the binary about this demo.
    ///
    /// # Panics
    /// It cannot be run.
    pub async fn try_command(&self, arguments: &[&str]) -> std::process::Output {
        tokio::process::Command::new(registrar())
            .args(arguments)
            .arg("--data")
            .arg(self.data())
            .output()
            .await
            .expect("the binary runs")
    }

    /// A command of the binary that reads this from a pipe, as a mail server calls it; nothing is added to its words.
    ///
    /// # Panics
    /// It cannot be run.
    pub async fn piped(&self, arguments: &[&str], input: &[u8]) -> std::process::Output {
        let mut command = tokio::process::Command::new(registrar());
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.kill_on_drop(true).spawn().expect("the binary runs");
        let mut pipe = process.stdin.take().expect("piped");
        // Whoever refuses early reads no further.
        let _ = tokio::io::AsyncWriteExt::write_all(&mut pipe, input).await;
        drop(pipe);
        process.wait_with_output().await.expect("the binary ends")
    }

    /// Moves the demo's clock as `access.json` says.
    ///
    /// # Panics
    /// It does not move.
    pub async fn advance(&self, duration: &str) {
        let clock: Vec<String> = serde_json::from_value(self.access["clock"].clone()).expect("a command");
        let (program, arguments) = clock.split_first().expect("a program");
        let output = tokio::process::Command::new(program).args(arguments).arg(duration).output().await;
        let output = output.expect("the binary runs");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "the clock did not move: {errors}\n{}", self.log());
    }
}

/// A process beside the demo.
pub struct Beside(Child);

impl Beside {
    /// SIGTERM; how long it took to end.
    ///
    /// # Panics
    /// It does not end in time, or ends with an error.
    pub async fn terminate(mut self) -> Duration {
        signal(&self.0, "-TERM");
        let (took, clean) = ended(&mut self.0, START).await.expect("it ends");
        assert!(clean, "it ended with an error");
        took
    }

    /// `kill -9`.
    ///
    /// # Panics
    /// It cannot be killed.
    pub fn kill(mut self) {
        self.0.kill().expect("a child can be killed");
        self.0.wait().expect("a killed child ends");
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn ends(mut process: Child, name: &str, patience: Duration) -> Option<(Duration, bool)> {
    signal(&process, name);
    ended(&mut process, patience).await
}

/// How long it took to end, and whether it ended well.
async fn ended(process: &mut Child, patience: Duration) -> Option<(Duration, bool)> {
    let begun = Instant::now();
    while begun.elapsed() < patience {
        if let Some(status) = process.try_wait().expect("a child can be asked") {
            return Some((begun.elapsed(), status.success()));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    None
}

impl Drop for Demo {
    fn drop(&mut self) {
        let Some(mut process) = self.process.take() else {
            stop_cluster(&self.data());
            return;
        };
        signal(&process, "-INT");
        let begun = Instant::now();
        while matches!(process.try_wait(), Ok(None)) {
            if begun.elapsed() > Duration::from_secs(20) {
                let _ = process.kill();
                let _ = process.wait();
                stop_cluster(&self.data());
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// The standard library sends no signal but SIGKILL.
fn signal(process: &Child, name: &str) {
    let _ = Command::new("kill").args([name, &process.id().to_string()]).status();
}

/// A killed demo leaves its database running, on purpose: the tests stop it.
fn stop_cluster(data: &Path) {
    let find = Command::new("pgrep").args(["-f", &format!("postgres.*{}", data.display())]).output();
    let Ok(found) = find else { return };
    for pid in String::from_utf8_lossy(&found.stdout).lines() {
        let _ = Command::new("kill").args(["-INT", pid]).status();
    }
}

/// The binary that was built beside these tests.
pub fn registrar() -> PathBuf {
    let mut path = std::env::current_exe().expect("a test has a path");
    path.pop();
    if path.ends_with("deps") {
        path.pop();
    }
    path.join("registrar")
}
