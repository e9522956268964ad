//! One process and its Runtime API.

use std::{
    net::Ipv4Addr,
    process::{ExitStatus, Stdio},
    time::{Duration, Instant},
};

use axum::body::Bytes;
use tokio::{
    net::TcpListener,
    process::{Child, Command},
    sync::{mpsc, oneshot},
    task::JoinSet,
    time::timeout,
};

use crate::{
    HostError, HostedFunction, InvocationResult, Output, environment, request_id,
    runtime_api::{self, Event, Report},
};

/// One process of a function with a Runtime API of its own: what Lambda calls an execution
/// environment.
///
/// [`Host`](crate::Host) keeps workers warm and is what most callers want. A worker by itself is
/// for measuring: it says when its process was spawned and when it first answered, and the
/// process's id leads to the rest. Dropping it kills the process.
#[derive(Debug)]
pub struct Worker {
    function_arn: String,
    timeout: Duration,
    init_timeout: Duration,
    child: Child,
    reports: mpsc::Receiver<Report>,
    /// The listener's task; its connections end with the process.
    _server: JoinSet<()>,
    readers: JoinSet<()>,
    has_polled: bool,
    /// Where the process waits for an event, once [`Worker::ready`] saw it.
    waiting: Option<oneshot::Sender<Event>>,
    spawned_at: Instant,
    first_answer_at: Option<Instant>,
}

impl Worker {
    /// Starts a process. It returns at once; the process initializes meanwhile.
    pub async fn start(function: &HostedFunction, output: &Output) -> Result<Self, HostError> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(HostError::Listen)?;
        let address = listener.local_addr().map_err(HostError::Listen)?;

        let mut command = Command::new(&function.program);
        command
            .args(&function.arguments)
            .stdin(Stdio::null())
            .kill_on_drop(true);
        environment::apply(&mut command, function, address);
        output.direct(&mut command)?;

        let (sender, reports) = mpsc::channel(1);
        let mut server = JoinSet::new();
        server.spawn(async move {
            // It only ends by being aborted with the worker.
            let _ = axum::serve(listener, runtime_api::router(sender)).await;
        });

        let spawned_at = Instant::now();
        let mut child = command.spawn().map_err(|source| HostError::Start {
            function: function.name.clone(),
            program: function.program.clone(),
            source,
        })?;
        Ok(Self {
            function_arn: function.arn(),
            timeout: function.timeout,
            init_timeout: function.init_timeout,
            readers: output.collect(&mut child),
            child,
            reports,
            _server: server,
            has_polled: false,
            waiting: None,
            spawned_at,
            first_answer_at: None,
        })
    }

    /// Hands the process an event and waits for what comes of it, within the function's limits.
    ///
    /// After an answer or a reported error the process waits for the next event. After every
    /// other outcome it is gone, as in Lambda; see [`Worker::is_running`].
    pub async fn invoke(&mut self, payload: impl Into<Bytes>) -> InvocationResult {
        let event = Event {
            request_id: request_id::next(),
            function_arn: self.function_arn.clone(),
            timeout: self.timeout,
            payload: payload.into(),
        };
        let request_id = event.request_id.clone();
        let end = match self.run(event).await {
            Ok(outcome) => return outcome,
            Err(end) => end,
        };
        self.kill().await;
        match end {
            End::InitError(outcome) => outcome,
            End::TimedOut(limit) => InvocationResult::timed_out(&request_id, limit),
            End::Exited(status) => InvocationResult::exited(&request_id, status, !self.has_polled),
        }
    }

    /// Waits until the process asks for an event: in Lambda, the end of its initialization. `false`
    /// where it ends, reports an error or takes too long before that, which the next invocation
    /// tells.
    pub async fn ready(&mut self) -> bool {
        if self.waiting.is_none() {
            let poll = timeout(self.init_timeout, self.poll()).await;
            self.waiting = poll.ok().and_then(Result::ok);
        }
        self.waiting.is_some()
    }

    /// The process's id; absent once it has ended.
    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// Just before the process was spawned.
    pub fn spawned_at(&self) -> Instant {
        self.spawned_at
    }

    /// When the first answer or error of the process was complete.
    pub fn first_answer_at(&self) -> Option<Instant> {
        self.first_answer_at
    }

    /// Whether the process can take another event.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Kills the process if it still runs, and waits until it is gone and its output is complete.
    pub async fn stop(mut self) {
        self.kill().await;
    }

    async fn run(&mut self, mut event: Event) -> Result<InvocationResult, End> {
        let request_id = event.request_id.clone();
        // A poll is dead if the process hung up since; then the next one takes the event.
        loop {
            let poll = match self.waiting.take() {
                Some(poll) => poll,
                None => timeout(self.init_timeout, self.poll())
                    .await
                    .map_err(|_| End::TimedOut(self.init_timeout))??,
            };
            match poll.send(event) {
                Ok(()) => break,
                Err(returned) => event = returned,
            }
        }
        let outcome = timeout(self.timeout, self.outcome_of(&request_id)).await;
        outcome.map_err(|_| End::TimedOut(self.timeout))?
    }

    async fn poll(&mut self) -> Result<oneshot::Sender<Event>, End> {
        loop {
            match self.report().await? {
                Report::Polled(poll) => {
                    self.has_polled = true;
                    return Ok(poll);
                }
                Report::InitError(outcome) => return Err(End::InitError(outcome)),
                // An answer to nothing: dropping it refuses it.
                Report::Done { .. } => {}
            }
        }
    }

    async fn outcome_of(&mut self, event: &str) -> Result<InvocationResult, End> {
        loop {
            match self.report().await? {
                Report::Done {
                    request_id,
                    outcome,
                    accepted,
                } if request_id == event => {
                    self.first_answer_at.get_or_insert_with(Instant::now);
                    // The process may have gone without waiting; its answer counts all the same.
                    let _ = accepted.send(true);
                    return Ok(outcome);
                }
                Report::InitError(outcome) => return Err(End::InitError(outcome)),
                // Another event's answer, or a poll before the answer: dropping it refuses it.
                Report::Done { .. } | Report::Polled(_) => {}
            }
        }
    }

    /// What the process says next, or its end. What it said before its end comes first.
    async fn report(&mut self) -> Result<Report, End> {
        tokio::select! {
            biased;
            Some(report) = self.reports.recv() => Ok(report),
            status = self.child.wait() => Err(End::Exited(status.ok())),
        }
    }

    async fn kill(&mut self) {
        // It fails for a process that is gone already, which is what is wanted.
        let _ = self.child.kill().await;
        let rest = async { while self.readers.join_next().await.is_some() {} };
        // The pipes stay open as long as a process that the function left behind holds them.
        if timeout(OUTPUT_GRACE, rest).await.is_err() {
            self.readers.abort_all();
        }
    }
}

/// How long the output of an ended process is waited for.
const OUTPUT_GRACE: Duration = Duration::from_secs(1);

/// Why a process takes no more events.
enum End {
    InitError(InvocationResult),
    TimedOut(Duration),
    Exited(Option<ExitStatus>),
}
