//! Changes in words.

use crate::{
    components::format,
    hooks::{Change, ContactChange},
    model::Field,
};

/// A change.
pub fn describe(change: &Change) -> String {
    match change {
        Change::Create(_) => "New lead".into(),
        Change::Delete => "Deleted".into(),
        Change::Restore => "Restored".into(),
        Change::CancelJob => "Cancel".into(),
        Change::RetryJob => "Retry".into(),
        Change::Enrich => "Look up contacts".into(),
        Change::Contact(change) => match **change {
            ContactChange::Create(_) => "New contact".into(),
            ContactChange::Update(..) => "Changed a contact".into(),
            ContactChange::Delete(_) => "Deleted a contact".into(),
        },
        Change::PauseJob => "Pause".into(),
        Change::ResumeJob => "Resume".into(),
        Change::Update(patch) => {
            let fields = patch.changes.fields().into_iter();
            let names: Vec<_> = fields
                .map(|field| field_name(Field::as_str(field)))
                .collect();
            format!("Changed {}", names.join(", ").to_lowercase())
        }
    }
}

/// Why a change is parked with another.
pub fn waits_for(parent: &Change) -> &'static str {
    match parent {
        Change::Create(_) => "Waits for the lead itself, which was not taken.",
        Change::Delete => "Waits for the deletion, which was not taken.",
        _ => "Waits for an earlier change.",
    }
}

/// `address.street` as «Street».
pub fn field_name(field: &str) -> String {
    let last = field.rsplit('.').next().unwrap_or(field);
    match last {
        "email" => "E-mail".into(),
        "owner_id" => "Owner".into(),
        other => format::category(other),
    }
}

/// A value as people write it; nothing where there is none.
pub fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => {
            let items: Vec<_> = items.iter().filter_map(|item| item.as_str()).collect();
            items.join(", ")
        }
        other => other.to_string(),
    }
}
