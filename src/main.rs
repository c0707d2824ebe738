//! The client: starts the component tree on the renderer that was chosen by feature.

fn main() {
    leadwire::platform::start(leadwire::app::App);
}
