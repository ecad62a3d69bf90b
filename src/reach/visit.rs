//! Goes to addresses and tells what answers there: several hosts at once, of each one address at a
//! time.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};
use ureq::http::{HeaderMap, Method, Request, Response, StatusCode, Uri, header};
use ureq::{Agent, Body};

use super::{Found, Seen};

/// How many hosts are asked at once.
const HOSTS_AT_ONCE: usize = 16;
/// How often an address is tried with `GET`, and how long is waited after the first failure; then twice as long.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(500);
/// How long a host may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a host may let us wait before we ask again.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Goes to each address once. `site` is the address of the site for which this is done; hosts are
/// told.
///
/// Fails when nothing answers anywhere, as then it is this machine that reaches nothing.
pub fn visit<'a>(addresses: impl Iterator<Item = &'a Arc<str>>, site: &str) -> Result<Seen> {
    let mut hosts = BTreeMap::<String, Vec<&Arc<str>>>::new();
    for address in addresses {
        let uri: Option<Uri> = address.parse().ok();
        let host = uri.as_ref().and_then(|uri| uri.authority()).map(|host| host.as_str().into());
        hosts.entry(host.unwrap_or_default()).or_default().push(address);
    }
    let workers = hosts.len().min(HOSTS_AT_ONCE);
    let waiting = Mutex::new(hosts.into_values().collect::<VecDeque<_>>());
    let seen = Mutex::new(Seen::new());
    let agent = agent(site);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                // Not held while the host is asked.
                let next = || lock(&waiting).pop_front();
                while let Some(host) = next() {
                    for address in host {
                        let found = look(&agent, address);
                        lock(&seen).insert(address.clone(), found);
                    }
                }
            });
        }
    });
    let seen = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
    let silent = |found: &Found| matches!(found, Found::Dead(why) | Found::Unreachable(why) if is_silence(why));
    if !seen.is_empty() && seen.values().all(silent) {
        bail!("nothing answers at any of the addresses; is this machine connected?");
    }
    Ok(seen)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn agent(site: &str) -> Agent {
    let name = concat!("whosays/", env!("CARGO_PKG_VERSION"));
    let user_agent = match site.is_ascii() {
        true => format!("{name} (checks links of {site})"),
        false => name.to_owned(),
    };
    Agent::config_builder()
        .http_status_as_error(false)
        .user_agent(user_agent)
        .accept("text/html, application/xhtml+xml, */*")
        .timeout_global(Some(PATIENCE))
        .build()
        .new_agent()
}

/// What is at an address. Hosts that answer `HEAD` with anything but yes are asked with `GET`, as
/// many know only that, and again if they fail. One that says when to come again is left alone so
/// long.
fn look(agent: &Agent, address: &str) -> Found {
    let mut pause = PAUSE;
    let mut waited = false;
    let (mut found, mut wait) = ask(agent, Method::HEAD, address);
    for number in 1..=TRIES {
        if found == Found::Fine || found == Found::Dead(NO_HOST.into()) {
            break;
        }
        match wait {
            Some(wait) if waited || wait > LONGEST_WAIT => break,
            Some(wait) => {
                waited = true;
                thread::sleep(wait);
            }
            None if number == 1 => {}
            None if matches!(found, Found::Unreachable(_)) => {
                thread::sleep(pause);
                pause *= 2;
            }
            None => break,
        }
        (found, wait) = ask(agent, Method::GET, address);
    }
    found
}

/// Asks once; also gives how long the host wants to be left alone, if it says so.
fn ask(agent: &Agent, method: Method, address: &str) -> (Found, Option<Duration>) {
    let answer = match Request::builder().method(method).uri(address).body(()) {
        Ok(request) => agent.run(request),
        Err(error) => return (Found::Dead(format!("this cannot be asked for: {error}")), None),
    };
    let wait = answer.as_ref().ok().and_then(|answer| retry_after(answer.headers()));
    (sort(&answer), wait)
}

/// Sorts an answer, or the lack of one.
fn sort(answer: &Result<Response<Body>, ureq::Error>) -> Found {
    match answer {
        Ok(answer) => sort_status(answer.status(), answer.headers()),
        Err(ureq::Error::HostNotFound) => Found::Dead(NO_HOST.into()),
        Err(ureq::Error::Io(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {
            Found::Unreachable(REFUSED.into())
        }
        Err(ureq::Error::Io(error)) if is_no_name(error) => Found::Dead(NO_HOST.into()),
        Err(ureq::Error::Timeout(_)) => Found::Unreachable(SILENCE.into()),
        Err(error) => Found::Unreachable(format!("the connection fails: {error}")),
    }
}

/// Whether the system says that nobody has the name of the host. There is no kind of error for it,
/// only words, and a number on Windows (WSAHOST_NOT_FOUND); a name server that fails for the moment
/// is something else.
fn is_no_name(error: &io::Error) -> bool {
    let text = error.to_string();
    text.contains("failed to lookup address information") && !text.contains("Temporary failure")
        || error.raw_os_error() == Some(11001)
}

fn sort_status(status: StatusCode, headers: &HeaderMap) -> Found {
    let told = match status.canonical_reason() {
        Some(reason) => format!("the host answers {} ({reason})", status.as_u16()),
        None => format!("the host answers {}", status.as_u16()),
    };
    match status.as_u16() {
        _ if headers.contains_key("cf-mitigated") => {
            Found::Blocked("the host asks for a proof that no program asks".into())
        }
        200..=299 => Found::Fine,
        404 | 410 => Found::Dead(told),
        401 | 402 | 403 | 407 | 429 | 451 | 999 => Found::Blocked(told),
        _ => Found::Unreachable(told),
    }
}

const NO_HOST: &str = "there is no such host";
const REFUSED: &str = "the host takes no connection";
const SILENCE: &str = "the host does not answer in time";

/// Whether nobody answered.
fn is_silence(why: &str) -> bool {
    why == NO_HOST || why == REFUSED || why == SILENCE || why.starts_with("the connection fails")
}

/// How long the host wants to be left alone, where it gives that in seconds.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_nobody_has_is_dead_and_a_silent_name_server_is_not() {
        let sorted = |why: &str| {
            let words = format!("failed to lookup address information: {why}");
            sort(&Err(ureq::Error::Io(io::Error::other(words))))
        };
        assert_eq!(sorted("Name or service not known"), Found::Dead(NO_HOST.into()));
        let moment = sorted("Temporary failure in name resolution");
        assert!(matches!(moment, Found::Unreachable(why) if is_silence(&why)));
    }

    #[test]
    fn what_is_blocked_is_not_dead() {
        let sorted =
            |status: u16| sort_status(StatusCode::from_u16(status).unwrap(), &HeaderMap::new());
        for status in [200, 204, 206] {
            assert_eq!(sorted(status), Found::Fine, "{status}");
        }
        for status in [404, 410] {
            assert!(matches!(sorted(status), Found::Dead(_)), "{status}");
        }
        for status in [401, 403, 429, 451, 999] {
            assert!(matches!(sorted(status), Found::Blocked(_)), "{status}");
        }
        for status in [400, 405, 500, 502, 503] {
            assert!(matches!(sorted(status), Found::Unreachable(_)), "{status}");
        }
        let mut wall = HeaderMap::new();
        wall.insert("cf-mitigated", "challenge".parse().unwrap());
        assert!(matches!(sort_status(StatusCode::SERVICE_UNAVAILABLE, &wall), Found::Blocked(_)));
    }
}
