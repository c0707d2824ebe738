//! The app, used as a person does: by what is written on it.

use super::tree::{NodeId, Tree};
use crate::support::{Person, TestApp};
use dioxus::{
    core::{ScopeId, VirtualDom, try_consume_context},
    html::{
        PlatformEventData, SerializedFocusData, SerializedFormData, SerializedFormObject,
        SerializedHtmlEventConverter, SerializedMouseData, SerializedScrollData,
    },
    prelude::{Event, set_event_converter},
};
use leadwire::{app::App, hooks::context::Leadwire, model::Business, platform};
use serde_json::{Value, json};
use std::{any::Any, path::Path, rc::Rc, time::Duration};

/// How long anything may take before the test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// An app that is running.
pub struct Page {
    dom: VirtualDom,
    tree: Tree,
}

/// An app with a lead open in it, the server it speaks to, and its device.
pub struct Opened {
    /// The server.
    pub app: TestApp,
    /// Whoever uses the app.
    pub ada: Person,
    /// «Café Ekberg».
    pub lead: Business,
    /// What the device keeps.
    pub home: tempfile::TempDir,
    /// The app.
    pub page: Page,
}

impl Page {
    /// An app in which somebody looks at «Café Ekberg», the only lead.
    pub async fn on_a_lead() -> Opened {
        let app = TestApp::start().await;
        let ada = app.admin().await;
        let lead = ada.create(json!({"name": "Café Ekberg"})).await;
        let home = tempfile::tempdir().unwrap();
        let mut page = Self::of(&ada, home.path()).await;
        page.open_first(&lead.name).await;
        Opened {
            app,
            ada,
            lead,
            home,
            page,
        }
    }

    /// Starts the app on a device on which `home` holds what it keeps.
    pub fn open(home: &Path) -> Self {
        platform::keep_in(home.to_owned());
        // The app does it when it opens its window.
        let _ = rustls::crypto::ring::default_provider().install_default();
        set_event_converter(Box::new(SerializedHtmlEventConverter));
        let mut page = Self {
            dom: VirtualDom::new(App),
            tree: Tree::new(),
        };
        page.dom.rebuild(&mut page.tree);
        page
    }

    /// Starts the app where somebody has signed in before.
    pub async fn of(person: &Person, home: &Path) -> Self {
        platform::keep_in(home.to_owned());
        platform::save_server(&person.server);
        platform::save_token(person.token.as_deref().unwrap()).await;
        Self::open(home)
    }

    /// Opens the lead that stands first in the table.
    pub async fn open_first(&mut self, name: &str) {
        self.press("Leads").await;
        self.see(name).await;
        self.key("ArrowDown").await;
        self.key("Enter").await;
        self.see("Contact Phone").await;
    }

    /// Lets the app work until something is so.
    ///
    /// # Panics
    /// When it does not come to be.
    #[track_caller]
    pub fn until<T>(
        &mut self,
        what: impl std::fmt::Display,
        mut is_so: impl FnMut(&Tree) -> Option<T>,
    ) -> impl Future<Output = T> {
        let caller = std::panic::Location::caller();
        async move {
            let until = tokio::time::Instant::now() + PATIENCE;
            loop {
                self.dom.render_immediate(&mut self.tree);
                if let Some(found) = is_so(&self.tree) {
                    return found;
                }
                let work = tokio::time::timeout_at(until, self.dom.wait_for_work()).await;
                assert!(
                    work.is_ok(),
                    "{caller}: no {what} on the page:\n{}",
                    self.tree.text(0)
                );
            }
        }
    }

    /// Lets the app work while something else is waited for.
    pub async fn work_until<T>(&mut self, other: impl Future<Output = T>) -> T {
        let mut other = std::pin::pin!(other);
        loop {
            self.dom.render_immediate(&mut self.tree);
            tokio::select! {
                done = &mut other => return done,
                () = self.dom.wait_for_work() => {}
            }
        }
    }

    /// The data layer of the app.
    pub fn leadwire(&self) -> Option<Leadwire> {
        let runtime = self.dom.runtime();
        self.scopes()
            .find_map(|scope| runtime.in_scope(scope, try_consume_context))
    }

