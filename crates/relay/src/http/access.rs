//! Launch codes, sessions and the bearer token: who has been let in.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};

use crate::http::secret::Secret;

/// Links printed and not used yet. The oldest gives way.
const MAX_LAUNCH_CODES: usize = 16;

/// Browsers let in. The oldest gives way.
const MAX_BROWSER_SESSIONS: usize = 32;

/// Who has been let in, and how one gets in.
#[derive(Debug)]
pub(crate) struct Access {
    cookie_name: String,
    bearer: Secret,
    issued: Mutex<Issued>,
}

#[derive(Debug, Default)]
struct Issued {
    launch_codes: Vec<Secret>,
    sessions: Vec<Secret>,
}

impl Access {
    /// Nobody is let in yet. The port is in the cookie's name because browsers share cookies between the ports of a
    /// host: two instances must not log each other out.
    pub(crate) fn new(port: u16) -> Self {
        Self {
            cookie_name: format!("dps-playground-{port}"),
            bearer: Secret::random(),
            issued: Mutex::default(),
        }
    }

    /// The token for scripts.
    pub(crate) fn bearer(&self) -> &str {
        self.bearer.expose()
    }

    /// A new launch code, good for one exchange.
    pub(crate) fn launch_code(&self) -> Secret {
        let code = Secret::random();
        push(
            &mut self.issued().launch_codes,
            code.clone(),
            MAX_LAUNCH_CODES,
        );
        code
    }

    /// Exchanges a launch code for the `Set-Cookie` value of a new session. A code is good once.
    ///
    /// D6: a link that is seen later, in a terminal, a history or a screenshot, lets nobody in. No script reads the
    /// cookie, and no other site's request carries it.
    pub(crate) fn exchange(&self, launch_code: &str) -> Option<String> {
        let mut issued = self.issued();
        let position = position(&issued.launch_codes, launch_code)?;
        issued.launch_codes.remove(position);
        let session = Secret::random();
        push(&mut issued.sessions, session.clone(), MAX_BROWSER_SESSIONS);
        Some(format!(
            "{}={}; HttpOnly; SameSite=Strict; Path=/",
            self.cookie_name,
            session.expose()
        ))
    }

    /// Whether the request carries the bearer token.
    pub(crate) fn has_bearer(&self, headers: &HeaderMap) -> bool {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let token = values
            .next()
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "));
        values.next().is_none() && token.is_some_and(|token| self.bearer.matches(token))
    }

    /// Whether the request carries the cookie of a session.
    pub(crate) fn has_session(&self, headers: &HeaderMap) -> bool {
        let issued = self.issued();
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| *name == self.cookie_name)
            .any(|(_, token)| position(&issued.sessions, token).is_some())
    }

    fn issued(&self) -> MutexGuard<'_, Issued> {
        self.issued.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Compares with every secret, also after a match.
fn position(secrets: &[Secret], candidate: &str) -> Option<usize> {
    secrets
        .iter()
        .enumerate()
        .fold(None, |found, (index, secret)| {
            if secret.matches(candidate) {
                Some(index)
            } else {
                found
            }
        })
}

fn push(secrets: &mut Vec<Secret>, secret: Secret, limit: usize) {
    if secrets.len() == limit {
        secrets.remove(0);
    }
    secrets.push(secret);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        headers
    }

    fn cookie_of(set_cookie: &str) -> String {
        set_cookie.split(';').next().unwrap().to_string()
    }

    // A18: the rule alone.
    #[test]
    fn a_launch_code_is_good_once() {
        let access = Access::new(8080);
        let code = access.launch_code();
        let set_cookie = access.exchange(code.expose()).unwrap();
        assert!(set_cookie.starts_with("dps-playground-8080="));
        assert!(set_cookie.ends_with("; HttpOnly; SameSite=Strict; Path=/"));
        assert_eq!(access.exchange(code.expose()), None);
        assert_eq!(access.exchange(""), None);
        assert!(access.has_session(&headers("cookie", &cookie_of(&set_cookie))));
    }

    // A16, A17: the rule alone.
    #[test]
    fn wrong_cookies_and_tokens() {
        let access = Access::new(8080);
        let set_cookie = access.exchange(access.launch_code().expose()).unwrap();
        let cookie = cookie_of(&set_cookie);
        let value = cookie.split_once('=').unwrap().1;
        for wrong in [
            String::new(),
            "dps-playground-8080=".into(),
            format!("dps-playground-8080={}", "A".repeat(value.len())),
            format!("dps-playground-8081={value}"),
            format!("dps-playground-8080={value}A"),
            value.to_string(),
        ] {
            assert!(!access.has_session(&headers("cookie", &wrong)), "{wrong}");
        }
        let among_others = format!("a=b; {cookie}; c=d");
        assert!(access.has_session(&headers("cookie", &among_others)));

        let bearer = access.bearer();
        assert!(access.has_bearer(&headers("authorization", &format!("Bearer {bearer}"))));
        for wrong in [
            String::new(),
            "Bearer ".into(),
            bearer.to_string(),
            format!("bearer {bearer}"),
            format!("Bearer {}", "A".repeat(bearer.len())),
        ] {
            assert!(!access.has_bearer(&headers("authorization", &wrong)));
        }
    }

    #[test]
    fn unused_links_and_old_browsers_give_way() {
        let access = Access::new(1);
        let first = access.launch_code();
        for _ in 0..MAX_LAUNCH_CODES {
            access.launch_code();
        }
        assert_eq!(access.exchange(first.expose()), None);

        let enter = || cookie_of(&access.exchange(access.launch_code().expose()).unwrap());
        let cookie = enter();
        for _ in 0..MAX_BROWSER_SESSIONS {
            assert!(access.has_session(&headers("cookie", &cookie)));
            enter();
        }
        assert!(!access.has_session(&headers("cookie", &cookie)));
    }
}
