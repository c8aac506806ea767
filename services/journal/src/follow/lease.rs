//! Which partitions of a follower this process works on.

use crate::stream::{PARTITIONS, all_partitions};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The partitions that are ours, each with the number that it was leased under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Leases {
    pub held: BTreeMap<i16, i64>,
}

/// Leases of one follower for one process.
pub(super) struct Lessee {
    pub follower: String,
    pub worker: String,
    span: Duration,
    renewed: Option<Instant>,
}

impl Lessee {
    pub fn new(follower: &str, worker: &str, span: Duration) -> Self {
        Self { follower: follower.to_owned(), worker: worker.to_owned(), span, renewed: None }
    }

    /// Whether it is time for a sign of life.
    pub fn is_due(&self) -> bool {
        self.renewed.is_none_or(|last| last.elapsed() >= self.span / 3)
    }

    /// The next call of [`Lessee::is_due`] says yes: a fence was lost.
    pub fn distrust(&mut self) {
        self.renewed = None;
    }

    /// Gives a sign of life, keeps what is ours, gives back what is more than our share, takes what is free.
    pub async fn renew(&mut self, connection: &mut PgConnection) -> Result<Leases, sqlx::Error> {
        let share = self.share(connection).await?;
        let mut held = self.keep(connection).await?;
        if held.len() > share {
            let surplus: Vec<i16> = held.keys().copied().skip(share).collect();
            self.give_back(connection, &surplus).await?;
            held.retain(|partition, _| !surplus.contains(partition));
        } else if held.len() < share {
            held.extend(self.take(connection, share - held.len()).await?);
        }
        self.renewed = Some(Instant::now());
        Ok(Leases { held })
    }

    /// The partitions divided by the processes alive, rounded up.
    async fn share(&self, connection: &mut PgConnection) -> Result<usize, sqlx::Error> {
        sqlx::query(
            "insert into follower_workers (follower, worker, seen_at) values ($1, $2, now())
             on conflict (follower, worker) do update set seen_at = now()",
        )
        .bind(&self.follower)
        .bind(&self.worker)
        .execute(&mut *connection)
        .await?;
        sqlx::query("delete from follower_workers where follower = $1 and seen_at < now() - make_interval(secs => $2)")
            .bind(&self.follower)
            .bind(self.span.as_secs_f64())
            .execute(&mut *connection)
            .await?;
        let alive: i64 = sqlx::query_scalar("select count(*) from follower_workers where follower = $1")
            .bind(&self.follower)
            .fetch_one(connection)
            .await?;
        Ok(usize::from(PARTITIONS).div_ceil(alive.max(1).unsigned_abs() as usize))
    }

    async fn keep(&self, connection: &mut PgConnection) -> Result<BTreeMap<i16, i64>, sqlx::Error> {
        let rows: Vec<(i16, i64)> = sqlx::query_as(
            "update checkpoints set lease_until = now() + make_interval(secs => $3)
             where follower = $1 and lease_owner = $2 returning partition, fence",
        )
        .bind(&self.follower)
        .bind(&self.worker)
        .bind(self.span.as_secs_f64())
        .fetch_all(connection)
        .await?;
        Ok(rows.into_iter().collect())
    }

    async fn take(
        &self,
        connection: &mut PgConnection,
        wanted: usize,
    ) -> Result<Vec<(i16, i64)>, sqlx::Error> {
        sqlx::query_as(
            "update checkpoints c
             set lease_owner = $2, lease_until = now() + make_interval(secs => $3), fence = c.fence + 1
             from (select partition from checkpoints
                   where follower = $1 and partition = any($4) and (lease_until is null or lease_until < now())
                   order by partition limit $5 for update skip locked) as free
             where c.follower = $1 and c.partition = free.partition
             returning c.partition, c.fence",
        )
        .bind(&self.follower)
        .bind(&self.worker)
        .bind(self.span.as_secs_f64())
        .bind(all_partitions())
        .bind(wanted as i64)
        .fetch_all(connection)
        .await
    }

    async fn give_back(&self, connection: &mut PgConnection, partitions: &[i16]) -> Result<(), sqlx::Error> {
        sqlx::query(
            "update checkpoints set lease_owner = null, lease_until = null
             where follower = $1 and lease_owner = $2 and partition = any($3)",
        )
        .bind(&self.follower)
        .bind(&self.worker)
        .bind(partitions)
        .execute(connection)
        .await
        .map(|_| ())
    }

    /// Gives everything back at once, so that the others need not wait for the expiry.
    pub async fn leave(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        self.give_back(connection, &all_partitions()).await?;
        sqlx::query("delete from follower_workers where follower = $1 and worker = $2")
            .bind(&self.follower)
            .bind(&self.worker)
            .execute(connection)
            .await
            .map(|_| ())
    }
}

/// Checkpoints at the beginning, where there are none.
pub(super) async fn ensure_checkpoints(
    connection: &mut PgConnection,
    follower: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into checkpoints (follower, partition) select $1, unnest($2::smallint[]) on conflict do nothing",
    )
    .bind(follower)
    .bind(all_partitions())
    .execute(connection)
    .await
    .map(|_| ())
}
