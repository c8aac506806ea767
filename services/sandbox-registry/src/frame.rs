//! Length-prefixed frames over a byte stream (RFC 5734, section 4): four octets of total length in network
//! byte order, themselves counted, then one XML document.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

/// Octets of the length prefix.
const HEADER: u32 = 4;

/// What one peer may cost us.
#[derive(Debug, Clone)]
pub struct FrameLimits {
    /// Largest accepted frame in octets, header included.
    pub octets: u32,
    /// How long a session may stay silent between two frames.
    pub idle: Duration,
    /// How long the rest of a frame may take once its first octet has arrived, and how long the peer may take
    /// to accept an answer.
    pub transfer: Duration,
}

impl Default for FrameLimits {
    fn default() -> Self {
        Self { octets: 1 << 20, idle: Duration::from_secs(600), transfer: Duration::from_secs(30) }
    }
}

/// Why no (further) frame can be exchanged.
#[derive(Debug, thiserror::Error)]
pub enum FrameError {
    #[error("the peer closed the connection")]
    Closed,
    #[error("the peer was silent for longer than the idle limit")]
    Idle,
    #[error("the peer was too slow inside a frame")]
    Slow,
    #[error("a frame of {0} octets is outside the accepted sizes")]
    Size(u32),
    #[error("reading or writing a frame")]
    Io(#[from] std::io::Error),
}

/// Reads the payload of the next frame.
///
/// The buffer grows with what arrives, never with what the header merely announces.
pub async fn read_frame<R>(reader: &mut R, limits: &FrameLimits) -> Result<Vec<u8>, FrameError>
where
    R: AsyncRead + Unpin,
{
    let mut header = [0u8; HEADER as usize];
    let first = timeout(limits.idle, reader.read(&mut header[..1])).await.map_err(|_| FrameError::Idle)??;
    if first == 0 {
        return Err(FrameError::Closed);
    }
    let rest = async {
        reader.read_exact(&mut header[1..]).await?;
        let total = u32::from_be_bytes(header);
        if total <= HEADER || total > limits.octets {
            return Err(FrameError::Size(total));
        }
        let payload = u64::from(total - HEADER);
        let mut frame = Vec::new();
        let read = (&mut *reader).take(payload).read_to_end(&mut frame).await?;
        if read as u64 == payload { Ok(frame) } else { Err(FrameError::Closed) }
    };
    timeout(limits.transfer, rest).await.map_err(|_| FrameError::Slow)?
}

/// Writes one payload as a frame.
pub async fn write_frame<W>(writer: &mut W, payload: &[u8], limits: &FrameLimits) -> Result<(), FrameError>
where
    W: AsyncWrite + Unpin,
{
    let total = u32::try_from(payload.len()).ok().and_then(|n| n.checked_add(HEADER));
    let total = total.ok_or(FrameError::Size(u32::MAX))?;
    let mut frame = Vec::with_capacity(payload.len() + HEADER as usize);
    frame.extend_from_slice(&total.to_be_bytes());
    frame.extend_from_slice(payload);
    let send = async {
        writer.write_all(&frame).await?;
        writer.flush().await
    };
    timeout(limits.transfer, send).await.map_err(|_| FrameError::Slow)??;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn limits() -> FrameLimits {
        FrameLimits { octets: 64, idle: Duration::from_millis(50), transfer: Duration::from_millis(50) }
    }

    fn run<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime").block_on(work)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(frames in proptest::collection::vec(
            proptest::collection::vec(any::<u8>(), 1..60), 1..8)
        ) {
            run(async {
                let mut wire = Vec::new();
                for frame in &frames {
                    write_frame(&mut wire, frame, &limits()).await.unwrap();
                }
                let mut reader = wire.as_slice();
                for frame in &frames {
                    assert_eq!(&read_frame(&mut reader, &limits()).await.unwrap(), frame);
                }
                assert!(matches!(read_frame(&mut reader, &limits()).await, Err(FrameError::Closed)));
            });
        }

        #[test]
        fn arbitrary_octets_never_panic(wire in proptest::collection::vec(any::<u8>(), 0..200)) {
            run(async {
                let mut reader = wire.as_slice();
                while read_frame(&mut reader, &limits()).await.is_ok() {}
            });
        }
    }

    #[test]
    fn sizes_outside_the_limits_are_refused() {
        run(async {
            for total in [0u32, 4, 65, u32::MAX] {
                let wire = total.to_be_bytes();
                let read = read_frame(&mut wire.as_slice(), &limits()).await;
                assert!(matches!(read, Err(FrameError::Size(n)) if n == total), "{total}");
            }
        });
    }

    #[test]
    fn a_slow_peer_is_cut_off() {
        run(async {
            let (mut ours, mut theirs) = tokio::io::duplex(8);
            assert!(matches!(read_frame(&mut ours, &limits()).await, Err(FrameError::Idle)));
            theirs.write_all(&[0, 0]).await.unwrap();
            assert!(matches!(read_frame(&mut ours, &limits()).await, Err(FrameError::Slow)));
            let answer = [0u8; 40];
            assert!(matches!(write_frame(&mut ours, &answer, &limits()).await, Err(FrameError::Slow)));
        });
    }
}
