use std::collections::BTreeMap;

use super::*;

fn too_large(size: u64, limit: u64) -> String {
    Constraint::FileTooLarge { size, limit }.message()
}

#[test]
fn sizes_are_told_in_the_largest_unit_that_tells_them_apart() {
    const MIB: u64 = 1 << 20;
    for (size, limit, said) in [
        (
            15 * MIB + 1,
            15 * MIB,
            "(15728641 bytes). Allowed maximum size is 15728640 bytes.",
        ),
        // A tenth of a kibibyte is told apart from none.
        (
            15 * MIB + 103,
            15 * MIB,
            "(15360.1 KiB). Allowed maximum size is 15360 KiB.",
        ),
        (
            15 * MIB + 5,
            15 * MIB,
            "(15728645 bytes). Allowed maximum size is 15728640 bytes.",
        ),
        (
            15 * MIB + 6,
            15 * MIB,
            "(15360.01 KiB). Allowed maximum size is 15360 KiB.",
        ),
        (
            15 * MIB + 6000,
            15 * MIB,
            "(15.01 MiB). Allowed maximum size is 15 MiB.",
        ),
        (
            16 * MIB,
            15 * MIB,
            "(16 MiB). Allowed maximum size is 15 MiB.",
        ),
        (
            150 * MIB,
            15 * MIB,
            "(150 MiB). Allowed maximum size is 15 MiB.",
        ),
        (
            15 * MIB + MIB / 2,
            15 * MIB,
            "(15.5 MiB). Allowed maximum size is 15 MiB.",
        ),
        (
            2000,
            1000,
            "(2000 bytes). Allowed maximum size is 1000 bytes.",
        ),
        (4096, 1024, "(4 KiB). Allowed maximum size is 1 KiB."),
        (
            u64::MAX,
            15 * MIB,
            "(17592186044416 MiB). Allowed maximum size is 15 MiB.",
        ),
    ] {
        let expected = format!("The file is too large {said}");
        assert_eq!(too_large(size, limit), expected, "{size}");
    }
}

#[test]
fn messages_and_codes_are_those_of_symfony() {
    for (constraint, message, code) in [
        (
            Constraint::TooFew(1),
            "This collection should contain 1 element or more.",
            "bef8e338-6ae5-4caf-b8e2-50e7b0579e69",
        ),
        (
            Constraint::TooMany(10),
            "This collection should contain 10 elements or less.",
            "756b1212-697c-468d-a9ad-50dd783bb169",
        ),
        (
            Constraint::FileEmpty,
            "An empty file is not allowed.",
            "5d743385-9775-4aa5-8ff5-495fb1e60137",
        ),
        (
            Constraint::FileType("image/gif"),
            "The mime type of the file is invalid (\"image/gif\"). Allowed mime types are \"image/png\", \"image/jpeg\", \"application/pdf\".",
            "744f00bc-4389-4c74-92de-9a43cde55534",
        ),
        (
            Constraint::FileInfected,
            "The file contains malware. It was deleted.",
            "0f2d8c41-6b5a-4e17-9d3c-71a4e8b2c605",
        ),
        (
            Constraint::FileUnscanned,
            "The file could not be scanned for malware, as if it is protected by a password. It was deleted.",
            "b94a1e37-2c80-4f6d-8a51-3de70c9f4b18",
        ),
        (
            Constraint::Choice,
            "The value you selected is not a valid choice.",
            "8e179f1b-97aa-4560-a02f-2a8b42e49df7",
        ),
    ] {
        assert_eq!(
            (constraint.message().as_str(), constraint.code()),
            (message, code)
        );
    }
}

/// Our own rules have no code of their own in Symfony: each is told by the code of the rule that it is a case of.
#[test]
fn codes_are_identifiers_and_tell_rules_apart() {
    let (size, limit) = (2, 1);
    let all = [
        Constraint::NotBlank,
        Constraint::NotNull,
        Constraint::Email,
        Constraint::Choice,
        Constraint::Regex,
        Constraint::TooLong(255),
        Constraint::TooFew(1),
        Constraint::TooMany(10),
        Constraint::TooManyTickets(100),
        Constraint::FileName,
        Constraint::FileEmpty,
        Constraint::FileTooLarge { size, limit },
        Constraint::FileType("image/gif"),
        Constraint::FileInfected,
        Constraint::FileUnscanned,
    ];
    let mut rules = BTreeMap::<_, Vec<Constraint>>::new();
    for constraint in all {
        let code: uuid::Uuid = constraint.code().parse().unwrap();
        rules.entry(code).or_default().push(constraint);
    }
    let mut shared: Vec<_> = rules
        .into_values()
        .filter(|rules| rules.len() > 1)
        .collect();
    shared.sort_by_key(|rules| rules[0].message());
    let (tickets, names) = (Constraint::TooManyTickets(100), Constraint::FileName);
    assert_eq!(
        shared,
        [
            vec![Constraint::TooMany(10), tickets],
            vec![Constraint::Regex, names]
        ]
    );
}
