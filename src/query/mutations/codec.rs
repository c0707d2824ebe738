//! How what a mutation carries is written down, and had back after a restart.

use super::super::state::Data;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::rc::Rc;

type Write = fn(&Data) -> Option<Value>;
type Read = fn(&Value) -> Option<Data>;

/// Writes and reads variables and context.
#[derive(Clone, Copy)]
pub(super) struct Codec {
    pub write_variables: Write,
    pub read_variables: Read,
    pub write_context: Write,
    pub read_context: Read,
}

impl Codec {
    pub fn of<V, C>() -> Self
    where
        V: Serialize + DeserializeOwned + 'static,
        C: Serialize + DeserializeOwned + 'static,
    {
        Self {
            write_variables: write::<V>,
            read_variables: read::<V>,
            write_context: write::<C>,
            read_context: read::<C>,
        }
    }
}

fn write<T: Serialize + 'static>(data: &Data) -> Option<Value> {
    serde_json::to_value(data.downcast_ref::<T>()?).ok()
}

fn read<T: DeserializeOwned + 'static>(value: &Value) -> Option<Data> {
    Some(Rc::new(T::deserialize(value).ok()?))
}
