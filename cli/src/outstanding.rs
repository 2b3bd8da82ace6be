//! What is owed, and what was given up. Both stand by their time alone: whoever looks for some looks through all.

use leah_aws::table::{Due, Place, Table};
use leah_domain::Owed;

use crate::{CliError, Leah};

/// How many items are read at once.
const ITEMS: usize = 200;

/// What is owed and wanted.
pub(crate) async fn owed(
    leah: &Leah,
    wanted: impl Fn(&Owed) -> bool,
) -> Result<Vec<Owed>, CliError> {
    let mut found = Vec::new();
    each_owed(leah, |owed| {
        if wanted(&owed) {
            found.push(owed);
        }
    })
    .await?;
    Ok(found)
}

/// Looks at each piece of owed work, page by page.
pub(crate) async fn each_owed(leah: &Leah, mut look: impl FnMut(Owed)) -> Result<(), CliError> {
    for shard in Table::shards() {
        let mut behind: Option<Place> = None;
        loop {
            let page = leah.table().owed(shard, ITEMS, behind).await?;
            items(page.due).for_each(&mut look);
            behind = page.next;
            if behind.is_none() {
                break;
            }
        }
    }
    Ok(())
}

/// What was given up and is wanted, page by page: what was given up within thirty days, of all organizations.
pub(crate) async fn dead(
    leah: &Leah,
    wanted: impl Fn(&Owed) -> bool,
) -> Result<Vec<Owed>, CliError> {
    let (mut found, mut behind) = (Vec::new(), None);
    loop {
        let page = leah.table().dead(ITEMS, behind).await?;
        let dead = page.dead.into_iter().filter_map(|dead| dead.owed);
        found.extend(dead.filter(&wanted));
        behind = page.next;
        if behind.is_none() {
            return Ok(found);
        }
    }
}

fn items(due: Vec<Due>) -> impl Iterator<Item = Owed> {
    due.into_iter().filter_map(|due| match due {
        Due::Owed(woken) => Some(woken.owed),
        Due::Reminder(_) | Due::Delivery(..) => None,
    })
}
