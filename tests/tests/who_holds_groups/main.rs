//! Nobody ever holds a group that no administrator's call (of a role that may give it), no verified
//! token and no policy for a proven address gave.
//!
//! People who may do everything that Cognito lets them do, an administrator, and a clerk whose role
//! reaches less far act on a local user pool, through the real handlers and the router of the
//! administrators' API. After every step, what the pool shows is held against what happened
//! ([`truth`]), which knows nothing of how the code decides.
//!
//! A few hundred histories are played by default. `WHO_HOLDS_GROUPS_CASES` says how many; they are
//! shared out to all processors.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic, its helpers too"
)]

mod test_pool;
mod truth;

use std::cell::RefCell;
use std::num::NonZero;
use std::thread;

use proptest::prelude::*;
use proptest::test_runner::{TestError, TestRunner};

use test_pool::{Kind, Records, TestPools};

/// Whose call it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// May do everything.
    Owner,
    /// May invite, set passwords and addresses, and give some groups. In league with Mallory.
    Clerk,
}

/// One thing that somebody does. Users are counted in the order in which they came.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// The owner of the mailbox signs up, or Mallory does with somebody else's address.
    SignUp {
        address: usize,
        own: bool,
        token: usize,
    },
    /// The code of a sign-up is typed, which only the owner of the mailbox has.
    Confirm {
        user: usize,
        force: bool,
    },
    SignIn {
        user: usize,
        /// The address to choose with the first password.
        address: Option<usize>,
    },
    FederatedSignIn {
        provider: usize,
        /// Whose account at the provider, which says whose address.
        address: usize,
        maps_verified: bool,
    },
    WriteAddress {
        user: usize,
        address: usize,
    },
    WriteToken {
        user: usize,
        token: usize,
    },
    /// What is no record, one that is not accepted, or one that is.
    WriteRecord {
        user: usize,
        accepted: Option<bool>,
    },
    VerifyAddress {
        user: usize,
    },
    DeleteOneself {
        user: usize,
    },
    Invite {
        by: By,
        address: usize,
        group: usize,
        resend: bool,
        named: Option<usize>,
        force: bool,
    },
    Resend {
        by: By,
        user: usize,
        group: usize,
    },
    SetPassword {
        by: By,
        user: usize,
        temporary: bool,
    },
    SetAddress {
        by: By,
        user: usize,
        address: usize,
    },
    Vouch {
        by: By,
        user: usize,
    },
    ConfirmByHand {
        by: By,
        user: usize,
    },
    AddToGroup {
        by: By,
        user: usize,
        group: usize,
    },
    /// An administrator takes every group away.
    TakeAway {
        user: usize,
    },
    Disable {
        by: By,
        user: usize,
    },
    Enable {
        by: By,
        user: usize,
    },
    Delete {
        by: By,
        user: usize,
    },
    /// Made in the AWS console, where nobody ticked the address.
    MakeInConsole {
        address: usize,
        ticked: bool,
    },
    Reconcile,
    Wait {
        hours: i64,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(), 1..16)
}

