//! What was written of a file and is not yet taken from its beginning.

use std::{
    io::{self, Cursor, Seek, SeekFrom, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A file that is written here and taken from here, piece by piece. Whoever writes may go back as far as nothing was taken.
#[derive(Clone, Default)]
pub(crate) struct Buffer(Arc<Mutex<Window>>);

#[derive(Default)]
struct Window {
    /// How many bytes were taken.
    taken: u64,
    rest: Cursor<Vec<u8>>,
}

impl Buffer {
    /// How many bytes are here.
    pub(crate) fn len(&self) -> usize {
        self.window().rest.get_ref().len()
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&self, bytes: usize) {
        self.window().rest.get_mut().reserve(bytes);
    }

    /// Takes the first bytes, of which there have to be so many; the writer has to be behind them.
    pub(crate) fn take(&self, bytes: usize) -> Vec<u8> {
        let mut window = self.window();
        let position = window.rest.position().saturating_sub(bytes as u64);
        let rest = window.rest.get_mut().split_off(bytes);
        let taken = std::mem::replace(window.rest.get_mut(), rest);
        window.rest.set_position(position);
        window.taken += bytes as u64;
        taken
    }

    fn window(&self) -> MutexGuard<'_, Window> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.window().rest.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Buffer {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let mut window = self.window();
        let taken = window.taken;
        let to = match to {
            SeekFrom::Start(at) => SeekFrom::Start(at.checked_sub(taken).ok_or_else(gone)?),
            from_here => from_here,
        };
        Ok(taken + window.rest.seek(to)?)
    }
}

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "what stood there was taken")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_taken_can_be_written_again() {
        let mut buffer = Buffer::default();
        buffer.write_all(b"heads and tails").unwrap();
        assert_eq!(buffer.take(6), b"heads ");
        assert_eq!(buffer.stream_position().unwrap(), 15);
        assert_eq!(buffer.seek(SeekFrom::Start(6)).unwrap(), 6);
        buffer.write_all(b"AND").unwrap();
        assert_eq!(buffer.seek(SeekFrom::Start(15)).unwrap(), 15);
        buffer.write_all(b"!").unwrap();
        assert_eq!(buffer.len(), 10);
        assert_eq!(buffer.take(10), b"AND tails!");
        assert_eq!(buffer.seek(SeekFrom::End(0)).unwrap(), 16);
        assert!(buffer.seek(SeekFrom::Start(15)).is_err());
    }
}
