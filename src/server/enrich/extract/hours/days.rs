//! A week of opening hours, in OSM's `opening_hours` syntax.

use std::fmt::Write;

const NAMES: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// Minutes from midnight, from and to.
pub(super) type Span = (u16, u16);

/// A week: per day nothing known, or the times (none: closed).
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Week([Option<Vec<Span>>; 7]);

impl Week {
    pub fn add(&mut self, day: usize, spans: &[Span]) {
        let all = self.0[day].get_or_insert_default();
        all.extend(
            spans
                .iter()
                .filter(|s| !all.contains(s))
                .copied()
                .collect::<Vec<_>>(),
        );
        all.sort_unstable();
    }

    /// Puts what another says to it.
    pub fn join(&mut self, other: &Week) {
        for (day, spans) in other.0.iter().enumerate() {
            if let Some(spans) = spans {
                self.add(day, spans);
            }
        }
    }

    /// Whether both know a day and cannot both be right: other times at the same hours, or closed and open. Mornings on
    /// one line and afternoons on the next are one week; summer and winter, or two shops, are two.
    pub fn contradicts(&self, other: &Week) -> bool {
        self.0.iter().zip(&other.0).any(|days| {
            let (Some(a), Some(b)) = days else {
                return false;
            };
            let meet = |x: &Span, y: &Span| x != y && x.0 < y.1 && y.0 < x.1;
            a.is_empty() != b.is_empty() || a.iter().any(|x| b.iter().any(|y| meet(x, y)))
        })
    }

    pub fn open_days(&self) -> usize {
        self.0.iter().flatten().filter(|d| !d.is_empty()).count()
    }

    /// Runs of equal days together: `Mo-Fr 10:00-18:00; Sa 10:00-15:00; Su off`.
    pub fn write(&self) -> Option<String> {
        if self.open_days() == 0 {
            return None;
        }
        if self.0.iter().all(|d| d.as_deref() == Some(&[(0, 1440)])) {
            return Some("24/7".to_owned());
        }
        let mut out = String::new();
        let mut day = 0;
        while day < 7 {
            let Some(spans) = &self.0[day] else {
                day += 1;
                continue;
            };
            let last = (day..7)
                .take_while(|d| self.0[*d].as_ref() == Some(spans))
                .last()
                .unwrap_or(day);
            let sep = if out.is_empty() { "" } else { "; " };
            let days = if last > day {
                format!("{}-{}", NAMES[day], NAMES[last])
            } else {
                NAMES[day].to_owned()
            };
            let times: Vec<String> = spans
                .iter()
                .map(|(a, b)| format!("{:02}:{:02}-{:02}:{:02}", a / 60, a % 60, b / 60, b % 60))
                .collect();
            let times = if times.is_empty() {
                "off".to_owned()
            } else {
                times.join(",")
            };
            write!(out, "{sep}{days} {times}").ok()?;
            day = last + 1;
        }
        Some(out)
    }
}
