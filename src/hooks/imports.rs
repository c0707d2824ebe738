//! Files in: each is looked at first, somebody says what its columns are, and it is sent.
//! Not through the outbox: only the page that a file was dropped on can read it.

use super::{
    context::{Leadwire, ToastKind, Toasts, Upload, put, use_leadwire, use_reading},
    mutation::{UseMutation, use_mutation},
    mutations::explain,
};
use crate::{
    live::put_job,
    model::{Failure, ImportColumn, ImportPreview, Job, NewMapping, PREVIEW_BYTES, Uuid},
    platform,
    query::{Key, MutationContext, MutationOptions},
    service,
};
use dioxus::{core::spawn_forever, html::FileData, prelude::*};
use std::{fmt, rc::Rc};

/// A file that was looked at and waits for somebody to say what its columns are.
pub struct Draft {
    /// The file.
    pub file: FileData,
    /// Its columns, and what they seem to be.
    pub preview: ImportPreview,
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.file.name(), self.preview)
    }
}

/// A file to be sent, with what its columns are if it has any.
struct Sent(FileData, Option<NewMapping>);

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.0.name(), self.0.size())
    }
}

/// Files on their way in; they go on whatever screen is open.
#[derive(Clone)]
pub struct UseImport {
    /// How far the newest is.
    pub step: ReadSignal<Option<Upload>>,
    leadwire: Leadwire,
    send: UseMutation<Sent, Job>,
}

/// Files on their way in.
pub fn use_import() -> UseImport {
    let leadwire = use_leadwire();
    let step = use_reading(leadwire.upload);
    let send = use_mutation(|| sending(&leadwire));
    UseImport {
        step,
        leadwire,
        send,
    }
}

impl UseImport {
    /// How many files wait for their turn.
    pub fn waiting(&self) -> usize {
        self.leadwire.files.read().len()
    }

    /// Takes files, one after another.
    pub fn take(&self, files: Vec<FileData>) {
        let mut waiting = self.leadwire.files;
        waiting.write().extend(files);
        let is_busy = matches!(
            &*self.step.peek(),
            Some(Upload::Looking(_) | Upload::Draft(_) | Upload::Sending(..))
        );
        if !is_busy {
            self.next();
        }
    }

    /// Sends the file that was looked at, with what its columns are.
    pub fn import(&self, draft: &Draft, columns: Vec<ImportColumn>) {
        let format = draft.preview.format.clone();
        self.start(&draft.file, Some(NewMapping { format, columns }));
    }

    /// Lets go of the file that was looked at.
    pub fn cancel(&self) {
        put(self.leadwire.upload, None);
        self.next();
    }

    /// Looks at the next file.
    fn next(&self) {
        let mut waiting = self.leadwire.files;
        if waiting.peek().is_empty() {
            return;
        }
        let file = waiting.write().remove(0);
        let upload = self.leadwire.upload;
        put(upload, Some(Upload::Looking(file.name())));
        let this = self.clone();
        spawn_forever(async move {
            match this.look(&file).await {
                // There is nothing to say of it.
                Ok(preview) if preview.columns.is_empty() => this.start(&file, None),
                Ok(preview) => put(
                    upload,
                    Some(Upload::Draft(Rc::new(Draft { file, preview }))),
                ),
                Err(failure) => Shown::of(&this.leadwire).failed(&file.name(), &failure),
            }
            if matches!(&*upload.peek(), Some(Upload::Failed(_))) {
                this.next();
            }
        });
    }

    async fn look(&self, file: &FileData) -> Result<ImportPreview, Failure> {
        let head = platform::read_head(file, PREVIEW_BYTES).await?;
        service::preview_import(&self.leadwire.http, &file.name(), head).await
    }

    fn start(&self, file: &FileData, mapping: Option<NewMapping>) {
        put(self.leadwire.upload, Some(Upload::Sending(0, file.size())));
        let sent = self.send.mutate(Sent(file.clone(), mapping));
        let this = self.clone();
        spawn_forever(async move {
            // How it ended shows already.
            let _ = sent.await;
            this.next();
        });
    }
}

/// Where it shows how a file fares. Handles alone: what holds the data layer must not be
/// held by the data layer's own mutations, or neither would ever go.
#[derive(Clone, Copy)]
struct Shown {
    upload: Signal<Option<Upload>>,
    files: Signal<Vec<FileData>>,
    toasts: Toasts,
}

impl Shown {
    fn of(leadwire: &Leadwire) -> Self {
        Self {
            upload: leadwire.upload,
            files: leadwire.files,
            toasts: leadwire.toasts,
        }
    }

    /// Says why a file did not go in: where the next one will be shown, in a message.
    fn failed(self, name: &str, failure: &Failure) {
        let why = explain(failure);
        if !self.files.peek().is_empty() {
            let title = format!("{name} was not imported");
            self.toasts
                .push(ToastKind::Error, title, Some(why.clone()), None);
        }
        put(self.upload, Some(Upload::Failed(why)));
    }
}

fn sending(leadwire: &Leadwire) -> MutationOptions<Sent, Job> {
    let (http, upload) = (leadwire.http.clone(), leadwire.upload);
    let shown = Shown::of(leadwire);
    let send = move |sent: Rc<Sent>, context: MutationContext| {
        let http = http.clone();
        async move {
            let Sent(file, mapping) = &*sent;
            let mapping = match mapping {
                None => None,
                Some(new) => {
                    let known = service::save_mapping(&http, Uuid::now_v7(), new).await?;
                    Some(known.id)
                }
            };
            let url = service::import_url(&http, &file.name(), mapping);
            let on_progress =
                Rc::new(move |done, total| put(upload, Some(Upload::Sending(done, total))));
            let job = platform::upload(&http, url, context.id, file, on_progress).await?;
            put_job(&context.client, job.clone());
            Ok(job)
        }
    };
    MutationOptions::new(send)
        .key(Key::start_import())
        .scope("import")
        .on_success(move |job, _, _| {
            put(upload, Some(Upload::Started(job.id)));
            async {}
        })
        .on_error(move |failure, sent, _| {
            shown.failed(&sent.0.name(), &failure);
            async {}
        })
}
