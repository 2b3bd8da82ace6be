//! Every schema is one, and every example is what its schema says.

use serde_json::Value;

#[test]
fn examples_are_what_their_schemas_say() {
    let document = leah_openapi::document();
    let [paths, webhooks] = ["paths", "webhooks"].map(|part| document[part].as_object().unwrap());
    for (path, item) in paths.iter().chain(webhooks) {
        for (method, operation) in item.as_object().unwrap() {
            let answers = operation["responses"].as_object().into_iter().flatten();
            let contents = answers
                .map(|(_, answer)| &answer["content"])
                .chain([&operation["requestBody"]["content"]]);
            for (_, content) in contents.filter_map(Value::as_object).flatten() {
                for (name, example) in content["examples"].as_object().into_iter().flatten() {
                    let schema = standing_alone(&document, &content["schema"]);
                    let validator = jsonschema::validator_for(&schema).unwrap();
                    let errors: Vec<_> = validator.iter_errors(&example["value"]).collect();
                    assert!(errors.is_empty(), "{method} {path}, {name}: {errors:?}");
                }
            }
        }
    }
}

#[test]
fn every_schema_is_one() {
    let document = leah_openapi::document();
    for name in document["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
    {
        let reference = serde_json::json!({ "$ref": format!("#/components/schemas/{name}") });
        let schema = standing_alone(&document, &reference);
        jsonschema::draft202012::meta::validate(&schema)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// A schema of the document with the components that it refers to.
fn standing_alone(document: &Value, schema: &Value) -> Value {
    let mut schema = schema.clone();
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["components"] = document["components"].clone();
    schema
}
