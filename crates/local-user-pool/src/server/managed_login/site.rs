//! Which pool a request is for.

use std::collections::BTreeMap;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::server::local_user_pool::LocalUserPool;

/// The pool that a request is for.
pub(super) struct Site {
    pub(super) pool_id: String,
    /// What the paths of its endpoints begin with.
    base: String,
}

impl Site {
    /// The path of one of the pool's endpoints.
    pub(super) fn path(&self, endpoint: &str) -> String {
        format!("{}/{endpoint}", self.base)
    }

    /// The path that the pool's cookies are for.
    pub(super) fn cookie_path(&self) -> String {
        format!("{}/", self.base)
    }
}

impl FromRequestParts<LocalUserPool> for Site {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        local: &LocalUserPool,
    ) -> Result<Self, Response> {
        let named: Option<Path<BTreeMap<String, String>>> =
            Option::from_request_parts(parts, local)
                .await
                .unwrap_or(None);
        let named = named.and_then(|Path(mut names)| names.remove("pool"));
        let state = local.lock();
        let pool = match &named {
            Some(id) => state.pools.pool(id).ok(),
            None => domain(&parts.headers).and_then(|name| state.pools.pool_of_domain(&name)),
        };
        let pool = pool.filter(|pool| pool.domain.is_some()).ok_or_else(|| {
            let sentence = "No user pool has its managed login here.\n";
            (StatusCode::NOT_FOUND, sentence).into_response()
        })?;
        Ok(Self {
            pool_id: pool.id.clone(),
            base: named.map(|id| format!("/{id}")).unwrap_or_default(),
        })
    }
}

/// The pool's domain in the name that the request is for: `example` of `example.localhost:8787`.
fn domain(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let host = host.split(':').next()?.to_ascii_lowercase();
    host.strip_suffix(".localhost").map(str::to_owned)
}
