//! EventBridge's `DescribeEventBus`: reads an event bus. Every bus exists here.

use serde_json::{Value, json};

use crate::operations::answer::pool_type::ACCOUNT;
use crate::operations::put_events::DEFAULT_BUS;
use crate::operations::request::members::Members;
use crate::operations::request::validation::Shape;
use crate::state::context::Context;
use crate::state::error::ApiError;

pub(crate) async fn handle(context: &Context, members: Members) -> Result<Value, ApiError> {
    let bus = members.read(|members| members.optional("Name", Shape::EventBus))?;
    let bus = bus.as_deref().unwrap_or(DEFAULT_BUS);
    let (of_arn, name) = match bus.split_once(":event-bus/") {
        Some((_, name)) => (Some(bus), name),
        None => (None, bus),
    };
    let region = context.region.as_deref().unwrap_or("local");
    let arn = of_arn.map_or_else(
        || format!("arn:aws:events:{region}:{ACCOUNT}:event-bus/{name}"),
        str::to_owned,
    );
    Ok(json!({ "Name": name, "Arn": arn }))
}