    /// The components that are mounted.
    pub fn scopes(&self) -> impl Iterator<Item = ScopeId> {
        // Numbers are given again: there is none far beyond as many as there can be.
        (0..10_000)
            .map(ScopeId)
            .filter(|id| self.dom.get_scope(*id).is_some())
    }

    /// Nodes of the document.
    pub fn nodes(&self) -> usize {
        self.tree.elements().len()
    }

    /// Waits for a text.
    #[track_caller]
    pub fn see(&mut self, text: &str) -> impl Future<Output = ()> {
        self.until(format!("«{text}»"), move |tree| {
            tree.text(0).contains(text).then_some(())
        })
    }

    /// Waits for a text to be gone.
    #[track_caller]
    pub fn miss(&mut self, text: &str) -> impl Future<Output = ()> {
        self.until(format!("end of «{text}»"), move |tree| {
            (!tree.text(0).contains(text)).then_some(())
        })
    }

    /// Presses the first button, link or choice whose name has this in it.
    pub async fn press_with(&mut self, part: &str) {
        let target = self
            .until(format!("control with «{part}»"), |tree| {
                let mut all = tree.elements().into_iter();
                all.find(|id| is_pressable(tree, *id) && tree.name(*id).contains(part))
            })
            .await;
        self.fire("click", target, SerializedMouseData::default());
    }

    /// Presses a button, link or choice. A form's button sends the form.
    pub async fn press(&mut self, name: &str) {
        let target = self.find(name, is_pressable).await;
        let form = self
            .tree
            .ancestors(target)
            .find(|id| self.tree.tag(*id) == "form");
        let sends = self.tree.tag(target) == "button"
            && self.tree.attribute(target, "type") != Some("button");
        match form.filter(|_| sends) {
            Some(form) => self.fire(
                "submit",
                form,
                SerializedFormData::new(String::new(), Vec::new()),
            ),
            None => self.fire("click", target, SerializedMouseData::default()),
        }
    }

    /// Presses a button in a part of the page, by the name that tests know it by.
    pub async fn press_in(&mut self, part: &str, name: &str) {
        let target = self
            .until(format!("control «{name}» in {part}"), |tree| {
                let mut all = tree.elements().into_iter();
                all.find(|id| {
                    let mut around = tree.ancestors(*id);
                    is_pressable(tree, *id)
                        && tree.name(*id) == name
                        && around.any(|it| tree.attribute(it, "data-testid") == Some(part))
                })
            })
            .await;
        self.fire("click", target, SerializedMouseData::default());
    }

    /// Waits for a number that follows a text, above 0; the number.
    pub async fn number_after(&mut self, text: &str) -> u64 {
        self.until(format!("number after «{text}»"), |tree| {
            let page = tree.text(0);
            let mut found = page.match_indices(text);
            found.find_map(|(at, _)| {
                let digits = page[at + text.len()..].chars();
                let digits = digits.take_while(|it| it.is_ascii_digit() || *it == ',');
                let digits: String = digits.filter(char::is_ascii_digit).collect();
                digits.parse().ok().filter(|number| *number > 0)
            })
        })
        .await
    }

    /// Types into a field, by its label, in place of what is there.
    pub async fn fill(&mut self, label: &str, text: &str) {
        let field = self.find(label, is_field).await;
        self.fire(
            "input",
            field,
            SerializedFormData::new(text.into(), Vec::new()),
        );
    }

    /// Chooses in a list, by its label.
    pub async fn choose(&mut self, label: &str, value: &str) {
        let field = self.find(label, is_field).await;
        self.fire(
            "change",
            field,
            SerializedFormData::new(value.into(), Vec::new()),
        );
    }

    /// Leaves a field.
    pub async fn leave(&mut self, label: &str) {
        let field = self.find(label, is_field).await;
        self.fire("blur", field, SerializedFocusData::default());
    }

    /// Picks a file.
    pub async fn pick(&mut self, label: &str, path: &Path) {
        let file = serde_json::json!({
            "key": "file", "text": null, "file": {
                "path": path, "size": std::fs::metadata(path).unwrap().len(),
                "last_modified": 0, "content_type": null, "contents": null,
            }
        });
        let file: SerializedFormObject = serde_json::from_value(file).unwrap();
        let field = self.find(label, is_field).await;
        self.fire(
            "change",
            field,
            SerializedFormData::new(String::new(), vec![file]),
        );
    }

