//! `/categories`: the tree of kinds of businesses.

use super::ApiResult;
use crate::{
    model::{CategoryEntry, CategoryGroup, Problem},
    server::{
        AppState,
        auth::CurrentUser,
        categories::{self, Group},
    },
};
use axum::Json;
use serde::Serialize;
use std::sync::{Arc, LazyLock};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The calls of this resource.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(read))
}

/// What is answered.
#[derive(Serialize, utoipa::ToSchema)]
struct CategoryTree {
    /// Groups in the order in which they are shown.
    data: Vec<CategoryGroup>,
}

/// The tree never changes while the server runs.
static TREE: LazyLock<Arc<CategoryTree>> = LazyLock::new(|| {
    let groups = Group::all().map(|group| CategoryGroup {
        id: group.id().to_owned(),
        name: group.label().to_owned(),
        categories: categories::all()
            .iter()
            .filter(|category| category.group == group)
            .map(|category| CategoryEntry {
                id: category.id.to_owned(),
                name: category.label.to_owned(),
                words: category
                    .words
                    .iter()
                    .map(|word| (*word).to_owned())
                    .collect(),
            })
            .collect(),
    });
    Arc::new(CategoryTree {
        data: groups.collect(),
    })
});

/// Kinds of businesses
///
/// By group, with what people call them in six languages. An id never changes.
#[utoipa::path(get, path = "/categories", tag = "scraping",
    responses((status = 200, body = CategoryTree), (status = 401, body = Problem)))]
async fn read(_: CurrentUser) -> ApiResult<Json<Arc<CategoryTree>>> {
    Ok(Json(TREE.clone()))
}
