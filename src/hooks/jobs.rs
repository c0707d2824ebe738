//! What the user does to jobs. They are not changed through the outbox: the
//! server has them, and a person waits for its answer.

use super::{
    context::{Leadwire, ToastKind, Upload, put, use_leadwire},
    mutation::use_mutation,
    mutations::explain,
};
use crate::{
    live::put_job,
    model::{Failure, Job, Uuid},
    net::Http,
    platform,
    query::{Key, MutationOptions},
    service,
};
use dioxus::{html::FileData, prelude::*};
use std::{fmt, rc::Rc};

/// Something done to a job, one after another for each. How it is then is put
/// into the cache; what went wrong is said, also when the screen is another by then.
fn act_on_job<F>(
    leadwire: &Leadwire,
    key: Key,
    what: &'static str,
    call: impl Fn(Http, Uuid, Uuid) -> F + 'static,
) -> MutationOptions<Uuid, Job>
where
    F: Future<Output = Result<Job, Failure>> + 'static,
{
    let (http, client, toasts) = (
        leadwire.http.clone(),
        leadwire.client.clone(),
        leadwire.toasts,
    );
    MutationOptions::new(move |id: Rc<Uuid>, context| call(http.clone(), context.id, *id))
        .key(key)
        .scope_by(|id| format!("job/{id}"))
        .on_success(move |job, _, _| {
            put_job(&client, Job::clone(&job));
            async {}
        })
        .on_error(move |failure, _, _| {
            toasts.push(ToastKind::Error, what, Some(explain(&failure)), None);
            async {}
        })
}

fn use_job_action(
    options: impl FnOnce(&Leadwire) -> MutationOptions<Uuid, Job>,
    offline: &'static str,
) -> Callback<Uuid> {
    let leadwire = use_leadwire();
    let action = use_mutation(|| options(&leadwire));
    use_callback(move |id| {
        action.mutate(id);
        if action.peek().is_paused && !leadwire.client.online() {
            let title = "Waiting for the network";
            let detail = Some(offline.to_owned());
            leadwire.toasts.push(ToastKind::Info, title, detail, None);
        }
    })
}

/// Stops a job.
pub fn use_cancel_job() -> Callback<Uuid> {
    let options = |leadwire: &Leadwire| {
        let (key, what) = (Key::cancel_job(), "The job was not cancelled");
        act_on_job(leadwire, key, what, |http, key, id| async move {
            service::cancel_job(&http, key, id).await
        })
    };
    use_job_action(options, "The job is cancelled as soon as you are online.")
}

/// Starts a job again where it stopped.
pub fn use_retry_job() -> Callback<Uuid> {
    let options = |leadwire: &Leadwire| {
        let (key, what) = (Key::retry_job(), "The job was not started again");
        act_on_job(leadwire, key, what, |http, key, id| async move {
            service::retry_job(&http, key, id).await
        })
    };
    use_job_action(options, "The job starts again as soon as you are online.")
}

/// A file to be imported.
struct ImportFile(FileData);

impl fmt::Debug for ImportFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes)", self.0.name(), self.0.size())
    }
}

/// Sends files to be imported, one after another and also while another screen is
/// open; tells how far the newest is.
pub fn use_start_import() -> (ReadSignal<Option<Upload>>, Callback<FileData>) {
    let leadwire = use_leadwire();
    let upload = leadwire.upload;
    let import = use_mutation(|| start_import(&leadwire));
    let start = use_callback(move |file: FileData| {
        put(upload, Some(Upload::Sending(0, file.size())));
        import.mutate(ImportFile(file));
    });
    (upload.into(), start)
}

fn start_import(leadwire: &Leadwire) -> MutationOptions<ImportFile, Job> {
    let (http, client, upload) = (
        leadwire.http.clone(),
        leadwire.client.clone(),
        leadwire.upload,
    );
    let send = move |file: Rc<ImportFile>, context: crate::query::MutationContext| {
        let http = http.clone();
        async move {
            let ImportFile(file) = &*file;
            let url = service::import_url(&http, &file.name());
            let on_progress =
                Rc::new(move |done, total| put(upload, Some(Upload::Sending(done, total))));
            platform::upload(&http, url, context.id, file, on_progress).await
        }
    };
    MutationOptions::new(send)
        .key(Key::start_import())
        .scope("import")
        .on_success(move |job, _, _| {
            put_job(&client, Job::clone(&job));
            put(upload, Some(Upload::Started(job.id)));
            async {}
        })
        .on_error(move |failure, _, _| {
            put(upload, Some(Upload::Failed(explain(&failure))));
            async {}
        })
}
