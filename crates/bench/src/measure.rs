//! Cold starts and warm loops.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use lambda_host::{Bytes, HostedFunction, InvocationResult, Output, Worker};

use crate::contender::Contender;
use crate::cpu_share::CpuShare;
use crate::figures::{Figures, Spread, median};
use crate::job::Job;
use crate::process;
use crate::test_pool::TestPool;

/// How many invocations a function gets before it is the next one's turn: few enough that noise
/// hits all alike, and enough that the processor's caches are warm, as in a busy function.
const TURN: u32 = 100;

/// How many starts with a full processor there are for one whose first event has a share: such a
/// start takes long.
const STARTS_PER_SHARED_START: u32 = 4;

/// A contender and its figures.
#[derive(Debug)]
pub(crate) struct Measured<'a> {
    pub(crate) contender: &'a Contender,
    pub(crate) figures: Figures,
}

/// What one run measured.
#[derive(Debug)]
pub(crate) struct Measurements<'a> {
    pub(crate) measured: Vec<Measured<'a>>,
    /// How functions were given a share of a processor.
    pub(crate) shared_by: &'static str,
}

/// Measures all contenders, turn by turn, so that noise hits all alike.
pub(crate) async fn all<'a>(
    contenders: &'a [Contender],
    pool: &TestPool,
    starts: NonZeroU32,
    invocations: NonZeroU32,
) -> Result<Measurements<'a>> {
    let mut shared_by = "";
    let mut cold: Vec<ColdStarts> = contenders.iter().map(|_| ColdStarts::default()).collect();
    for _ in 0..starts.get() {
        for (contender, cold) in contenders.iter().zip(&mut cold) {
            let start = settled_start(&contender.plain, contender.job, pool).await?;
            cold.first_answers.push(start.first_answer);
            cold.cpu.push(start.cpu);
            cold.memory.push(start.memory);
            cold.aws_calls = start.aws_calls;
            if let Some(function) = &contender.over_tls {
                let start = settled_start(function, contender.job, pool).await?;
                cold.over_tls.push(start.first_answer);
            }
        }
    }
    for _ in 0..starts.get().div_ceil(STARTS_PER_SHARED_START) {
        for (contender, cold) in contenders.iter().zip(&mut cold) {
            let start = shared_start(contender, pool).await?;
            cold.ready.push(start.ready);
            cold.first_events.push(start.first_event);
            shared_by = start.shared_by;
        }
    }
    let warm = warm(contenders, pool, invocations).await?;

    let measured = contenders
        .iter()
        .zip(cold)
        .zip(warm)
        .map(|((contender, cold), warm)| {
            let figures = Figures {
                first_answer: Spread::of(cold.first_answers)?,
                first_answer_over_tls: Spread::of(cold.over_tls),
                ready: median(cold.ready)?,
                first_event: median(cold.first_events)?,
                cpu_first: median(cold.cpu)?,
                memory_first: median(cold.memory)?,
                memory_warm: warm.memory,
                cpu_warm: warm.cpu,
                aws_calls: cold.aws_calls,
            };
            Some(Measured { contender, figures })
        });
    let measured = measured.collect::<Option<_>>();
    Ok(Measurements {
        measured: measured.context("nothing was measured")?,
        shared_by,
    })
}

#[derive(Default)]
struct ColdStarts {
    first_answers: Vec<Duration>,
    over_tls: Vec<Duration>,
    ready: Vec<Duration>,
    first_events: Vec<Duration>,
    cpu: Vec<Duration>,
    memory: Vec<u64>,
    aws_calls: usize,
}

struct ColdStart {
    first_answer: Duration,
    cpu: Duration,
    memory: u64,
    aws_calls: usize,
}

/// The second of two cold starts. The first one finds the processor's caches as another function
/// left them, and anybody who comes after a large one would pay for it.
async fn settled_start(function: &HostedFunction, job: Job, pool: &TestPool) -> Result<ColdStart> {
    cold_start(function, job, pool).await?;
    cold_start(function, job, pool).await
}