fn step() -> impl Strategy<Value = Step> {
    let address = || 0..test_pool::ADDRESSES.len();
    let token = || 0..test_pool::TOKENS;
    let group = || 0..test_pool::GIVEN.len();
    let user = || 0..8_usize;
    let by = || prop_oneof![Just(By::Owner), Just(By::Clerk)];
    let flag = any::<bool>;
    prop_oneof![
        3 => (address(), flag(), token()).prop_map(|(address, own, token)| Step::SignUp { address, own, token }),
        3 => (user(), flag()).prop_map(|(user, force)| Step::Confirm { user, force }),
        4 => (user(), prop::option::of(address())).prop_map(|(user, address)| Step::SignIn { user, address }),
        3 => (0..test_pool::PROVIDERS.len(), address(), flag()).prop_map(|(provider, address, maps_verified)| {
            Step::FederatedSignIn { provider, address, maps_verified }
        }),
        4 => (user(), address()).prop_map(|(user, address)| Step::WriteAddress { user, address }),
        1 => (user(), token()).prop_map(|(user, token)| Step::WriteToken { user, token }),
        1 => (user(), prop::option::of(flag())).prop_map(|(user, accepted)| Step::WriteRecord { user, accepted }),
        2 => user().prop_map(|user| Step::VerifyAddress { user }),
        1 => user().prop_map(|user| Step::DeleteOneself { user }),
        6 => (by(), address(), group(), flag(), prop::option::weighted(0.3, user()), prop::bool::weighted(0.2))
            .prop_map(|(by, address, group, resend, named, force)| {
                Step::Invite { by, address, group, resend, named, force }
            }),
        2 => (by(), user(), group()).prop_map(|(by, user, group)| Step::Resend { by, user, group }),
        4 => (by(), user(), prop::bool::weighted(0.8)).prop_map(|(by, user, temporary)| {
            Step::SetPassword { by, user, temporary }
        }),
        2 => (by(), user(), address()).prop_map(|(by, user, address)| Step::SetAddress { by, user, address }),
        1 => (by(), user()).prop_map(|(by, user)| Step::Vouch { by, user }),
        1 => (by(), user()).prop_map(|(by, user)| Step::ConfirmByHand { by, user }),
        1 => (by(), user(), group()).prop_map(|(by, user, group)| Step::AddToGroup { by, user, group }),
        2 => user().prop_map(|user| Step::TakeAway { user }),
        1 => (by(), user()).prop_map(|(by, user)| Step::Disable { by, user }),
        1 => (by(), user()).prop_map(|(by, user)| Step::Enable { by, user }),
        1 => (by(), user()).prop_map(|(by, user)| Step::Delete { by, user }),
        1 => (address(), flag()).prop_map(|(address, ticked)| Step::MakeInConsole { address, ticked }),
        2 => Just(Step::Reconcile),
        1 => (0_i64..40).prop_map(|hours| Step::Wait { hours }),
    ]
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![Just(Kind::Address), Just(Kind::Alias), Just(Kind::Name)]
}

fn records() -> impl Strategy<Value = Records> {
    prop_oneof![
        2 => Just(Records::Kept),
        1 => Just(Records::None),
        1 => Just(Records::Writable),
    ]
}

/// How many histories in all.
fn cases() -> u32 {
    let asked = std::env::var("WHO_HOLDS_GROUPS_CASES");
    asked.map_or(300, |text| {
        text.parse()
            .unwrap_or_else(|_| panic!("WHO_HOLDS_GROUPS_CASES is a number, and not {text}"))
    })
}

/// Plays histories, one after the other; the shortest one that fails, in words.
fn play(cases: u32) -> Result<(), String> {
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let pools = RefCell::new(TestPools::default());
    let history = (kind(), any::<bool>(), records(), steps());
    let played = TestRunner::new(config).run(&history, |(kind, verifies_first, records, steps)| {
        let wrong = pools
            .borrow_mut()
            .play(kind, verifies_first, records, &steps);
        wrong.map_err(TestCaseError::fail)
    });
    played.map_err(|error| match error {
        TestError::Fail(why, (kind, verifies_first, records, steps)) => {
            format!(
                "{why}\nin a pool of {kind:?}, verifies_first: {verifies_first}, records: {records:?}\n{steps:#?}"
            )
        }
        TestError::Abort(why) => why.to_string(),
    })
}

#[test]
fn nobody_holds_a_group_that_nobody_gave() {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = cases().div_ceil(u32::try_from(threads).unwrap());
    let threads: Vec<_> = (0..threads)
        .map(|_| thread::spawn(move || play(share)))
        .collect();
    for played in threads {
        if let Err(wrong) = played.join().unwrap() {
            panic!("{wrong}");
        }
    }
}

