use super::*;

fn cost(title: &'static str) -> Cost {
    Cost {
        title,
        flat: true,
        calls: 2,
        received: 10_000,
        reads: 1.5,
        writes: 0.0,
        cpu: 1.0,
        wall: 2.0,
    }
}

/// A request at the three sizes, changed at the largest.
fn missed(change: impl FnOnce(&mut Cost)) -> Vec<String> {
    let mut grown = SIZES.map(|size| Grown {
        size,
        costs: vec![cost("a list"), cost("an item")],
    });
    // A page of ten is not full.
    grown[0].costs[0].received = 3_000;
    grown[0].costs[0].reads = 0.5;
    change(&mut grown[2].costs[0]);
    let found = flat(&grown).into_iter().filter(|target| !target.met);
    found.map(|target| target.what).collect()
}

#[test]
fn what_stays_flat_is_met() {
    assert_eq!(missed(|_| ()), [""; 0]);
    // Longer numbers.
    assert_eq!(missed(|cost| cost.received += 100), [""; 0]);
}

#[test]
fn each_kind_of_growth_is_missed() {
    assert_eq!(missed(|cost| cost.calls += 1), ["a list: calls when grown"]);
    assert_eq!(
        missed(|cost| cost.received += 300),
        ["a list: bytes when grown"]
    );
    assert_eq!(
        missed(|cost| cost.reads += 0.5),
        ["a list: units when grown"]
    );
    assert_eq!(
        missed(|cost| cost.writes += 1.0),
        ["a list: units when grown"]
    );
    assert_eq!(
        missed(|cost| cost.cpu *= 1.3),
        ["a list: CPU when grown, of what it was"]
    );
}

#[test]
fn what_may_grow_is_no_target() {
    let grows = |cost: &mut Cost| {
        cost.flat = false;
        cost.calls += 5;
    };
    assert_eq!(missed(grows), [""; 0]);
}
