//! Where a message ends in a stream: RFC 6587, which lets each message say its length, or end with a line.

/// The most digits of a length.
const MOST_DIGITS: usize = 8;

/// Cuts a stream into messages.
#[derive(Debug)]
pub(super) struct Framing {
    buffer: Vec<u8>,
    /// Bytes of the buffer that are known to hold no end of a line: a line that comes byte by byte is looked at once.
    looked_at: usize,
    most_bytes: usize,
}

impl Framing {
    /// Messages are of this many bytes at most.
    pub(super) fn new(most_bytes: usize) -> Self {
        Self { buffer: Vec::new(), looked_at: 0, most_bytes }
    }

    /// Takes what was read, and gives the messages that are complete. An error is for good: where the next message begins is
    /// not known any more.
    pub(super) fn push(&mut self, data: &[u8]) -> Result<Vec<Vec<u8>>, &'static str> {
        self.buffer.extend_from_slice(data);
        let mut found = Vec::new();
        let mut rest = self.buffer.as_slice();
        let mut looked_at = self.looked_at;
        while let Some((message, after)) = next(rest, looked_at, self.most_bytes)? {
            if !message.trim_ascii().is_empty() {
                found.push(message.to_vec());
            }
            rest = after;
            looked_at = 0;
        }
        let used = self.buffer.len() - rest.len();
        self.buffer.drain(..used);
        self.looked_at = self.buffer.len();
        Ok(found)
    }

    /// The last message, when the stream ends without a line break. One that said its length and is not all there is none.
    pub(super) fn finish(&mut self) -> Option<Vec<u8>> {
        let last = std::mem::take(&mut self.buffer);
        let is_message = !last.trim_ascii().is_empty() && !last.first().is_some_and(u8::is_ascii_digit);
        is_message.then_some(last)
    }
}

type Cut<'a> = Option<(&'a [u8], &'a [u8])>;

fn next(buffer: &[u8], looked_at: usize, most_bytes: usize) -> Result<Cut<'_>, &'static str> {
    let begins_with_length = buffer.first().is_some_and(|byte| (b'1'..=b'9').contains(byte));
    if begins_with_length { counted(buffer, most_bytes) } else { line(buffer, looked_at, most_bytes) }
}

/// `LENGTH SP MESSAGE`.
fn counted(buffer: &[u8], most_bytes: usize) -> Result<Cut<'_>, &'static str> {
    let digits = buffer.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits > MOST_DIGITS {
        return Err("a message says a length that none has");
    }
    let Some(separator) = buffer.get(digits) else { return Ok(None) };
    if *separator != b' ' {
        return Err("a message begins with a number that is no length");
    }
    let length = buffer.iter().take(digits).fold(0_usize, |sum, digit| sum * 10 + usize::from(digit - b'0'));
    if length > most_bytes {
        return Err("a message is too long");
    }
    let begin = digits + 1;
    Ok(buffer.get(begin..).and_then(|rest| rest.split_at_checked(length)))
}

/// A message that ends with a line break, or with the NUL that some senders write.
fn line(buffer: &[u8], looked_at: usize, most_bytes: usize) -> Result<Cut<'_>, &'static str> {
    let unseen = buffer.get(looked_at..).unwrap_or_default();
    let end = unseen.iter().position(|byte| matches!(byte, b'\n' | 0)).map(|end| looked_at + end);
    match end {
        Some(end) if end <= most_bytes => {
            let (message, rest) = buffer.split_at(end);
            Ok(Some((message, rest.split_first().map_or(&[][..], |(_, rest)| rest))))
        }
        None if buffer.len() <= most_bytes => Ok(None),
        _ => Err("a line is too long"),
    }
}

#[cfg(test)]
mod tests {
    use super::Framing;

    fn cut(stream: &[u8], step: usize) -> Result<Vec<String>, &'static str> {
        let mut framing = Framing::new(64);
        let mut found = Vec::new();
        for piece in stream.chunks(step) {
            found.extend(framing.push(piece)?);
        }
        found.extend(framing.finish());
        Ok(found.into_iter().map(|message| String::from_utf8_lossy(&message).into_owned()).collect())
    }

    #[test]
    fn messages_are_cut_wherever_the_stream_is() {
        for step in 1..20 {
            assert_eq!(
                cut(b"5 <1>ab6 <1>a\nb<2>line\n\n<3>nul\0<4>last", step).unwrap(),
                ["<1>ab", "<1>a\nb", "<2>line", "<3>nul", "<4>last"]
            );
            assert_eq!(cut(b"9 <1>abc", step).unwrap(), [""; 0], "not all there");
            for bad in [&b"99 <1>"[..], b"123456789 <1>", b"12<1>", &[b'x'; 80]] {
                assert!(cut(bad, step).is_err(), "{}", String::from_utf8_lossy(bad));
            }
        }
    }
}
