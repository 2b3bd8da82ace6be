//! Attribute values: what of them is refused, and how large they are.
//! Source: DynamoDB developer guide, "Naming rules and data types", "Item sizes and formats"; API reference, `AttributeValue`.

use serde_json::Value;

use super::invalid;
use crate::rules::Refusal;

/// How deep lists and maps may stand in each other.
const DEEPEST: usize = 32;
/// How many significant digits a number has at the most.
const DIGITS: usize = 38;

/// Holds one attribute value against what the service takes.
pub(super) fn check(value: &Value) -> Result<(), Refusal> {
    nested(value, 1)
}

fn nested(value: &Value, depth: usize) -> Result<(), Refusal> {
    if depth > DEEPEST {
        return Err(invalid(
            "nesting",
            "Nesting Levels have exceeded supported limits",
        ));
    }
    let Some((kind, content)) = tagged(value) else {
        return Err(invalid(
            "value-type",
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
        ));
    };
    match kind {
        "N" => number(content.as_str().unwrap_or_default()),
        "SS" | "NS" | "BS" => set(kind, content),
        "L" => each(content.as_array().into_iter().flatten(), depth),
        "M" => each(
            content.as_object().into_iter().flat_map(|map| map.values()),
            depth,
        ),
        _ => Ok(()),
    }
}

fn each<'a>(values: impl Iterator<Item = &'a Value>, depth: usize) -> Result<(), Refusal> {
    for value in values {
        nested(value, depth + 1)?;
    }
    Ok(())
}

/// The type and the content of a value; `None` where it has not exactly one.
pub(super) fn tagged(value: &Value) -> Option<(&str, &Value)> {
    let members = value.as_object()?;
    let mut members = members.iter().filter(|(_, content)| !content.is_null());
    let (kind, content) = members.next()?;
    members.next().is_none().then_some((kind.as_str(), content))
}

/// The text of a value that is one.
pub(super) fn string(value: &Value) -> Option<&str> {
    value.get("S")?.as_str()
}

fn set(kind: &str, content: &Value) -> Result<(), Refusal> {
    let members = content.as_array().map_or(&[][..], Vec::as_slice);
    if members.is_empty() {
        let name = match kind {
            "SS" => "string",
            "NS" => "number",
            _ => "binary",
        };
        return Err(invalid(
            "empty-set",
            format!("One or more parameter values were invalid: An {name} set  may not be empty"),
        ));
    }
    for (place, member) in members.iter().enumerate() {
        if members[..place].contains(member) {
            return Err(invalid(
                "set-duplicates",
                "One or more parameter values were invalid: Input collection contains duplicates.",
            ));
        }
        if kind == "NS" {
            number(member.as_str().unwrap_or_default())?;
        }
    }
    Ok(())
}

/// A number has 38 significant digits at the most, and is 0 or from 1E-130 to 9.99…E+125 in magnitude.
fn number(text: &str) -> Result<(), Refusal> {
    let unreadable = || {
        let shown = if text.is_empty() {
            String::new()
        } else {
            format!(": {text}")
        };
        invalid(
            "number",
            format!("The parameter cannot be converted to a numeric value{shown}"),
        )
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse().map_err(|_| unreadable())?),
        None => (text, 0_i64),
    };
    let mantissa = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(unreadable());
    }
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Ok(());
    }
    if significant.trim_end_matches('0').len() > DIGITS {
        return Err(invalid(
            "number-digits",
            "Attempting to store more than 38 significant digits in a Number",
        ));
    }
    let size = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
    // The power of ten of the first significant digit.
    let leading = size(significant) - size(fraction) - 1;
    match exponent.saturating_add(leading) {
        126.. => Err(invalid(
            "number-range",
            "Number overflow. Attempting to store a number with magnitude larger than supported range",
        )),
        ..-130 => Err(invalid(
            "number-range",
            "Number underflow. Attempting to store a number with magnitude smaller than supported range",
        )),
        _ => Ok(()),
    }
}

/// How many bytes attributes take: their names and values.
pub(super) fn size(attributes: &Value) -> usize {
    let attributes = attributes.as_object().into_iter().flatten();
    attributes
        .map(|(name, value)| name.len() + size_of(value))
        .sum()
}

/// How many bytes a value takes.
pub(super) fn size_of(value: &Value) -> usize {
    /// What a list or map takes besides what is in it, and what each of its members takes besides itself.
    const FRAME: usize = 3;
    const MEMBER: usize = 1;
    let Some((kind, content)) = tagged(value) else {
        return 0;
    };
    let scalar = |kind: &str, content: &Value| {
        let text = content.as_str().unwrap_or_default();
        match kind {
            "N" => text.len().div_ceil(2) + 1,
            "B" => text.trim_end_matches('=').len() * 3 / 4,
            _ => text.len(),
        }
    };
    match kind {
        "S" | "N" | "B" => scalar(kind, content),
        "SS" | "NS" | "BS" => {
            let members = content.as_array().into_iter().flatten();
            members.map(|member| scalar(&kind[..1], member)).sum()
        }
        "L" => {
            let members = content.as_array().into_iter().flatten();
            FRAME
                + members
                    .map(|member| MEMBER + size_of(member))
                    .sum::<usize>()
        }
        "M" => {
            let members = content.as_object().into_iter().flatten();
            let sizes = members.map(|(name, member)| MEMBER + name.len() + size_of(member));
            FRAME + sizes.sum::<usize>()
        }
        _ => 1,
    }
}
