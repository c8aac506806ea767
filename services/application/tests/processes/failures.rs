//! A failure at every step of every process: the end is that of the undisturbed run.

use crate::end::{Before, End};
use crate::mailer::MailFault;
use crate::registry::{FAULTS, Fault};
use crate::scenarios::{Case, Process};
use crate::world::World;

/// One run under a fault; its end, and how many commands were sent.
async fn run(world: &World, process: Process, tag: &str, fault: Option<(usize, Fault)>) -> (End, usize) {
    let case = Case::prepare(world, process, tag).await;
    let before = Before::of(&case).await;
    match fault {
        Some((number, fault)) => world.registry.fail_at(number, fault),
        // Counted, and never reached.
        None => world.registry.fail_at(usize::MAX, Fault::Refused),
    }
    case.run().await;
    let commands = world.registry.behave();
    world.settle().await;
    (End::of(&case, &before).await, commands)
}

/// Every fault at every command; then every letter; then every job once more.
async fn every_failure(process: Process) {
    let world = World::new().await;
    let (undisturbed, commands) = run(&world, process, "undisturbed", None).await;
    assert!(commands > 0 || process == Process::TradeRefused, "{process:?} asks the registry for something");
    let mut wrong = vec![];
    for fault in FAULTS {
        for number in 0..commands {
            let tag = format!("{}-{number}", format!("{fault:?}").to_lowercase());
            let (end, _) = run(&world, process, &tag, Some((number, fault))).await;
            if end != undisturbed {
                wrong.push(format!("{fault:?} at command {number}: {end:#?}"));
            }
            let parked = world.parked().await;
            assert!(parked.is_empty(), "{process:?}, {fault:?} at command {number}: {parked:?}");
        }
    }
    for fault in [MailFault::Later, MailFault::GoneAndLost] {
        for number in 0..undisturbed.letters.len() {
            let tag = format!("mail-{}-{number}", format!("{fault:?}").to_lowercase());
            world.mailer.fail_at(number, fault);
            let (end, _) = run(&world, process, &tag, None).await;
            world.mailer.behave();
            if end != undisturbed {
                wrong.push(format!("{fault:?} at letter {number}: {end:#?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "undisturbed: {undisturbed:#?}\n{}", wrong.join("\n"));
    every_job_twice(&world).await;
    world.assert_whole().await;
}

/// What is done stays as it is when all of it is delivered again.
pub async fn every_job_twice(world: &World) {
    let (effects, letters) = (world.registry.state().effects.len(), world.mailer.all().len());
    let events = || async {
        let statement = "select count(*) from events";
        sqlx::query_scalar::<_, i64>(statement).fetch_one(world.application.journal().pool()).await.unwrap()
    };
    let known = events().await;
    world.deliver_everything_again().await;
    assert_eq!(world.registry.state().effects.len(), effects, "the registry did something again");
    assert_eq!(world.mailer.all().len(), letters, "somebody was written to again");
    assert_eq!(events().await, known, "something happened again");
}

macro_rules! processes {
    ($($test:ident: $process:ident,)*) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $test() {
            every_failure(Process::$process).await;
        })*
    };
}

processes! {
    a_registration_survives_every_failure: Register,
    a_registration_with_glue_survives_every_failure: RegisterWithGlue,
    a_registration_that_is_decided_later_survives_every_failure: RegisterDeferred,
    a_registration_that_is_denied_later_survives_every_failure: RegisterDenied,
    a_renewal_survives_every_failure: Renew,
    an_update_survives_every_failure: Update,
    a_deletion_survives_every_failure: Delete,
    a_restore_survives_every_failure: Restore,
    a_trade_survives_every_failure: Trade,
    a_refused_trade_survives_every_failure: TradeRefused,
    a_transfer_in_survives_every_failure: TransferIn,
    a_rejected_transfer_in_survives_every_failure: TransferInRejected,
    a_transfer_out_survives_every_failure: TransferOut,
    a_rejected_transfer_out_survives_every_failure: TransferOutRejected,
    an_unanswered_transfer_out_survives_every_failure: TransferOutUnanswered,
    a_contact_change_survives_every_failure: AmendContact,
    hosts_survive_every_failure: Hosts,
}
