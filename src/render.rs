use crate::model::Model;
use crate::source::Sources;
use anyhow::Result;
pub type Sink<'a> = dyn Fn(&str, &[u8]) -> Result<()> + Sync + 'a;
pub fn site(_: &Model, _: &Sources, sink: &Sink) -> Result<()> {
    sink("index.html", b"<!DOCTYPE html>")
}
