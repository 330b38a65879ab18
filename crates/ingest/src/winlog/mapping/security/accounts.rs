//! Who did it, and to whom.

use ecs::{EventSink, FieldId};
use smallvec::SmallVec;

use super::events::Has;
use super::{Key, Mapping};

/// The fields of one account.
struct AccountFields {
    id: FieldId,
    name: FieldId,
    domain: FieldId,
}

const USER: AccountFields = AccountFields {
    id: FieldId::of("user.id"),
    name: FieldId::of("user.name"),
    domain: FieldId::of("user.domain"),
};
const TARGET: AccountFields = AccountFields {
    id: FieldId::of("user.target.id"),
    name: FieldId::of("user.target.name"),
    domain: FieldId::of("user.target.domain"),
};
const TARGET_GROUP: AccountFields = AccountFields {
    id: FieldId::of("user.target.group.id"),
    name: FieldId::of("user.target.group.name"),
    domain: FieldId::of("user.target.group.domain"),
};
const EFFECTIVE: AccountFields = AccountFields {
    id: FieldId::of("user.effective.id"),
    name: FieldId::of("user.effective.name"),
    domain: FieldId::of("user.effective.domain"),
};
const GROUP: AccountFields = AccountFields {
    id: FieldId::of("group.id"),
    name: FieldId::of("group.name"),
    domain: FieldId::of("group.domain"),
};
const COMPUTER: AccountFields = AccountFields {
    id: FieldId::of("winlog.computerObject.id"),
    name: FieldId::of("winlog.computerObject.name"),
    domain: FieldId::of("winlog.computerObject.domain"),
};
const CHANGED_NAME: FieldId = FieldId::of("user.changes.name");

/// One account as it is put together.
#[derive(Clone, Copy, Default)]
struct Account<'a> {
    id: Option<&'a str>,
    name: Option<&'a str>,
    domain: Option<&'a str>,
}

impl<'a> Account<'a> {
    /// What is known here, else what is known there.
    fn or(self, other: Self) -> Self {
        Self {
            id: self.id.or(other.id),
            name: self.name.or(other.name),
            domain: self.domain.or(other.domain),
        }
    }

    /// Without parts that are empty or `-`.
    fn said(self) -> Self {
        let said = |part: Option<&'a str>| part.filter(|text| !matches!(*text, "" | "-"));
        Self { id: said(self.id), name: said(self.name), domain: said(self.domain) }
    }

    /// The name without the realm after `@`.
    fn without_realm(self) -> Self {
        Self { name: self.name.map(|name| name.split('@').next().unwrap_or(name)), ..self }
    }

    fn is_known(self) -> bool {
        self.id.is_some() || self.name.is_some() || self.domain.is_some()
    }

    fn set(self, fields: &AccountFields, sink: &mut dyn EventSink) {
        for (field, value) in [(fields.id, self.id), (fields.name, self.name), (fields.domain, self.domain)] {
            if let Some(value) = value {
                sink.text(field, value);
            }
        }
    }
}

/// Sets the accounts of the event.
pub(super) fn set(mapping: &mut Mapping<'_, '_>) {
    let logged_on = logged_on(mapping);
    if mapping.has(Has::GROUP) {
        group(mapping);
    }
    if mapping.has(Has::COMPUTER) {
        named_target(mapping, Key::TargetSid).set(&COMPUTER, mapping.sink);
    }
    subject(mapping).or(logged_on).set(&USER, mapping.sink);
    if mapping.has(Has::TARGET) && mapping.variant.account_targets {
        let target = named_target(mapping, Key::TargetSid).said().without_realm();
        mapping.related_user.add_some(target.name);
        target.set(&TARGET, mapping.sink);
    }
    if mapping.has(Has::EFFECTIVE) {
        let target = named_target(mapping, Key::TargetUserSid).said().without_realm();
        mapping.related_user.add_some(target.name);
        target.set(&EFFECTIVE, mapping.sink);
    }
    related(mapping);
    renamed(mapping);
}

