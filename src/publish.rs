use anyhow::Result;
use std::path::Path;
#[derive(Debug)]
pub struct Summary {
    pub files: usize,
    pub bytes: u64,
}
pub struct Publication;
impl Publication {
    pub fn begin(_root: &Path, _out: &Path) -> Result<Publication> {
        Ok(Publication)
    }
    pub fn write(&self, _path: &str, _bytes: &[u8]) -> Result<()> {
        Ok(())
    }
    pub fn finish(self) -> Result<Summary> {
        Ok(Summary { files: 0, bytes: 0 })
    }
}
