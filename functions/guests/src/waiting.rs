//! The waiting room of an appointment: its page, and who comes in.

use std::sync::Arc;

use lambda_http::http::StatusCode;
use leah_aws::table::{Entered, Room};
use leah_domain::{Appointment, HEARTBEAT, Organization, Presence, WaitingRoomToken};
use leah_http::{Page, Visit};
use leah_messages::{Brand, Notice, WaitingRoomPage, waiting_room_page};

use crate::reply::{at_home, failed, notice, page, see};

/// What a link opens.
struct Open {
    appointment: Appointment,
    organization: Arc<Organization>,
    presence: Option<Presence>,
}

/// Opens a link; `Err` with the page that says why it does not open.
async fn open(visit: &Visit, secret: &str) -> Result<Open, Page> {
    let unknown = || notice(visit, None, Notice::Unknown);
    let secret = WaitingRoomToken::parse(secret).ok_or_else(unknown)?;
    let room = visit.app.table().open_room(&secret).await;
    match room.map_err(|error| failed(visit, &error))? {
        Room::Open(appointment, organization, presence) if at_home(visit, &organization) => {
            Ok(Open {
                appointment: *appointment,
                organization,
                presence,
            })
        }
        Room::Open(..) | Room::Unknown => Err(unknown()),
    }
}

/// GET: the page, as the guest is there or not.
pub(crate) async fn show(visit: &Visit, secret: &str) -> Page {
    let open = match open(visit, secret).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let now = visit.app.now();
    let waiting = open
        .presence
        .is_some_and(|presence| presence.online_at(now));
    let action = address(secret);
    let room = WaitingRoomPage {
        start: open.appointment.start.instant(),
        now,
        waiting,
        action: &action,
        heartbeat: HEARTBEAT.unsigned_abs(),
    };
    let brand = Brand::from(&*open.organization);
    let mut page = page(visit, StatusCode::OK, |nonce| {
        waiting_room_page(&brand, &room, nonce)
    });
    page.script = waiting;
    page
}

/// POST: the button, and the open page's heartbeat. The guest is there, from now on or still.
pub(crate) async fn enter(visit: &Visit, secret: &str) -> Page {
    let open = match open(visit, secret).await {
        Ok(open) => open,
        Err(page) => return page,
    };
    let app = &visit.app;
    let entered = app
        .table()
        .enter(&open.organization, &open.appointment, app.ids())
        .await;
    let (request, appointment) = (visit.request.as_str(), open.appointment.id);
    match entered {
        Ok(Entered::Gone) => return notice(visit, None, Notice::Unknown),
        Ok(Entered::Came) => {
            tracing::info!(request, %appointment, "the guest of {appointment} is online");
        }
        Ok(Entered::Stays) => {}
        Err(error) => return failed(visit, &error),
    }
    see(visit, address(secret))
}

fn address(secret: &str) -> String {
    format!("/w/{secret}")
}