    /// Presses a key in the table.
    pub async fn key(&mut self, key: &str) {
        self.key_with(key, "").await;
    }

    /// Presses a key in the table with `shift_key` or `ctrl_key`.
    pub async fn key_with(&mut self, key: &str, modifier: &str) {
        let grid = self.table().await;
        self.key_at(grid, key, modifier);
    }

    /// Presses a key where the focus is at an element.
    pub fn key_at(&mut self, id: NodeId, key: &str, modifier: &str) {
        let mut event = serde_json::json!({
            "char_code": 0, "is_composing": false, "key": key, "key_code": 0, "code": key, "alt_key": false,
            "ctrl_key": false, "meta_key": false, "shift_key": false, "location": 0, "repeat": false, "which": 0,
        });
        if !modifier.is_empty() {
            event[modifier] = true.into();
        }
        let event: dioxus::html::SerializedKeyboardData = serde_json::from_value(event).unwrap();
        self.fire("keydown", id, event);
    }

    /// Scrolls the table to `top` px.
    pub async fn scroll(&mut self, top: f64) {
        let grid = self.table().await;
        let data = serde_json::json!({
            "scroll_top": top, "scroll_left": 0.0, "scroll_width": 1000, "scroll_height": 100_000,
            "client_width": 1000, "client_height": 800,
        });
        let data: SerializedScrollData = serde_json::from_value(data).unwrap();
        self.fire("scroll", grid, data);
    }

    /// The names of the leads in the table, from the top.
    pub fn rows(tree: &Tree) -> Vec<String> {
        let elements = tree.elements().into_iter();
        let mut rows: Vec<_> = elements
            .filter(|id| tree.attribute(*id, "data-id").is_some())
            .map(|row| {
                let place: usize = tree
                    .attribute(row, "aria-rowindex")
                    .unwrap()
                    .parse()
                    .unwrap();
                (place, tree.text(row))
            })
            .collect();
        rows.sort();
        rows.into_iter().map(|(_, text)| text).collect()
    }

    /// Waits until the server has the only lead so; the lead.
    pub async fn settled(&mut self, person: &Person, is_so: impl Fn(&Value) -> bool) -> Value {
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            let answer = self.work_until(person.get("/businesses")).await;
            let lead = &answer.json["data"][0];
            if is_so(lead) {
                return lead.clone();
            }
            assert!(tokio::time::Instant::now() < until, "not saved: {lead:?}");
        }
    }

    #[track_caller]
    fn table(&mut self) -> impl Future<Output = NodeId> {
        self.until("table", |tree| {
            let mut elements = tree.elements().into_iter();
            elements.find(|id| tree.attribute(*id, "role") == Some("grid"))
        })
    }

    #[track_caller]
    fn find(
        &mut self,
        name: &str,
        kind: fn(&Tree, NodeId) -> bool,
    ) -> impl Future<Output = NodeId> {
        self.until(format!("control «{name}»"), move |tree| {
            let labelled = tree.elements().into_iter().find_map(|id| {
                (tree.tag(id) == "label" && tree.text(id) == name)
                    .then(|| tree.attribute(id, "for"))?
            });
            tree.elements().into_iter().find(|id| {
                kind(tree, *id)
                    && (tree.name(*id) == name
                        || labelled.is_some() && tree.attribute(*id, "id") == labelled)
            })
        })
    }

    fn fire<T: Any>(&mut self, event: &str, on: NodeId, data: T) {
        let data: Rc<dyn Any> = Rc::new(PlatformEventData::new(Box::new(data)));
        let event_data = Event::new(data, true);
        let element = self.tree.element(on);
        self.dom.runtime().handle_event(event, event_data, element);
        self.dom.render_immediate(&mut self.tree);
    }
}

fn is_pressable(tree: &Tree, id: NodeId) -> bool {
    let is_choice = matches!(tree.attribute(id, "role"), Some("option" | "checkbox"));
    (is_choice || matches!(tree.tag(id), "button" | "a"))
        && tree.attribute(id, "disabled").is_none()
}

fn is_field(tree: &Tree, id: NodeId) -> bool {
    matches!(tree.tag(id), "input" | "select")
}
