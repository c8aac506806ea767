//! People sign in: a member of staff, and an account at its own pages.

use crate::story::*;
use chrono::Days;
use domain_model::Actor;
use domain_model::operator::{self, Login, Operator, Role};
use domain_model::sign_in::{self, AccountSignIn};
use domain_model::values::*;
use journal::{Streams, Unit};

impl Story {
    /// An operator with tokens, a second factor on offer and a session; and a session of an account.
    pub async fn sign_people_in(&mut self) {
        let login: Login = "support".parse().unwrap();
        let streams = Streams::new().with::<Operator>(&login);
        let steps = [
            operator::Command::Enrol { role: Role::Support, password_hash: "$argon2id$staff".to_owned() },
            operator::Command::IssueToken { digest: "ab".repeat(32), expires_at: None },
            operator::Command::IssueToken { digest: "cd".repeat(32), expires_at: None },
            operator::Command::RevokeToken { digest: "cd".repeat(32) },
            operator::Command::SignIn(sign_in::Command::OfferSecondFactor {
                secret: Sealed::open(operator::credentials_of(&login), "GEZDGNBVGY3TQOJQ".to_owned()),
            }),
            operator::Command::SignIn(sign_in::Command::OpenSession {
                proof: sign_in::Proof::Password,
                session: sign_in::Session {
                    opened_at: self.at,
                    expires_at: self.at + Days::new(1),
                    address: Some(Sealed::open(operator::evidence_of(&login), "192.0.2.77".to_owned())),
                    agent: sign_in::Agent::of("Firefox 140 on Linux"),
                    issuer: None,
                },
                digest: "ef".repeat(32),
            }),
        ];
        for step in &steps {
            let work = |unit: &mut Unit| decide::<Operator>(unit, &login, step);
            assert!(self.unit(Actor::System, streams.clone(), work).await);
        }
        if let Some(account) = self.chance.pick(&self.accounts.clone()) {
            self.sign_account_in(account).await;
        }
    }

    /// An account signs in at its own pages.
    async fn sign_account_in(&mut self, account: AccountNumber) {
        let open = sign_in::Command::OpenSession {
            proof: sign_in::Proof::Password,
            session: sign_in::Session {
                opened_at: self.at,
                expires_at: self.at + Days::new(1),
                address: Some(Sealed::open(sign_in::evidence_of(account), "192.0.2.78".to_owned())),
                agent: sign_in::Agent::of("Firefox 140 on Linux"),
                issuer: None,
            },
            digest: "0a".repeat(32),
        };
        let streams = Streams::new().with::<AccountSignIn>(&account);
        let work = |unit: &mut Unit| decide::<AccountSignIn>(unit, &account, &open);
        assert!(self.unit(Actor::Reseller(account), streams, work).await);
    }
}
