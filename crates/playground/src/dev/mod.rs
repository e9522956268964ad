//! `invitations dev`: a user pool on this machine, with a page to follow an invitation on.
//!
//! | module | concept |
//! |---|---|
//! | [`Arguments`] | the options of the command |
//! | `setup` | the pools, the configuration and the hooks that the arguments ask for |
//! | `app_state` | what all routes of the page share |
//! | `server` | all routes, and who may use them |
//! | `page` | the files of the page, and of a stand-in for the team's app |
//! | `view` | what the page shows: settings, users, decisions of hooks |
//! | `decisions` | the decision of each run of a hook |
//! | `form` | what the buttons of the form do |
//! | `brand_origins`, `brand_pages` | the pages that mailed links lead to, and their addresses |
//! | `aws` | stand-ins for API Gateway, Lambda, CloudWatch Logs, the Parameter Store and SES |
//! | `administrator` | a user who may use the administrators' API |
//! | `startup_message` | endpoints and ready-made configuration for clients |

mod administrator;
mod app_state;
mod arguments;
mod aws;
mod brand_origins;
mod brand_pages;
mod decisions;
mod form;
mod page;
mod server;
mod setup;
mod startup_message;
mod view;

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::serve::ListenerExt;
use terminal::output::{print, remark};
use terminal::paint::Paint;
use terminal::stop::asked_to_stop;
use tokio::net::TcpListener;

pub use self::arguments::Arguments;
use self::startup_message::StartupMessage;

/// Serves until the command is stopped.
pub async fn run(arguments: &Arguments) -> Result<bool> {
    let address = arguments.address();
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("cannot listen on {address}; name another port with --port, or 0 for a free one")
    })?;
    let setup = setup::set_up(arguments, listener.local_addr()?.port())?;
    if arguments.listen_beyond_loopback_i_know_anyone_can_use_it {
        remark("Other machines can reach this server. It asks nobody for a password.");
    }
    let stopped = asked_to_stop()?;
    let message = StartupMessage {
        state: &setup.state,
    };
    print(&if arguments.json {
        message.json()
    } else {
        message.text(Paint::for_stdout())
    })?;
    let router = server::router(
        Arc::clone(&setup.state),
        Arc::clone(&setup.sites),
        Arc::clone(&setup.gateway),
        Arc::clone(&setup.lambda),
        Arc::clone(&setup.logs),
    );
    // Answers are small, so send each at once. If this fails, it only costs time.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let served = tokio::select! {
        served = async { axum::serve(listener, router).await } => served.map_err(Into::into),
        () = stopped => Ok(()),
    };
    setup.state.hooks.shutdown().await;
    setup.gateway.admin_api.shutdown().await;
    served.map(|()| true)
}
