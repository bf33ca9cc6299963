//! Walks the inputs of all operations, so that a new one cannot forget its constraints.

use serde_json::{Value, json};

use super::check::check;
use super::shape::{Member, Shape};
use crate::sandbox::cognito::OPERATIONS;

/// A value that the shape has nothing against, roughly.
fn plausible(shape: &Shape) -> Value {
    match shape {
        Shape::Text(text) => json!(text.words.first().map_or_else(|| "aaaaaaaaaaaaaaaaaaaaaaaa_a".to_owned(), |word| (*word).to_owned())),
        Shape::Number { most, .. } => json!(most),
        Shape::Flag => json!(true),
        Shape::List(of) => json!([plausible(of)]),
        Shape::Map(of) => json!({ "key": plausible(of) }),
        Shape::Structure(members) => input(members),
    }
}

fn input(members: &[Member]) -> Value {
    Value::Object(members.iter().map(|member| (member.name.to_owned(), plausible(member.shape))).collect())
}

/// Every operation with every one of its members.
fn every_member() -> impl Iterator<Item = (&'static str, &'static [Member], &'static Member)> {
    OPERATIONS.iter().flat_map(|operation| operation.input.iter().map(|member| (operation.name, operation.input, member)))
}

#[test]
fn every_member_refuses_another_type_and_is_required_or_not_as_the_model_says() {
    for (operation, members, member) in every_member() {
        let whole = input(members);
        assert!(check(members, &whole).is_ok(), "{operation} {:?}", check(members, &whole));
        let wrong = match member.shape {
            Shape::Text(_) => json!(["x"]),
            Shape::Number { .. } => json!(1.5),
            _ => json!("x"),
        };
        let mut body = whole.clone();
        body[member.name] = wrong;
        assert_eq!(check(members, &body).unwrap_err().kind, "SerializationException", "{operation} {}", member.name);
        for absent in [Some(Value::Null), None] {
            let mut body = whole.clone();
            let fields = body.as_object_mut().unwrap();
            match absent {
                Some(null) => fields.insert(member.name.to_owned(), null),
                None => fields.remove(member.name),
            };
            let refused = check(members, &body).err().map(|error| error.kind);
            assert_eq!(refused, member.is_required.then_some("InvalidParameterException"), "{operation} {}", member.name);
        }
    }
}

#[test]
fn every_text_and_number_refuses_what_is_beyond_its_bounds() {
    for (operation, members, member) in every_member() {
        let beyond: Vec<Value> = match member.shape {
            Shape::Text(text) if !text.words.is_empty() => vec![json!("NO_SUCH_WORD"), json!("")],
            Shape::Text(text) => {
                let long = (text.most < usize::MAX).then(|| json!("a".repeat(text.most + 1)));
                let short = text.least.checked_sub(1).map(|number| json!("a".repeat(number)));
                long.into_iter().chain(short).collect()
            }
            Shape::Number { least, most } => vec![json!(least - 1), json!(most + 1)],
            _ => Vec::new(),
        };
        for value in beyond {
            let mut body = input(members);
            body[member.name] = value;
            let refused = check(members, &body).unwrap_err();
            assert_eq!(refused.kind, "InvalidParameterException", "{operation} {}", member.name);
            assert!(refused.message.len() < 1024, "{operation} {}: {}", member.name, refused.message.len());
        }
    }
}
