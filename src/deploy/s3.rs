//! A bucket of an S3-compatible store as a target.
//!
//! Objects are told apart by their entity tags, which are the MD5 of what was put, unless the store
//! encrypts with keys of a service of its own (SSE-KMS); such a bucket is refused at its first file.

use std::env;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use md5::{Digest, Md5};
use rusty_s3::actions::ListObjectsV2;
use rusty_s3::{Credentials, S3Action, UrlStyle};
use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body};

use super::record::{self, Record};
use super::transfer::{self, Store};
use super::{Built, Done, Fingerprint, Fingerprints, Holdings, Publication, Target};
use crate::content as settings;
use crate::hash::{hex, sha256};
use crate::{hosting, media_type};

/// How many files are sent at once.
const AT_ONCE: usize = 8;
/// How often a request is tried, and how long is waited after the first failure; then twice as long.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(500);
/// How long a signed request is good for.
const SIGNED_FOR: Duration = Duration::from_secs(300);
/// How long a request may take, the sending of a file apart.
const PATIENCE: Duration = Duration::from_secs(60);

/// A bucket that a site is published to.
#[derive(Debug)]
pub struct Bucket {
    bucket: rusty_s3::Bucket,
    credentials: Credentials,
    /// What all keys begin with: nothing, or a path with a slash at its end.
    prefix: String,
    agent: Agent,
}

