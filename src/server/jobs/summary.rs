//! The last line of a job.

use crate::model::words::count;

/// What came of it, and how many of what else there were, as far as there were any.
pub fn summary<const N: usize>(came: String, others: [(u64, &str); N]) -> String {
    let mut text = came;
    for (number, what) in others {
        if number > 0 {
            text.push_str(&format!("; {} {what}", count(number)));
        }
    }
    text.push('.');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_none_of_is_not_told() {
        let told = summary("Done".into(), [(0, "gone"), (1_200, "new")]);
        assert_eq!(told, "Done; 1,200 new.");
    }
}
