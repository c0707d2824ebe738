//! What was measured, beside what is aimed at and what others take.

use serde::Serialize;

/// One figure: µs, or bytes of memory.
#[derive(Serialize)]
pub struct Figure {
    what: String,
    unit: Unit,
    ours: f64,
    /// What is aimed at natively.
    aim: f64,
    /// What TanStack Query 5.108 and DB 0.15 took for the same, the better of both.
    theirs: Option<f64>,
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Time,
    Memory,
}

impl Figure {
    /// What something took, in µs.
    pub fn time(what: impl Into<String>, ours: f64, aim: f64, theirs: Option<f64>) -> Self {
        let what = what.into();
        Self {
            what,
            unit: Unit::Time,
            ours,
            aim,
            theirs,
        }
    }

    /// How many bytes something takes, beside what is aimed at in MiB.
    pub fn memory(what: impl Into<String>, bytes: usize, aim: u32) -> Self {
        Self {
            what: what.into(),
            unit: Unit::Memory,
            ours: bytes as f64,
            aim: f64::from(aim << 20),
            theirs: None,
        }
    }

    /// As a line of JSON.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What stands above the figures.
#[cfg(not(target_arch = "wasm32"))]
pub const HEAD: &str = "                                                               \
     median        aim   of it   TanStack   ratio";

#[cfg(not(target_arch = "wasm32"))]
impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            what, ours, aim, ..
        } = self;
        let show = |value| self.unit.show(value);
        write!(f, "{what:<60} {:>10} {:>10}", show(*ours), show(*aim))?;
        write!(f, " {:>6.0}%", ours / aim * 100.0)?;
        match self.theirs {
            Some(theirs) => write!(f, " {:>10} {:>6.0}×", show(theirs), theirs / ours),
            None => write!(f, " {:>10} {:>7}", "–", "–"),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Unit {
    fn show(self, value: f64) -> String {
        match (self, value) {
            (Self::Memory, bytes) => format!("{:.1} MiB", bytes / f64::from(1 << 20)),
            (Self::Time, us) if us < 10.0 => format!("{us:.2} µs"),
            (Self::Time, us) if us < 1_000.0 => format!("{us:.0} µs"),
            (Self::Time, us) => format!("{:.1} ms", us / 1_000.0),
        }
    }
}
