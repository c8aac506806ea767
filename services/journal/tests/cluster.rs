//! The private cluster: started, found running, killed, started again, beside another.
#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

use journal::cluster::{Cluster, ClusterConfig, Role};
use sqlx::{Connection, PgConnection};
use std::path::Path;
use tokio_util::sync::CancellationToken;

fn config(folder: &Path) -> ClusterConfig {
    ClusterConfig { durable: false, ..ClusterConfig::new(folder) }
}

async fn answers(url: &str) -> bool {
    let Ok(mut connection) = PgConnection::connect(url).await else { return false };
    sqlx::query_scalar::<_, i32>("select 1").fetch_one(&mut connection).await.is_ok()
}

fn postmaster(cluster: &Cluster) -> i32 {
    let text = std::fs::read_to_string(cluster.data_folder().join("postmaster.pid")).unwrap();
    text.lines().next().unwrap().trim().parse().unwrap()
}

fn kill(pid: i32) {
    let pid = rustix::process::Pid::from_raw(pid).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}

/// A folder that the server's user can reach, wherever the temporary folder is.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

#[tokio::test]
async fn a_cluster_survives_its_users_and_its_own_death() {
    let (folder, neighbour) = (folder(), folder());
    let cluster = Cluster::start(config(folder.path())).await.unwrap();
    let beside = Cluster::start(config(neighbour.path())).await.unwrap();
    assert_ne!(cluster.port(), beside.port());
    for role in [Role::Superuser, Role::Owner, Role::App] {
        assert!(answers(&cluster.url(role)).await && answers(&cluster.tcp_url(role)).await, "{role:?}");
    }
    assert_ne!(cluster.password(Role::App), beside.password(Role::App));
    let crossed = cluster.tcp_url(Role::App).replace(&cluster.port().to_string(), &beside.port().to_string());
    assert!(!answers(&crossed).await, "passwords of one open the other");
    use std::os::unix::fs::PermissionsExt;
    let credentials = std::fs::metadata(folder.path().join("cluster.json")).unwrap();
    assert_eq!(credentials.permissions().mode() & 0o777, 0o600);

    // A second start finds it running.
    let again = Cluster::start(config(folder.path())).await.unwrap();
    assert_eq!(postmaster(&again), postmaster(&cluster));

    // Killed, with a pid file and socket locks left whose pid is somebody else's now: it starts all the same.
    kill(postmaster(&cluster));
    while cluster.is_running() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let pid_file = cluster.data_folder().join("postmaster.pid");
    let left = std::fs::read_to_string(&pid_file).unwrap();
    let (_, rest) = left.split_once('\n').unwrap();
    std::fs::write(&pid_file, format!("{}\n{rest}", std::process::id())).unwrap();
    let revived = Cluster::start(config(folder.path())).await.unwrap();
    assert!(answers(&revived.url(Role::App)).await);

    // A watched one comes back by itself.
    let stop = CancellationToken::new();
    let watching = tokio::spawn({
        let (cluster, stop) = (revived.clone(), stop.clone());
        async move { cluster.watch(stop).await }
    });
    kill(postmaster(&revived));
    let mut waited = 0;
    while !(revived.is_running() && answers(&revived.url(Role::App)).await) {
        waited += 1;
        assert!(waited < 300, "nobody started it again");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    stop.cancel();
    watching.await.unwrap();
    revived.stop().await.unwrap();
    assert!(!revived.is_running() && beside.is_running());
    beside.stop().await.unwrap();
}

/// Where the server's user cannot enter, the data goes elsewhere, and the folder says where.
#[tokio::test]
async fn an_unreachable_folder_is_no_obstacle() {
    let folder = tempfile::tempdir().unwrap();
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    let cluster = Cluster::start(config(folder.path())).await.unwrap();
    assert!(answers(&cluster.url(Role::App)).await);
    cluster.stop().await.unwrap();
    if rustix::process::geteuid().is_root() {
        let pointer = std::fs::read_to_string(folder.path().join("DATA-IS-IN")).unwrap();
        assert!(cluster.data_folder().starts_with(pointer.trim()));
        std::fs::remove_dir_all(pointer.trim()).unwrap();
    }
}
