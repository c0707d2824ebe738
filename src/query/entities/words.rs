//! Texts that many leads share, such as cities and categories, once.

use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Texts by number. Only grows: a number that is packed somewhere keeps its meaning.
#[derive(Default)]
pub struct Words {
    texts: Vec<Rc<str>>,
    numbers: FxHashMap<Rc<str>, u32>,
}

impl Words {
    /// The number of a text, given to it now if it has none.
    pub fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        // Memory ends long before numbers do.
        let number = self.texts.len() as u32;
        let text: Rc<str> = text.into();
        self.texts.push(text.clone());
        self.numbers.insert(text, number);
        number
    }

    /// The text of a number; empty, if nobody has it.
    pub fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", |text| text)
    }

    /// Every text, in the order of the numbers.
    pub fn texts(&self) -> &[Rc<str>] {
        &self.texts
    }
}
