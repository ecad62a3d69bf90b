//! Starts `whosays lsp` in Zed.

use zed_extension_api::{Command, Extension, LanguageServerId, Result, Worktree, register_extension};

struct Whosays;

impl Extension for Whosays {
    fn new() -> Self {
        Whosays
    }

    fn language_server_command(
        &mut self,
        _server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Command> {
        let command = worktree.which("whosays").ok_or("`whosays` is not on the path")?;
        Ok(Command { command, args: vec!["lsp".into()], env: worktree.shell_env() })
    }
}

register_extension!(Whosays);