async fn cold_start(function: &HostedFunction, job: Job, pool: &TestPool) -> Result<ColdStart> {
    let event = job.event(pool.token());
    pool.prepare(job.users(pool))?;
    let mut worker = Worker::start(function, &Output::discard()).await?;
    let outcome = worker.invoke(event).await;
    let cpu = worker.pid().map(process::cpu_time);
    check(&outcome, function, job, pool)?;
    let answered = worker
        .first_answer_at()
        .context("a function answered at no time")?;
    let start = ColdStart {
        first_answer: answered.duration_since(worker.spawned_at()),
        cpu: cpu.context("a function ended by itself")??,
        memory: process::peak_memory(pid(&worker)?)?,
        aws_calls: pool.aws_calls(),
    };
    worker.stop().await;
    Ok(start)
}

/// A start as in Lambda: a full processor until the function asks for its first event, and then what
/// its memory buys.
struct SharedStart {
    ready: Duration,
    first_event: Duration,
    shared_by: &'static str,
}

async fn shared_start(contender: &Contender, pool: &TestPool) -> Result<SharedStart> {
    let function = contender.over_tls.as_ref().unwrap_or(&contender.plain);
    let job = contender.job;
    cold_start(function, job, pool).await?;
    pool.prepare(job.users(pool))?;
    let mut worker = Worker::start(function, &Output::discard()).await?;
    ensure!(worker.ready().await, "{} does not start", function.name);
    let ready = worker.spawned_at().elapsed();
    let share = CpuShare::give(pid(&worker)?)?;
    let begun = Instant::now();
    let outcome = worker.invoke(job.event(pool.token())).await;
    let answered = worker
        .first_answer_at()
        .context("a function answered at no time")?;
    worker.stop().await;
    let shared_by = share.means();
    drop(share);
    check(&outcome, function, job, pool)?;
    Ok(SharedStart {
        ready,
        shared_by,
        first_event: answered.duration_since(begun),
    })
}

struct Warm {
    cpu: Duration,
    memory: u64,
}

async fn warm(
    contenders: &[Contender],
    pool: &TestPool,
    invocations: NonZeroU32,
) -> Result<Vec<Warm>> {
    let mut runners = Vec::new();
    for contender in contenders {
        runners.push(Runner {
            function: &contender.plain,
            job: contender.job,
            event: contender.job.event(pool.token()),
            worker: Worker::start(&contender.plain, &Output::discard()).await?,
        });
    }
    take_turns(&mut runners, pool, invocations.get().div_ceil(10)).await?;
    let before: Vec<Duration> = runners
        .iter()
        .map(Runner::cpu_time)
        .collect::<Result<_>>()?;
    take_turns(&mut runners, pool, invocations.get()).await?;

    let mut figures = Vec::new();
    for (runner, before) in runners.into_iter().zip(before) {
        figures.push(Warm {
            cpu: runner.cpu_time()?.saturating_sub(before) / invocations.get(),
            memory: process::peak_memory(pid(&runner.worker)?)?,
        });
        runner.worker.stop().await;
    }
    Ok(figures)
}

struct Runner<'a> {
    function: &'a HostedFunction,
    job: Job,
    event: Bytes,
    worker: Worker,
}

impl Runner<'_> {
    fn cpu_time(&self) -> Result<Duration> {
        process::cpu_time(pid(&self.worker)?)
    }

    async fn invoke(&mut self, pool: &TestPool) -> Result<()> {
        pool.prepare(self.job.users(pool))?;
        let outcome = self.worker.invoke(self.event.clone()).await;
        check(&outcome, self.function, self.job, pool)
    }
}

async fn take_turns(runners: &mut [Runner<'_>], pool: &TestPool, invocations: u32) -> Result<()> {
    let mut left = invocations;
    while left > 0 {
        let turn = left.min(TURN);
        for runner in runners.iter_mut() {
            for _ in 0..turn {
                runner.invoke(pool).await?;
            }
        }
        left -= turn;
    }
    Ok(())
}

/// Refuses figures of a function that did not do its job.
fn check(
    outcome: &InvocationResult,
    function: &HostedFunction,
    job: Job,
    pool: &TestPool,
) -> Result<()> {
    let InvocationResult::Answer(answer) = outcome else {
        bail!(
            "{} failed: {}",
            function.name,
            String::from_utf8_lossy(outcome.payload())
        );
    };
    let answer = serde_json::from_slice(answer)?;
    ensure!(
        job.is_done(&answer, pool),
        "{} did not do its job and answered {answer}",
        function.name
    );
    Ok(())
}

fn pid(worker: &Worker) -> Result<u32> {
    worker.pid().context("a function ended by itself")
}
