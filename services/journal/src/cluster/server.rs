//! The server's life: initialised, launched, halted; its roles and database.

use super::credentials::Role;
use super::{Cluster, ClusterError, file};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::str::FromStr;
use std::time::Duration;

/// A launch may fail because a dying server still holds its memory, or because somebody took the port.
const LAUNCHES: u32 = 8;

impl Cluster {
    /// A program of PostgreSQL's as the server's user, in a folder that this user can enter, with no settings of ours.
    fn program(&self, name: &'static str) -> Command {
        let mut command = Command::new(self.0.binaries.program(name));
        command.current_dir("/").env("LC_ALL", "C");
        for variable in ["PGDATA", "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "PGOPTIONS"] {
            command.env_remove(variable);
        }
        if let Some(user) = self.0.place.user {
            command.uid(user.uid).gid(user.gid);
        }
        command
    }

    fn run(&self, name: &'static str, mut command: Command) -> Result<(), ClusterError> {
        // pg_ctl's server inherits the output, so it goes nowhere instead of into a pipe that would never close.
        let status = command
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .status()
            .map_err(file("running", Path::new(name)))?;
        if status.success() {
            return Ok(());
        }
        let log = std::fs::read_to_string(self.0.place.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let output = lines[lines.len().saturating_sub(6)..].join("\n");
        Err(ClusterError::Program { program: name, output: format!("{status}\n{output}") })
    }

    /// Makes the data folder, whole or not at all.
    pub(super) fn initialise(&self) -> Result<(), ClusterError> {
        let place = &self.0.place;
        if place.data().join("PG_VERSION").is_file() {
            return Ok(());
        }
        let draft = place.home().join("data.draft");
        if draft.exists() {
            std::fs::remove_dir_all(&draft).map_err(file("clearing", &draft))?;
        }
        std::fs::create_dir_all(&draft).map_err(file("making", &draft))?;
        place.give(&draft, 0o700)?;
        let password = place.home().join("log").join("superuser");
        crate::files::write_private(&password, self.0.credentials.password(Role::Superuser).as_bytes())
            .map_err(file("writing", &password))?;
        place.give(&password, 0o600)?;
        let mut initdb = self.program("initdb");
        initdb.arg("--pgdata").arg(&draft).arg("--pwfile").arg(&password);
        initdb.args(["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]);
        if !self.0.config.durable {
            initdb.arg("--no-sync");
        }
        let made = self.run("initdb", initdb);
        std::fs::remove_file(&password).map_err(file("removing", &password))?;
        made?;
        let settings = draft.join("postgresql.auto.conf");
        std::fs::write(&settings, self.settings()).map_err(file("writing", &settings))?;
        place.give(&settings, 0o600)?;
        std::fs::rename(&draft, place.data()).map_err(file("moving", &draft))
    }

    fn settings(&self) -> String {
        let durable = if self.0.config.durable { "on" } else { "off" };
        format!(
            "# Written when the cluster was made.\n\
             listen_addresses = '127.0.0.1'\n\
             max_connections = 200\n\
             shared_buffers = '256MB'\n\
             max_wal_size = '2GB'\n\
             wal_compression = on\n\
             checkpoint_completion_target = 0.9\n\
             fsync = {durable}\n\
             synchronous_commit = {durable}\n\
             full_page_writes = {durable}\n\
             jit = off\n\
             timezone = 'UTC'\n\
             log_timezone = 'UTC'\n\
             log_min_error_statement = panic\n\
             log_parameter_max_length_on_error = 0\n"
        )
    }

    /// Whether the server of this data folder is alive.
    pub fn is_running(&self) -> bool {
        is_running(self.0.place.data())
    }

    pub(super) fn launch(&self) -> Result<(), ClusterError> {
        let mut last = None;
        for attempt in 0..LAUNCHES {
            if attempt > 0 {
                std::thread::sleep(Duration::from_millis(250));
            }
            if self.is_running() {
                return Ok(());
            }
            self.clear_remains()?;
            if self.port_is_taken() && self.0.config.port.is_none() {
                self.0.credentials.move_port(&self.0.config)?;
            }
            let options =
                format!("-p {} -k '{}'", self.0.credentials.port(), self.0.place.socket_folder().display());
            let mut start = self.program("pg_ctl");
            start.arg("--pgdata").arg(self.0.place.data()).args(["--wait", "--timeout=60", "--options"]);
            start.arg(options).arg("--log").arg(self.0.place.log()).arg("start");
            // The server must not die with the terminal that started us.
            start.process_group(0);
            match self.run("pg_ctl", start) {
                Ok(()) => return Ok(()),
                Err(error) => last = Some(error),
            }
        }
        Err(last
            .unwrap_or(ClusterError::Program { program: "pg_ctl", output: "no attempt was made".to_owned() }))
    }

    fn port_is_taken(&self) -> bool {
        std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, self.0.credentials.port())).is_err()
    }

    /// What a killed server leaves: its pid file and its socket's lock file. Their pids may be other processes' now,
    /// which would keep the server from starting.
    fn clear_remains(&self) -> Result<(), ClusterError> {
        let place = &self.0.place;
        let port = self.0.credentials.port();
        let socket = place.socket_folder().join(format!(".s.PGSQL.{port}"));
        let lock = place.socket_folder().join(format!(".s.PGSQL.{port}.lock"));
        for remains in [place.data().join("postmaster.pid"), socket, lock] {
            match std::fs::remove_file(&remains) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(file("clearing", &remains)(error)),
            }
        }
        Ok(())
    }

