//! The list of routes against what is said about it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{PUBLIC, all, openapi};
use crate::auth::Permission;

#[test]
fn the_description_has_every_route_and_no_other() {
    let description: Value = serde_json::from_str(openapi::DESCRIPTION).expect("JSON");
    let paths = description["paths"].as_object().expect("paths");
    let described: BTreeSet<(String, String)> = paths
        .iter()
        .flat_map(|(path, operations)| {
            let methods = operations.as_object().expect("operations").keys();
            methods.map(move |method| (path.clone(), method.to_uppercase()))
        })
        .collect();
    let routes: BTreeSet<(String, String)> =
        all().into_iter().map(|route| (route.path.to_owned(), route.method.to_string())).collect();
    assert_eq!(routes.difference(&described).collect::<Vec<_>>(), Vec::<&(_, _)>::new(), "not described");
    assert_eq!(described.difference(&routes).collect::<Vec<_>>(), Vec::<&(_, _)>::new(), "no such route");
}

#[test]
fn what_is_public_is_known_to_the_gate() {
    let public: BTreeSet<&str> = all()
        .into_iter()
        .filter(|route| route.permission == Permission::Public)
        .map(|route| route.path)
        .collect();
    assert_eq!(public, PUBLIC.iter().copied().collect());
}
