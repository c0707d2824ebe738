//! Pairs that a person looked at.

use std::collections::HashMap;

/// What a person said of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// One business.
    Same,
    /// Two.
    Different,
    /// The data do not tell; left out of every count.
    Unclear,
}

/// The labelled pairs.
pub struct Labels(HashMap<(String, String), Label>);

impl Labels {
    /// Reads them.
    pub fn read() -> Self {
        let mut pairs = HashMap::new();
        for line in include_str!("labels.tsv").lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            let [a, b, label, _why] = fields[..] else {
                assert!(line.starts_with('#'), "{line}");
                continue;
            };
            let label = match label {
                "same" => Label::Same,
                "different" => Label::Different,
                "unclear" => Label::Unclear,
                other => panic!("{other}"),
            };
            pairs.insert(key(a, b), label);
        }
        Self(pairs)
    }

    /// The label of a pair, if a person looked at it.
    pub fn get(&self, a: &str, b: &str) -> Option<Label> {
        self.0.get(&key(a, b)).copied()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, Label)> {
        self.0
            .iter()
            .map(|((a, b), label)| (a.as_str(), b.as_str(), *label))
    }
}

fn key(a: &str, b: &str) -> (String, String) {
    let (a, b) = if a < b { (a, b) } else { (b, a) };
    (a.to_owned(), b.to_owned())
}
