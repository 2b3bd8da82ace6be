//! The models as they are committed.

use super::load::Model;
use super::pattern::compile;
use crate::Service;

#[test]
fn every_model_is_read_and_every_pattern_compiles() {
    let mut patterns = 0;
    for service in Service::ALL {
        let model = Model::of(*service);
        assert!(!model.operations.is_empty());
        for operation in &model.operations {
            assert_eq!(operation.service, *service);
        }
        for shape in model.shapes() {
            if let Some(pattern) = &shape.pattern {
                patterns += 1;
                let compiled = compile(pattern.source());
                assert!(compiled.is_ok(), "{service:?} {}: {compiled:?}", shape.name);
            }
        }
    }
    assert!(patterns > 20, "{patterns}");
}

/// A pattern or a bound on what has none of its kind would be held by nobody.
#[test]
fn constraints_stand_where_they_are_held() {
    use super::shape::Kind;
    for service in Service::ALL {
        for shape in Model::of(*service).shapes() {
            let text = matches!(shape.kind, Kind::String(_));
            assert!(text || shape.pattern.is_none(), "{}", shape.name);
            let bounded = shape.min.is_some() || shape.max.is_some();
            let measured = !matches!(
                shape.kind,
                Kind::Structure(_) | Kind::Boolean | Kind::Timestamp
            );
            assert!(measured || !bounded, "{}", shape.name);
        }
    }
}
