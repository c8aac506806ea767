//! Connections of our own. A pool pings on every turn and can hold the permit of a stalled connection for ever
//! (sqlx #4349); the hot paths of the journal take a plain connection, and drop it whenever its state is in doubt.

use crate::error::{Fate, fate};
use futures::future::BoxFuture;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Connection};
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Says that work on a connection ends before what it borrows from its surroundings, `'e`, does.
pub(crate) type Within<'c, 'e> = PhantomData<&'c &'e ()>;

/// One statement or a few, under way on a connection.
pub(crate) type Work<'c, T> = BoxFuture<'c, Result<T, sqlx::Error>>;

/// A bounded stack of open connections.
#[derive(Clone)]
pub(crate) struct Connections(Arc<Shared>);

struct Shared {
    options: PgConnectOptions,
    idle: Mutex<Vec<PgConnection>>,
    permits: Arc<Semaphore>,
    timeout: Duration,
}

impl Connections {
    pub fn new(options: PgConnectOptions, limit: usize, timeout: Duration) -> Self {
        Self(Arc::new(Shared {
            options,
            idle: Mutex::default(),
            permits: Arc::new(Semaphore::new(limit)),
            timeout,
        }))
    }

    /// An idle connection or a new one. Dropped without [`Checkout::put_back`], it is closed.
    pub async fn checkout(&self) -> Result<Checkout, sqlx::Error> {
        let permit = tokio::time::timeout(self.0.timeout, self.0.permits.clone().acquire_owned())
            .await
            .map_err(|_| sqlx::Error::PoolTimedOut)?
            .map_err(|_| sqlx::Error::PoolClosed)?;
        let idle = self.0.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self.open().await?,
        };
        Ok(Checkout { connection: Some(connection), home: self.clone(), _permit: permit })
    }

    /// A new connection, outside the limit.
    pub async fn open(&self) -> Result<PgConnection, sqlx::Error> {
        tokio::time::timeout(self.0.timeout, self.0.options.connect())
            .await
            .map_err(|_| sqlx::Error::Io(std::io::Error::from(std::io::ErrorKind::TimedOut)))?
    }

    /// Forgets idle connections: after a failure, those opened before it are most likely dead as well.
    pub fn forget_idle(&self) {
        self.0.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Runs work that may be repeated (a read, or a write that is idempotent), again with a back-off while the
    /// database is away, for at most `patience`.
    pub async fn repeat<'e, T>(
        &self,
        patience: Duration,
        mut work: impl for<'c> FnMut(&'c mut PgConnection, Within<'c, 'e>) -> Work<'c, T> + Send,
    ) -> Result<T, sqlx::Error> {
        let started = Instant::now();
        let mut pause = Duration::from_millis(10);
        loop {
            let error = match self.checkout().await {
                Ok(mut connection) => match work(&mut connection, PhantomData).await {
                    Ok(value) => {
                        connection.put_back();
                        return Ok(value);
                    }
                    Err(error) if matches!(fate(&error), Fate::Duplicate | Fate::Rejected) => {
                        connection.put_back();
                        return Err(error);
                    }
                    Err(error) => error,
                },
                Err(error) => error,
            };
            self.forget_idle();
            if started.elapsed() + pause > patience {
                return Err(error);
            }
            tracing::warn!(error = %error, "the database is away, trying again");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(1));
        }
    }

    /// Closes what is idle, politely.
    pub async fn close(&self) {
        self.0.permits.close();
        let idle = std::mem::take(&mut *self.0.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for connection in idle {
            let _ = connection.close().await;
        }
    }
}

/// A connection on loan.
pub(crate) struct Checkout {
    connection: Option<PgConnection>,
    home: Connections,
    _permit: OwnedSemaphorePermit,
}

impl Checkout {
    /// Returns a connection that is in a known state: no statement running, no transaction open.
    pub fn put_back(mut self) {
        if let Some(connection) = self.connection.take() {
            self.home.0.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}

impl Deref for Checkout {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.connection.as_ref().expect("taken only when put back")
    }
}

impl DerefMut for Checkout {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.connection.as_mut().expect("taken only when put back")
    }
}

impl Checkout {
    /// Takes the connection off the loan, for work that may replace it.
    pub fn take(&mut self) -> Option<PgConnection> {
        self.connection.take()
    }

    /// Returns what [`Checkout::take`] took, or its replacement, in a known state.
    pub fn give_back(mut self, connection: Option<PgConnection>) {
        self.connection = connection;
        self.put_back();
    }
}