impl Bucket {
    /// The bucket of the settings, with the credentials in the environment: `AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY` and, if it is set, `AWS_SESSION_TOKEN`.
    ///
    /// Fails without these, and when there can be no such bucket.
    pub fn open(settings: &settings::Bucket) -> Result<Bucket> {
        let name = settings.bucket.to_string();
        let region = settings.region.as_deref().unwrap_or("us-east-1").to_owned();
        let (endpoint, style) = match &settings.endpoint {
            Some(endpoint) => (endpoint.to_string(), UrlStyle::Path),
            // No certificate is for a name with a dot in it.
            None if name.contains('.') => (amazon(&region), UrlStyle::Path),
            None => (amazon(&region), UrlStyle::VirtualHost),
        };
        let endpoint = endpoint.parse().with_context(|| format!("`{endpoint}` is no address"))?;
        let bucket = rusty_s3::Bucket::new(endpoint, style, name.clone(), region)
            .with_context(|| format!("there can be no bucket `{name}`"))?;
        let prefix = settings.prefix.as_deref().unwrap_or_default().trim_matches('/');
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(concat!("whosays/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(PATIENCE))
            .timeout_recv_response(Some(PATIENCE))
            .timeout_per_read(Some(PATIENCE))
            .timeout_per_write(Some(PATIENCE))
            .build()
            .new_agent();
        Ok(Bucket { bucket, credentials: credentials()?, prefix, agent })
    }

    fn key(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// All objects of the site’s part of the bucket, by path.
    fn list(&self) -> Result<Vec<(String, Fingerprint)>> {
        let mut found = Vec::new();
        let mut token = None;
        loop {
            let mut action = self.bucket.list_objects_v2(Some(&self.credentials));
            action.with_prefix(&*self.prefix);
            if let Some(token) = token {
                action.with_continuation_token(token);
            }
            let mut answer =
                self.ask(|| self.agent.get(action.sign(SIGNED_FOR).as_str()).call())?;
            let page = ListObjectsV2::parse_response(&in_namespace(&text(&mut answer)?))
                .context("the store gives a list in no known form")?;
            for object in page.contents {
                let path = object.key.strip_prefix(&self.prefix).unwrap_or(&object.key);
                // Some programs put an empty object there for a folder.
                if !path.ends_with('/') && !path.is_empty() {
                    found.push((path.into(), plain(object.etag.as_deref().unwrap_or_default())));
                }
            }
            token = page.next_continuation_token;
            if token.is_none() {
                return Ok(found);
            }
        }
    }

    /// The content of an object.
    fn get(&self, path: &str) -> Result<Vec<u8>> {
        let key = self.key(path);
        let action = self.bucket.get_object(Some(&self.credentials), &key);
        let mut answer = self.ask(|| self.agent.get(action.sign(SIGNED_FOR).as_str()).call())?;
        Ok(answer.body_mut().with_config().limit(u64::MAX).read_to_vec()?)
    }

    /// Puts an object, and holds what the store has against what was sent.
    fn send(&self, path: &str, bytes: &[u8], kind: &str, cache: &str) -> Result<()> {
        let key = self.key(path);
        let mut action = self.bucket.put_object(Some(&self.credentials), &key);
        action.headers_mut().insert("content-type", kind);
        action.headers_mut().insert("cache-control", cache);
        let answer = self
            .ask(|| {
                let request = self.agent.put(action.sign(SIGNED_FOR).as_str());
                let request = request.header(header::CONTENT_TYPE, kind);
                request.header(header::CACHE_CONTROL, cache).send(bytes)
            })
            .with_context(|| format!("cannot write `{path}`"))?;
        let tag = answer.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
        ensure!(
            tag.map(plain) == Some(md5(bytes)),
            "the store tells `{path}` by something else than its MD5, as it does with SSE-KMS, so that \
             nobody can tell later what stands there; let the bucket use SSE-S3, or no encryption"
        );
        Ok(())
    }

    /// Makes a request, again if the store or the way to it fails for the moment.
    ///
    /// Fails when there is no answer that says yes.
    fn ask(
        &self,
        request: impl Fn() -> Result<Response<Body>, ureq::Error>,
    ) -> Result<Response<Body>> {
        let mut pause = PAUSE;
        for _ in 1..TRIES {
            match request() {
                Ok(answer) if !is_passing(answer.status()) => return accept(answer),
                Ok(_) => {}
                Err(error) if is_final(&error) => break,
                Err(_) => {}
            }
            thread::sleep(pause);
            pause *= 2;
        }
        let name = self.name();
        request().with_context(|| format!("cannot reach {name}")).and_then(accept)
    }
}

impl Target for Bucket {
    fn name(&self) -> String {
        let base = self.bucket.base_url();
        format!("the bucket `{}` at {base}{}", self.bucket.name(), self.prefix)
    }

    fn fingerprints(&self, built: &Built) -> Result<Fingerprints> {
        built.hashes().keys().map(|path| Ok((path.clone(), md5(&built.bytes(path)?)))).collect()
    }

    fn holdings(&mut self, _: &Fingerprints) -> Result<Holdings> {
        let mut holdings = Holdings::default();
        for (path, tag) in self.list()? {
            if path == record::NAME {
                holdings.record = Some(Record::read(self.get(&path)?, &self.name())?);
            } else {
                holdings.files.insert(path, Some(tag));
            }
        }
        Ok(holdings)
    }

    fn apply(&mut self, publication: &Publication) -> Result<Done> {
        transfer::run(self, publication, AT_ONCE)
            .with_context(|| format!("not all was written to {}", self.name()))?;
        Ok(Done::default())
    }
}

impl Store for Bucket {
    fn put(&self, path: &str, bytes: &[u8], _: bool) -> Result<()> {
        let cache = hosting::cache_control(path, &sha256(bytes));
        self.send(path, bytes, &media_type::of(path), cache)
    }

    fn remove(&self, path: &str) -> Result<()> {
        let key = self.key(path);
        let action = self.bucket.delete_object(Some(&self.credentials), &key);
        self.ask(|| self.agent.delete(action.sign(SIGNED_FOR).as_str()).call())
            .with_context(|| format!("cannot remove `{path}`"))?;
        Ok(())
    }

    fn put_record(&self, record: &Record) -> Result<()> {
        let text = record.to_string();
        self.send(record::NAME, text.as_bytes(), "text/plain; charset=utf-8", hosting::REVALIDATE)
    }
}

fn amazon(region: &str) -> String {
    format!("https://s3.{region}.amazonaws.com")
}

fn credentials() -> Result<Credentials> {
    let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let needed = |name: &str| {
        variable(name).with_context(|| format!("a bucket needs {name} in the environment"))
    };
    let (key, secret) = (needed("AWS_ACCESS_KEY_ID")?, needed("AWS_SECRET_ACCESS_KEY")?);
    Ok(match variable("AWS_SESSION_TOKEN") {
        Some(token) => Credentials::new_with_token(key, secret, token),
        None => Credentials::new(key, secret),
    })
}

fn md5(bytes: &[u8]) -> Fingerprint {
    hex(&Md5::digest(bytes))
}

/// An entity tag without its quotation marks, which some stores write as they stand in XML.
fn plain(tag: &str) -> Fingerprint {
    tag.replace("&quot;", "").trim_matches('"').to_ascii_lowercase()
}

/// A list in the namespace of Amazon’s, where a store names another, as that of Google does.
fn in_namespace(list: &str) -> String {
    const OTHER: &str = "http://doc.s3.amazonaws.com/2006-03-01";
    const AMAZON: &str = "http://s3.amazonaws.com/doc/2006-03-01/";
    let mut list = list.to_owned();
    for quote in ['"', '\''] {
        for end in ["/", ""] {
            let other = format!("xmlns={quote}{OTHER}{end}{quote}");
            list = list.replacen(&other, &format!("xmlns={quote}{AMAZON}{quote}"), 1);
        }
    }
    list
}

/// Whether another try may have another answer.
fn is_passing(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT)
}

/// Whether another try must have the same end.
fn is_final(error: &ureq::Error) -> bool {
    use ureq::Error::{BadUri, HostNotFound, Http};
    matches!(error, BadUri(_) | HostNotFound | Http(_))
}

/// Fails with the words of the store if it said no.
fn accept(mut answer: Response<Body>) -> Result<Response<Body>> {
    let status = answer.status();
    if status.is_success() {
        return Ok(answer);
    }
    let said = text(&mut answer).unwrap_or_default();
    let part = |name: &str| {
        let rest = said.split_once(&format!("<{name}>"))?.1;
        Some(rest.split_once(&format!("</{name}>"))?.0)
    };
    match (part("Code"), part("Message")) {
        (Some(code), Some(message)) => bail!("the store says {status}: {code}: {message}"),
        (Some(code), None) => bail!("the store says {status}: {code}"),
        _ => bail!("the store says {status}"),
    }
}

fn text(answer: &mut Response<Body>) -> Result<String> {
    answer.body_mut().read_to_string().context("the answer of the store cannot be read")
}
