//! Hits as bytes. The file is read by the process that wrote it, so there is no version and no checksum.

use std::io::{self, Read, Write};

use ecs::{EventHandle, Timestamp};

use super::LoggedHit;
use crate::fold::{Hit, JoinKeys, KeyValue};

const NULL: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
const LONG: u8 = 3;
const DOUBLE: u8 = 4;
const TEXT: u8 = 5;
const DATE: u8 = 6;

pub(super) fn write(out: &mut impl Write, logged: &LoggedHit) -> io::Result<()> {
    let LoggedHit { rule, stage, hit } = logged;
    for number in [*rule, *stage, hit.event.input, hit.event.length, hit.event.decoder] {
        out.write_all(&number.to_le_bytes())?;
    }
    out.write_all(&hit.event.offset.to_le_bytes())?;
    out.write_all(&hit.event.place.to_le_bytes())?;
    out.write_all(&hit.time.nanos().to_le_bytes())?;
    out.write_all(&[u8::from(hit.tiebreaker.is_some())])?;
    out.write_all(&hit.tiebreaker.unwrap_or_default().to_le_bytes())?;
    out.write_all(&(hit.keys.values().len() as u32).to_le_bytes())?;
    hit.keys.values().iter().try_for_each(|value| write_value(out, value))
}

fn write_value(out: &mut impl Write, value: &KeyValue) -> io::Result<()> {
    match value {
        KeyValue::Null => out.write_all(&[NULL]),
        KeyValue::Boolean(false) => out.write_all(&[FALSE]),
        KeyValue::Boolean(true) => out.write_all(&[TRUE]),
        KeyValue::Long(value) => write_tagged(out, LONG, value.to_le_bytes()),
        KeyValue::Double(value) => write_tagged(out, DOUBLE, value.to_le_bytes()),
        KeyValue::Date(value) => write_tagged(out, DATE, value.nanos().to_le_bytes()),
        KeyValue::Text(value) => {
            write_tagged(out, TEXT, (value.len() as u64).to_le_bytes())?;
            out.write_all(value.as_bytes())
        }
    }
}

fn write_tagged(out: &mut impl Write, tag: u8, bytes: [u8; 8]) -> io::Result<()> {
    out.write_all(&[tag])?;
    out.write_all(&bytes)
}

pub(super) fn read(from: &mut impl Read) -> io::Result<LoggedHit> {
    let mut numbers = [0; 5];
    for number in &mut numbers {
        *number = u32::from_le_bytes(bytes(from)?);
    }
    let [rule, stage, input, length, decoder] = numbers;
    let offset = u64::from_le_bytes(bytes(from)?);
    let place = u64::from_le_bytes(bytes(from)?);
    let time = Timestamp::from_nanos(i64::from_le_bytes(bytes(from)?));
    let [has_tiebreaker] = bytes(from)?;
    let tiebreaker = i64::from_le_bytes(bytes(from)?);
    let keys = u32::from_le_bytes(bytes(from)?);
    let keys = (0..keys).map(|_| read_value(from)).collect::<io::Result<JoinKeys>>()?;
    let hit = Hit {
        time,
        tiebreaker: (has_tiebreaker != 0).then_some(tiebreaker),
        event: EventHandle { input, offset, length, decoder, place },
        keys,
    };
    Ok(LoggedHit { rule, stage, hit })
}

fn read_value(from: &mut impl Read) -> io::Result<KeyValue> {
    let [tag] = bytes(from)?;
    Ok(match tag {
        NULL => KeyValue::Null,
        FALSE => KeyValue::Boolean(false),
        TRUE => KeyValue::Boolean(true),
        LONG => KeyValue::Long(i64::from_le_bytes(bytes(from)?)),
        DOUBLE => KeyValue::Double(f64::from_le_bytes(bytes(from)?)),
        DATE => KeyValue::Date(Timestamp::from_nanos(i64::from_le_bytes(bytes(from)?))),
        TEXT => KeyValue::Text(read_text(from)?.into()),
        _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "a spilled hit has an unknown key type")),
    })
}

fn read_text(from: &mut impl Read) -> io::Result<String> {
    let length = u64::from_le_bytes(bytes(from)?);
    let mut text = String::new();
    if from.take(length).read_to_string(&mut text)? as u64 == length {
        Ok(text)
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

fn bytes<const N: usize>(from: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}
