//! How a function is named: by its name, a partial ARN or its ARN (AWS Lambda API reference, "Invoke").

use crate::engines::answer::AwsError;

/// What a name has to look like, as the reference writes it.
const PATTERN: &str = r"(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";
/// The longest ARN.
const LONGEST: usize = 256;
/// The longest name.
const LONGEST_NAME: usize = 64;

/// A function's name, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FunctionName<'a> {
    pub(super) region: Option<&'a str>,
    pub(super) account: Option<&'a str>,
    pub(super) function: &'a str,
    /// A version or an alias.
    pub(super) qualifier: Option<&'a str>,
}

impl<'a> FunctionName<'a> {
    /// The parts of a name that AWS would take.
    pub(super) fn parse(text: &'a str) -> Result<Self, AwsError> {
        let refused = |rule: String| {
            AwsError::bad_request(
                "ValidationException",
                format!(
                    "1 validation error detected: Value '{text}' at 'functionName' failed to satisfy constraint: {rule}"
                ),
            )
        };
        let longest = |most| format!("Member must have length less than or equal to {most}");
        if text.len() > LONGEST {
            return Err(refused(longest(LONGEST)));
        }
        let parts = Self::split(text).ok_or_else(|| {
            refused(format!(
                "Member must satisfy regular expression pattern: {PATTERN}"
            ))
        })?;
        if parts.function.len() > LONGEST_NAME {
            return Err(refused(longest(LONGEST_NAME)));
        }
        Ok(parts)
    }

    fn split(text: &'a str) -> Option<Self> {
        let mut rest = text;
        if let Some(arn) = rest.strip_prefix("arn:") {
            let (partition, behind) = arn.split_once(':')?;
            let known = partition.is_empty() || partition.starts_with("aws");
            let spelled = partition
                .bytes()
                .all(|b| b.is_ascii_alphabetic() || b == b'-');
            rest = behind
                .strip_prefix("lambda:")
                .filter(|_| known && spelled)?;
        }
        let region = leading(&mut rest, is_region);
        let account = leading(&mut rest, is_account);
        leading(&mut rest, |part| part == "function");
        let (function, qualifier) = match rest.split_once(':') {
            Some((function, qualifier)) => (function, Some(qualifier)),
            None => (rest, None),
        };
        let latest = ["$LATEST", "$LATEST.PUBLISHED"];
        let allowed = is_word(function, b"-_.")
            && qualifier.is_none_or(|word| latest.contains(&word) || is_word(word, b"-_"));
        allowed.then_some(Self {
            region,
            account,
            function,
            qualifier,
        })
    }
}

/// What stands before the next colon, if it is of a kind; `rest` is then what stands behind.
fn leading<'a>(rest: &mut &'a str, is: fn(&str) -> bool) -> Option<&'a str> {
    let (first, behind) = rest.split_once(':')?;
    is(first).then(|| {
        *rest = behind;
        first
    })
}

fn is_region(part: &str) -> bool {
    let lower = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase());
    let special = |text: &str| {
        text == "gov"
            || text
                .strip_prefix("iso")
                .is_some_and(|which| which.is_empty() || (which.len() == 1 && lower(which)))
    };
    let parts: Vec<&str> = part.split('-').collect();
    let (land, place, number) = match parts[..] {
        [land, place, number] => (land, place, number),
        [land, kind, place, number] if special(kind) => (land, place, number),
        _ => return false,
    };
    land.len() == 2
        && lower(land)
        && lower(place)
        && number.len() == 1
        && number.bytes().all(|b| b.is_ascii_digit())
}

fn is_account(part: &str) -> bool {
    part.len() == 12 && part.bytes().all(|b| b.is_ascii_digit())
}

/// Letters, digits and some signs, at least one of them.
fn is_word(text: &str, signs: &[u8]) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || signs.contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: Option<&str> = Some("123456789012");

    #[test]
    fn names_and_arns_are_taken_apart() {
        let region_here = Some("eu-west-3");
        for (text, region, account, qualifier) in [
            ("leah-webhooks", None, None, None),
            ("leah-webhooks:$LATEST", None, None, Some("$LATEST")),
            ("leah-webhooks:live", None, None, Some("live")),
            ("function:leah-webhooks", None, None, None),
            ("123456789012:leah-webhooks", None, ACCOUNT, None),
            ("123456789012:function:leah-webhooks", None, ACCOUNT, None),
            (
                "eu-west-3:123456789012:function:leah-webhooks:7",
                region_here,
                ACCOUNT,
                Some("7"),
            ),
            (
                "arn:aws:lambda:eu-west-3:123456789012:function:leah-webhooks",
                region_here,
                ACCOUNT,
                None,
            ),
            (
                "arn:aws-us-gov:lambda:us-gov-east-1:123456789012:function:leah-webhooks:a_b",
                Some("us-gov-east-1"),
                ACCOUNT,
                Some("a_b"),
            ),
            (
                "arn:aws-iso-b:lambda:us-isob-east-1:123456789012:function:leah-webhooks",
                Some("us-isob-east-1"),
                ACCOUNT,
                None,
            ),
        ] {
            let parts = FunctionName {
                region,
                account,
                function: "leah-webhooks",
                qualifier,
            };
            assert_eq!(FunctionName::parse(text).unwrap(), parts, "{text}");
        }
        // A name may look like what could stand before one.
        for name in ["function", "123456789012", "eu-west-3", "arn"] {
            assert_eq!(FunctionName::parse(name).unwrap().function, name);
        }
    }

    #[test]
    fn other_names_are_refused() {
        let long = "x".repeat(65);
        let longer = format!("leah:{}", "x".repeat(252));
        for text in [
            "",
            "leah webhooks",
            "léah",
            "a/b",
            "leah-webhooks:",
            "leah-webhooks:$NEWEST",
            "leah-webhooks:a.b",
            "arn:leah-webhooks",
            "arn:aws:s3:eu-west-3:123456789012:function:x",
            "arn:azure:lambda:eu-west-3:123456789012:function:x",
            "arn:aws:lambda:eu-west-3:123456789012:layer:x:1",
            "arn:aws:lambda:EU-west-3:123456789012:function:x",
            "arn:aws:lambda:eu-gulf-west-3:123456789012:function:x",
            "arn:aws:lambda:eu-west-33:123456789012:function:x",
            "arn:aws:lambda:eu-west-3:1234:function:x",
            &long,
            &longer,
        ] {
            let error = FunctionName::parse(text).unwrap_err();
            assert_eq!(error.code, "ValidationException", "{text}");
        }
        assert!(FunctionName::parse(&long[1..]).is_ok());
    }
}
