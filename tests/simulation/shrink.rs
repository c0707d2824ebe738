//! Leaves out of a world what it goes wrong without.

use super::{
    plan::Plan,
    process::{Child, Report},
    template::Template,
};

/// The shortest plan found that still goes wrong, and how.
pub fn shortest(template: &Template, mut plan: Plan, mut report: Report) -> (Plan, Report) {
    let wrong = kind(&report);
    let mut size = plan.steps.len().div_ceil(2).max(1);
    loop {
        let mut at = 0;
        let mut is_shorter = false;
        while at < plan.steps.len() {
            let mut steps = plan.steps.clone();
            steps.drain(at..(at + size).min(steps.len()));
            let tried = plan.with(steps);
            let tried_report = Child::start(&tried, template).wait();
            if kind(&tried_report) == wrong {
                (plan, report, is_shorter) = (tried, tried_report, true);
            } else {
                at += size;
            }
        }
        if plan.devices > 1 {
            let tried = Plan {
                devices: plan.devices - 1,
                ..plan.clone()
            };
            let tried_report = Child::start(&tried, template).wait();
            if kind(&tried_report) == wrong {
                (plan, report, is_shorter) = (tried, tried_report, true);
            }
        }
        if size == 1 && !is_shorter {
            return (plan, report);
        }
        size = (size / 2).max(1);
    }
}

/// What sort of thing went wrong: another is another story.
fn kind(report: &Report) -> Option<String> {
    let wrong = report.wrong.as_ref()?;
    let letters = wrong.chars().take(60).filter(|it| it.is_alphabetic());
    Some(match wrong.split_once(": ") {
        Some((first, _)) if !first.starts_with("device") => first.to_owned(),
        _ => letters.take(12).collect(),
    })
}
