//! Leah on one machine: the embedded engines, a gateway that speaks API Gateway's JSON, the pumps that move what AWS
//! moves by itself, and a page that shows what was sent. Development and tests stand on it; nothing deployed does.

mod attempts;
mod cli;
pub mod clock;
pub mod demo;
pub mod engines;
mod functions;
pub mod gateway;
mod house;
mod inspect;
mod pumps;
pub mod template;
mod welcome;
pub mod wire;

pub use cli::Arguments;
pub use clock::VirtualClock;
pub use functions::InvocationError;
pub use house::{DataError, Elsewhere, House, Options, Pumping, StartError};
pub use pumps::PumpError;
pub use welcome::{environment, ready, welcome, write_environment};
