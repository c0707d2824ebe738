//! What the columns of a file are: guessed or remembered, with what stands in them,
//! for somebody to say otherwise before it is imported.

use crate::{
    components::{Icon, format},
    hooks::Draft,
    model::{ImportColumn, ImportField, MappingFault, mapping_faults},
    platform,
};
use dioxus::prelude::*;
use std::rc::Rc;

/// A file that was looked at, for a component.
#[derive(Clone)]
pub struct Drafted(pub Rc<Draft>);

impl PartialEq for Drafted {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// What a field is called.
const fn field_name(field: ImportField) -> &'static str {
    match field {
        ImportField::Name => "Name",
        ImportField::Id => "Id",
        ImportField::Ref => "Reference",
        ImportField::Source => "Source of the reference",
        ImportField::Category => "Category",
        ImportField::Street => "Street and number",
        ImportField::City => "City",
        ImportField::Region => "Region",
        ImportField::Postcode => "Postcode",
        ImportField::Country => "Country",
        ImportField::Lat => "Latitude",
        ImportField::Lon => "Longitude",
        ImportField::Phone => "Phone",
        ImportField::Email => "E-mail",
        ImportField::Website => "Website",
        ImportField::Stage => "Stage",
        ImportField::Tags => "Tags",
        ImportField::Osm => "OpenStreetMap tag",
    }
}

/// A column without a name is called by its place.
fn column_name(name: &str, at: usize) -> String {
    match name {
        "" => format!("Column {}", at + 1),
        name => name.to_owned(),
    }
}

/// The step between choosing a file and importing it.
#[component]
pub fn Columns(
    draft: Drafted,
    /// Files that wait behind this one.
    waiting: usize,
    on_import: Callback<Vec<ImportColumn>>,
    on_cancel: Callback<()>,
) -> Element {
    let Drafted(draft) = draft;
    let preview = &draft.preview;
    let columns = &preview.columns;
    let mut fields = use_signal({
        let columns = columns.clone();
        move || {
            columns
                .iter()
                .map(|column| column.field)
                .collect::<Vec<_>>()
        }
    });
    let faults = mapping_faults(&fields.read());
    let needs_name = faults.contains(&MappingFault::NoName);
    let is_twice = |at: usize| {
        let is_one = |fault: &MappingFault| matches!(fault, MappingFault::Twice(a, b) if *a == at || *b == at);
        faults.iter().any(is_one)
    };
    let named = |at: usize| column_name(&columns[at].name, at);
    let left: Vec<_> = (0..columns.len())
        .filter(|at| fields.read()[*at].is_none())
        .map(named)
        .collect();
    let taken = columns.len() - left.len();
    let offered = ImportField::ALL
        .into_iter()
        .filter(|field| *field != ImportField::Osm || preview.format == "geojson");
    let offered: Vec<_> = offered.collect();
    let submit = {
        let draft = draft.clone();
        move || {
            let fields = fields.peek();
            if mapping_faults(&fields).is_empty() {
                let names = draft
                    .preview
                    .columns
                    .iter()
                    .map(|column| column.name.clone());
                let said = names.zip(fields.iter().copied());
                on_import.call(
                    said.map(|(name, field)| ImportColumn { name, field })
                        .collect(),
                );
            }
        }
    };
    rsx! {
        form { class: "card panel columns", "aria-label": "Columns of {draft.file.name()}", "data-testid": "columns",
            onmounted: |_| platform::focus(".columns [aria-invalid=true], .columns .primary"),
            onsubmit: move |event| {
                event.prevent_default();
                submit();
            },
            header {
                h2 { "What the columns are" }
                span { class: "quiet", "{draft.file.name()} · {format::bytes(draft.file.size())}" }
            }
            if preview.is_remembered {
                p { class: "note", Icon { name: "check" } "As you said for the last file with these columns." }
            }
            div { class: "grid", role: "table", "aria-label": "Columns",
                div { class: "row head", role: "row",
                    span { role: "columnheader", "Column" }
                    span { role: "columnheader", "Values" }
                    span { role: "columnheader", "Imported as" }
                }
                for (at, column) in columns.iter().enumerate() {
                    {
                        let name = named(at);
                        let field = fields.read()[at];
                        let wrong = is_twice(at) || (needs_name && at == 0);
                        rsx! {
                            div { key: "{at}", class: if field.is_none() { "row left" } else { "row" }, role: "row",
                                strong { role: "rowheader", title: name.clone(), {name.clone()} }
                                span { class: "samples", role: "cell",
                                    if column.samples.is_empty() {
                                        i { class: "quiet", "empty" }
                                    }
                                    for sample in column.samples.iter() {
                                        span { key: "{sample}", title: sample.clone(), {sample.clone()} }
                                    }
                                }
                                span { role: "cell",
                                    select { class: "input choose", "aria-label": "{name} is imported as", "aria-invalid": if wrong { "true" },
                                        value: field.map_or("", ImportField::as_str),
                                        onchange: move |event| fields.write()[at] = event.value().parse().ok(),
                                        option { value: "", selected: field.is_none(), "Not imported" }
                                        for offer in offered.iter().copied() {
                                            option { key: "{offer.as_str()}", value: offer.as_str(), selected: field == Some(offer), {field_name(offer)} }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            if needs_name {
                p { class: "fault", role: "alert", Icon { name: "alert" } "Choose which column is the name: no lead goes without." }
            }
            for fault in faults.iter() {
                if let MappingFault::Twice(first, second) = fault {
                    p { key: "{second}", class: "fault", role: "alert", Icon { name: "alert" }
                        "«{named(*first)}» and «{named(*second)}» are both {fields.read()[*first].map_or(\"\", field_name)}: choose one."
                    }
                }
            }
            p { class: "quiet",
                "{taken} of {columns.len()} columns are imported."
                if !left.is_empty() { " Not imported: {left.join(\", \")}." }
            }
            footer {
                button { class: "button primary", r#type: "submit", disabled: !faults.is_empty(), "Start import" }
                button { class: "button", r#type: "button", onclick: move |_| on_cancel.call(()), "Cancel" }
                if waiting > 0 {
                    span { class: "quiet num", if waiting == 1 { "1 more file waits" } else { "{waiting} more files wait" } }
                }
            }
        }
    }
}