/// The property says little if nobody is ever given anything: people are, along every honest way.
#[test]
fn whoever_is_given_a_group_holds_it() {
    let mut pools = TestPools::default();
    let mut check = |kind, steps: &[Step], user, expected: &[&str]| {
        for records in [Records::None, Records::Kept] {
            pools.play(kind, false, records, steps).unwrap();
            assert_eq!(
                pools.groups(user),
                expected,
                "{kind:?} {records:?} {steps:?}"
            );
        }
    };
    let invite = |address| Step::Invite {
        by: By::Owner,
        address,
        group: test_pool::SECRET,
        resend: false,
        named: None,
        force: false,
    };
    let by_clerk = Step::Invite {
        by: By::Clerk,
        address: test_pool::BOB,
        group: test_pool::CLIENTS,
        resend: false,
        named: None,
        force: false,
    };
    let sign_in = Step::SignIn {
        user: 0,
        address: None,
    };
    let sign_up = |address, token| Step::SignUp {
        address,
        own: true,
        token,
    };
    let confirm = Step::Confirm {
        user: 0,
        force: false,
    };
    let federated = |provider, maps_verified| Step::FederatedSignIn {
        provider,
        address: test_pool::CAROL,
        maps_verified,
    };
    for kind in [Kind::Address, Kind::Alias, Kind::Name] {
        let invited = [invite(test_pool::CAROL), sign_in.clone()];
        check(kind, &invited, 0, &["invited", "secret", "staff"]);
        let member = [
            sign_up(test_pool::CAROL, 0),
            confirm.clone(),
            Step::Reconcile,
        ];
        check(kind, &member, 0, &["members", "staff"]);
        check(kind, &[federated(0, false)], 0, &["guests", "staff"]);
        check(kind, &[federated(1, false)], 0, &["guests"]);
        check(
            kind,
            &[by_clerk.clone(), sign_in.clone()],
            0,
            &["clients", "invited"],
        );
        let by_token = [sign_up(test_pool::BOB, 2), confirm.clone()];
        check(kind, &by_token, 0, &["members", "partners"]);
    }
    // Members are found by a verified address where it is a name.
    for kind in [Kind::Address, Kind::Alias] {
        let member = [
            sign_up(test_pool::BOB, 0),
            confirm.clone(),
            invite(test_pool::BOB),
        ];
        check(kind, &member, 0, &["members", "secret"]);
    }
    // And federated people where the provider's flag is taken over, at the latest by their second
    // sign-in.
    let federated = [
        federated(0, true),
        federated(0, true),
        invite(test_pool::CAROL),
    ];
    check(Kind::Alias, &federated, 0, &["guests", "secret", "staff"]);
    // Somebody invited by a clerk writes another address, and an owner verifies it by hand.
    let vouched = [
        by_clerk,
        Step::SignIn {
            user: 0,
            address: Some(test_pool::CAROL),
        },
        Step::Vouch {
            by: By::Owner,
            user: 0,
        },
        Step::Reconcile,
    ];
    for (records, expected) in [
        (Records::None, &["clients", "invited", "staff"][..]),
        // By the record, everything was given to the person who accepted.
        (Records::Kept, &["clients", "invited"]),
    ] {
        pools.play(Kind::Address, false, records, &vouched).unwrap();
        assert_eq!(pools.groups(0), expected, "{records:?}");
    }
}

/// By an administrator's temporary password, what was taken away comes back where the pool keeps no
/// records, and there alone.
#[test]
fn what_was_taken_away_stays_away_where_the_acceptance_is_on_record() {
    let mut pools = TestPools::default();
    let owner = By::Owner;
    let steps = [
        Step::Invite {
            by: owner,
            address: test_pool::CAROL,
            group: test_pool::SECRET,
            resend: false,
            named: None,
            force: false,
        },
        Step::SignIn {
            user: 0,
            address: None,
        },
        Step::TakeAway { user: 0 },
        Step::Wait { hours: 1 },
        Step::SetPassword {
            by: owner,
            user: 0,
            temporary: true,
        },
        Step::SignIn {
            user: 0,
            address: None,
        },
        Step::Reconcile,
    ];
    for kind in [Kind::Address, Kind::Alias, Kind::Name] {
        for (records, expected) in [
            (Records::None, &["invited", "staff"][..]),
            (Records::Kept, &[]),
        ] {
            pools.play(kind, false, records, &steps).unwrap();
            assert_eq!(pools.groups(0), expected, "{kind:?} {records:?}");
        }
    }
}

/// The address means somebody else by then: the invitation cannot be sent, and the group is given.
#[test]
fn a_group_that_was_given_before_a_resend_failed_was_given() {
    let invite = Step::Invite {
        by: By::Owner,
        address: test_pool::BOB,
        group: test_pool::CLIENTS,
        resend: false,
        named: None,
        force: false,
    };
    let federated = Step::FederatedSignIn {
        provider: 0,
        address: test_pool::BOB,
        maps_verified: true,
    };
    let set_password = Step::SetPassword {
        by: By::Owner,
        user: 1,
        temporary: true,
    };
    let resend = Step::Resend {
        by: By::Owner,
        user: 0,
        group: test_pool::SECRET,
    };
    let steps = [invite, federated, set_password, resend];
    let mut pools = TestPools::default();
    for records in [Records::None, Records::Kept, Records::Writable] {
        pools.play(Kind::Alias, false, records, &steps).unwrap();
        assert_eq!(pools.groups(0), ["clients", "secret"]);
    }
}
