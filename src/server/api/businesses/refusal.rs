//! How a change of a lead is refused.

use crate::{
    model::{Problem, ProblemCode},
    server::{
        api::ApiError,
        db::businesses::{BusinessError, Faults},
    },
};

impl From<BusinessError> for ApiError {
    fn from(error: BusinessError) -> Self {
        match error {
            BusinessError::NotFound => Self::not_found("There is no such lead, or it is deleted."),
            BusinessError::IdTaken => {
                Problem::new(409, ProblemCode::IdTaken, "Another lead has this id").into()
            }
            BusinessError::SourceTaken => {
                Problem::new(409, ProblemCode::IdTaken, "Another lead has this source").into()
            }
            BusinessError::Merged => {
                Self::invalid_state("It is one with another lead now; undo the merge instead.")
            }
            BusinessError::Invalid(faults) => invalid(faults),
            BusinessError::Conflict { current, conflicts } => {
                let mut problem = Problem::new(
                    409,
                    ProblemCode::VersionConflict,
                    "Somebody else changed the same fields",
                );
                match serde_json::to_value(current) {
                    Ok(current) => problem.current = Some(current),
                    Err(error) => return Self::internal(error),
                }
                problem.conflicts = conflicts;
                problem.into()
            }
            BusinessError::Db(error) => error.into(),
        }
    }
}

/// 422: what is wrong with each field.
pub fn invalid(faults: Faults) -> ApiError {
    let mut problem = Problem::new(422, ProblemCode::Validation, "The request is not valid");
    problem.fields = faults;
    problem.into()
}
