//! Parts that stand on many pages: made once, and handed to the template engine as one value, which
//! costs nothing to hand on again.

use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::{Serialize, Serializer};

/// A part that is made once. The one place in the views that knows how the engine holds values:
/// serialised into one of them, it is not taken apart again.
#[derive(Debug)]
pub struct Shared<T>(Arc<Made<T>>);

#[derive(Debug)]
struct Made<T> {
    part: T,
    value: OnceLock<tera::Value>,
}

impl<T> Shared<T> {
    pub fn new(part: T) -> Shared<T> {
        Shared(Arc::new(Made { part, value: OnceLock::new() }))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(self.0.clone())
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.part
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = self.0.value.get_or_init(|| tera::Value::from_serializable(&self.0.part));
        value.serialize(serializer)
    }
}
