use std::path::Path;
fn main() -> anyhow::Result<()> {
    let sources = whosays::source::Sources::read(Path::new("."))?;
    let analysis = whosays::analyze(&sources, &whosays::Options::default());
    eprint!("{}", whosays::diagnostic::show(&sources, &analysis.diagnostics, false));
    let (errors, warnings) = whosays::diagnostic::counts(&analysis.diagnostics);
    eprintln!("{errors} errors, {warnings} warnings");
    if let Some(model) = analysis.sound_model() {
        whosays::render::site(model, &sources, &|path, bytes| {
            let path = Path::new("public").join(path);
            std::fs::create_dir_all(path.parent().unwrap())?;
            Ok(std::fs::write(path, bytes)?)
        })?;
    }
    Ok(())
}