/// The account that logged on, or whose session it is.
fn logged_on<'a>(mapping: &mut Mapping<'_, 'a>) -> Account<'a> {
    let account = match mapping.id {
        4778 | 4779 => Account {
            id: None,
            name: mapping.text(Key::AccountName),
            domain: mapping.text(Key::AccountDomain),
        },
        _ if mapping.has(Has::LOGON_TARGET) => {
            let other_id = mapping.text(Key::TargetSid).filter(|_| mapping.variant.account_targets);
            let id = mapping.text(Key::TargetUserSid).or(other_id);
            Account { id, ..named_target(mapping, Key::TargetUserSid) }.without_realm()
        }
        _ => Account::default(),
    };
    mapping.related_user.add_some(account.name);
    account
}

/// The account that acted.
fn subject<'a>(mapping: &mut Mapping<'_, 'a>) -> Account<'a> {
    let account = match mapping.id {
        1102 => Account {
            id: mapping.user_data("SubjectUserSid"),
            name: mapping.user_data("SubjectUserName"),
            domain: mapping.user_data("SubjectDomainName"),
        },
        _ if mapping.has(Has::SUBJECT) => Account {
            id: mapping.text(Key::SubjectUserSid),
            name: mapping.text(Key::SubjectUserName),
            domain: mapping.text(Key::SubjectDomainName),
        },
        _ => Account::default(),
    };
    mapping.related_user.add_some(account.name);
    account
}

fn named_target<'a>(mapping: &Mapping<'_, 'a>, id: Key) -> Account<'a> {
    Account {
        id: mapping.text(id),
        name: mapping.text(Key::TargetUserName),
        domain: mapping.text(Key::TargetDomainName),
    }
}

/// A group that was changed, and the member that came or went.
fn group(mapping: &mut Mapping<'_, '_>) {
    let member = member(mapping);
    let id = mapping.text(Key::TargetSid).or(mapping.text(Key::TargetUserSid));
    let target = Account { id, ..named_target(mapping, Key::TargetSid) };
    let domain = target.domain.map(|domain| domain.replace("DC=", "").replace("dc=", ""));
    let group = Account { domain: domain.as_deref(), id: target.id, name: target.name };
    group.set(&GROUP, mapping.sink);
    if member.is_known() {
        member.set(&TARGET, mapping.sink);
        group.set(&TARGET_GROUP, mapping.sink);
    }
}

/// `CN=name,OU=…,DC=domain`: the name, and the domain where the pipelines look for it.
fn member<'a>(mapping: &mut Mapping<'_, 'a>) -> Account<'a> {
    let Some(member) = mapping.text(Key::MemberName) else { return Account::default() };
    let arena = mapping.data.arena;
    let mut parts = SmallVec::<[&str; 8]>::new();
    let mut start = 0;
    for (comma, _) in member.match_indices(',') {
        // A comma that is part of a name is escaped.
        if !member.get(..comma).is_some_and(|before| before.ends_with('\\')) {
            parts.push(member.get(start..comma).unwrap_or_default());
            start = comma + 1;
        }
    }
    parts.push(member.get(start..).unwrap_or_default());
    let part = |number: usize, attribute: &str| {
        let value = *parts.get(number)?;
        let bare = value.replace(attribute, "").replace(&attribute.to_ascii_lowercase(), "");
        Some(&*arena.alloc_str(&bare))
    };
    let domain = part(3, "DC=").filter(|_| mapping.variant.account_targets);
    let account = Account { id: None, name: part(0, "CN="), domain };
    mapping.related_user.add_some(account.name);
    account
}

/// Accounts that are related, beside those above.
fn related(mapping: &mut Mapping<'_, '_>) {
    if mapping.has(Has::RELATED_SUBJECT) {
        let name = mapping.data.said(Key::SubjectUserName);
        mapping.related_user.add_some(name);
    }
    if mapping.has(Has::RELATED_TARGET) {
        let name = mapping.data.said(Key::TargetUserName);
        mapping.related_user.add_some(name);
    }
}

/// An account that got another name.
fn renamed(mapping: &mut Mapping<'_, '_>) {
    let filled = |key| mapping.text(key).filter(|text| !text.is_empty());
    let (old, new) = (filled(Key::OldTargetUserName), filled(Key::NewTargetUserName));
    if mapping.variant.account_targets {
        mapping.set(TARGET.name, old);
        mapping.set(CHANGED_NAME, new);
    }
    mapping.related_user.add_some(new.filter(|name| *name != "-"));
    mapping.related_user.add_some(old.filter(|name| *name != "-"));
}
