//! Changes of texts, as the protocol has them.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use lsp_types::{
    DocumentChangeOperation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier,
    RenameFile, ResourceOp, TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use super::address::uri_of;
use super::site::Site;
use crate::diagnostic::LocatedEdit;

/// What a client can do with changes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Means {
    /// It takes them with the versions of the documents that they are for.
    pub versions: bool,
    /// It renames files.
    pub renames: bool,
}

/// These edits of the texts as they are now, and a file that gets another name after them.
///
/// `None` when one of the files is not there.
pub fn workspace_edit(
    site: &Site,
    edits: &[LocatedEdit],
    moved: Option<&(Arc<str>, Arc<str>)>,
    means: Means,
) -> Option<WorkspaceEdit> {
    let mut files: BTreeMap<&Arc<str>, Vec<&LocatedEdit>> = BTreeMap::new();
    for edit in edits {
        files.entry(&edit.place.path).or_default().push(edit);
    }
    let mut changes = Vec::new();
    for (path, mut edits) in files {
        edits.sort_by_key(|edit| edit.place.bytes);
        let lines = site.lines(path)?;
        let edit = |edit: &&LocatedEdit| {
            let (start, end) = edit.place.bytes;
            TextEdit::new(lines.span(&(start..end)), edit.replacement.clone())
        };
        changes.push((path, edits.iter().map(edit).collect::<Vec<_>>()));
    }
    // A client that renames files takes them in this form, whether it says so or not.
    if !means.versions && moved.is_none() {
        let changes = changes.into_iter().map(|(path, edits)| Some((site.uri(path)?, edits)));
        #[expect(clippy::mutable_key_type, reason = "the protocol’s own type")]
        let changes = changes.collect::<Option<HashMap<_, _>>>()?;
        return Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    let mut operations = Vec::new();
    for (path, edits) in changes {
        let version = site.document(path).map(|document| document.version);
        let text_document =
            OptionalVersionedTextDocumentIdentifier { uri: site.uri(path)?, version };
        let edits = edits.into_iter().map(OneOf::Left).collect();
        operations.push(DocumentChangeOperation::Edit(TextDocumentEdit { text_document, edits }));
    }
    if let Some((old, new)) = moved {
        operations.push(DocumentChangeOperation::Op(ResourceOp::Rename(RenameFile {
            old_uri: site.uri(old)?,
            new_uri: uri_of(&site.root.join(Path::new(&**new)))?,
            options: None,
            annotation_id: None,
        })));
    }
    let changes = DocumentChanges::Operations(operations);
    Some(WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() })
}