    pub(super) fn halt(&self, mode: &str) -> Result<(), ClusterError> {
        if !self.is_running() {
            return Ok(());
        }
        let mut stop = self.program("pg_ctl");
        stop.arg("--pgdata").arg(self.0.place.data()).args([
            "--wait",
            "--timeout=60",
            "--mode",
            mode,
            "stop",
        ]);
        self.run("pg_ctl", stop)
    }

    /// The owner and the application, with the passwords of the credentials, and the database.
    pub(super) async fn make_roles(&self) -> Result<(), sqlx::Error> {
        let mut connection = self.superuser("postgres").await?;
        for role in [Role::Owner, Role::App] {
            let (name, password) = (role.name(), self.0.credentials.password(role));
            if !exists(&mut connection, "select from pg_roles where rolname = $1", name).await? {
                // Passwords are base64url: nothing in them needs quoting.
                let create = format!("create role {name} login password '{password}'");
                connection.execute(create.as_str()).await?;
            }
        }
        self.make_database(&mut connection, &self.0.config.database, None).await?;
        connection.close().await
    }

    /// A database that the owner's role owns.
    pub(crate) async fn make_database(
        &self,
        superuser: &mut PgConnection,
        name: &str,
        template: Option<&str>,
    ) -> Result<(), sqlx::Error> {
        if !exists(superuser, "select from pg_database where datname = $1", name).await? {
            let owner = Role::Owner.name();
            let template = template.map_or(String::new(), |template| format!(" template \"{template}\""));
            superuser.execute(format!("create database \"{name}\" owner {owner}{template}").as_str()).await?;
        }
        Ok(())
    }

    pub(crate) async fn superuser(&self, database: &str) -> Result<PgConnection, sqlx::Error> {
        let url = self.url_of(Role::Superuser, database);
        PgConnectOptions::from_str(&url)?.disable_statement_logging().connect().await
    }
}

async fn exists(connection: &mut PgConnection, query: &str, name: &str) -> Result<bool, sqlx::Error> {
    let statement = format!("select exists ({query})");
    sqlx::query_scalar(&statement).bind(name).fetch_one(connection).await
}

/// Whether the server of a data folder is alive.
pub(super) fn is_running(data: &Path) -> bool {
    let Ok(text) = std::fs::read_to_string(data.join("postmaster.pid")) else { return false };
    let Some(pid) = text.lines().next().and_then(|line| line.trim().parse::<u32>().ok()) else {
        return false;
    };
    // Another process may have the number by now; the server's working folder is its data.
    std::fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|folder| folder == data)
}
