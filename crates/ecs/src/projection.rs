//! Which fields a batch carries: what the loaded filters name, and nothing else.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _};

use crate::catalogue::{self, Catalogue};
use crate::{DateFormat, FieldId, FieldPath, FieldType};

/// The most parts of a name; no document is followed deeper, so a longer name is a field without values.
const MAX_SEGMENTS: usize = 64;

/// The place of a projected field: the same number in every batch built for one [`Projection`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Slot(pub(crate) u16);

impl Slot {
    /// The slot as an array index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// One field that a batch carries, with the type its values are held as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectedField {
    /// The dotted name.
    pub path: FieldPath,
    /// How its values are held; what does not fit is dropped and counted.
    pub field_type: FieldType,
}

/// How a field's values are read where a mapping says more than a type.
#[derive(Clone, Debug, Default)]
struct Peculiarity {
    null_value: Option<Arc<str>>,
    date_format: Option<DateFormat>,
}

/// A node of the tree of projected names, for decoders that walk nested JSON.
#[derive(Clone, Debug, Default)]
pub struct PathNode {
    /// The field that ends here.
    pub slot: Option<Slot>,
    children: HashMap<Box<str>, PathNode>,
}

impl PathNode {
    /// The node one name further, if any projected field passes through it.
    pub fn child(&self, name: &str) -> Option<&PathNode> {
        self.children.get(name)
    }

    /// Whether no projected field lies below this node.
    pub fn is_leaf(&self) -> bool {
        self.children.is_empty()
    }

    /// Visits the fields at this node and below it.
    pub(crate) fn for_each_slot(&self, visit: &mut impl FnMut(Slot)) {
        self.slot.into_iter().for_each(&mut *visit);
        self.children.values().for_each(|child| child.for_each_slot(visit));
    }

    /// The node that a dotted name leads to.
    pub fn descend(&self, dotted: &str) -> Option<&PathNode> {
        dotted.split('.').try_fold(self, |node, name| node.child(name))
    }
}

/// A member of an object field.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Member {
    /// Its own slot.
    pub(crate) slot: Option<Slot>,
    /// Whether projected fields lie below it.
    pub(crate) has_fields_below: bool,
}

/// The set of fields that a batch is built for. Shared by every builder of a run.
#[derive(Clone, Debug)]
pub struct Projection {
    fields: Vec<ProjectedField>,
    /// What a mapping says of the fields beyond their type, by slot; empty without one.
    peculiarities: Vec<Peculiarity>,
    constants: Vec<(Slot, Arc<str>)>,
    by_path: HashMap<FieldPath, Slot>,
    by_id: Vec<Option<Slot>>,
    /// For fields of the catalogue: whether a projected name is theirs or begins with theirs.
    passed: Vec<bool>,
    /// For object fields of the catalogue: their members that are projected or have projected fields below.
    members: Vec<Option<HashMap<Box<str>, Member>>>,
    root: PathNode,
    /// The nodes of the tree by their whole dotted name, as far as a mapping needs them at once.
    ends: HashMap<Box<str>, PathEnd>,
}

/// What is known of a dotted name that a projected name is or begins with.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PathEnd {
    /// The slot of the field of this name.
    pub(crate) slot: Option<Slot>,
    /// Whether projected fields lie below it.
    pub(crate) has_fields_below: bool,
}

impl Projection {
    /// A projection of these fields, in this order; a name given twice keeps its first type.
    ///
    /// At most 65,535 fields are kept.
    pub fn new(fields: impl IntoIterator<Item = ProjectedField>) -> Arc<Self> {
        let mut projection = Self {
            fields: Vec::new(),
            peculiarities: Vec::new(),
            constants: Vec::new(),
            by_path: HashMap::new(),
            by_id: vec![None; catalogue::len()],
            passed: vec![false; catalogue::len()],
            members: vec![None; catalogue::len()],
            root: PathNode::default(),
            ends: HashMap::new(),
        };
        for field in fields {
            projection.add(field);
        }
        Arc::new(projection)
    }

    /// The same fields in the same slots, and these behind them.
    pub fn with(&self, fields: impl IntoIterator<Item = ProjectedField>) -> Arc<Self> {
        let mut projection = self.clone();
        for field in fields {
            projection.add(field);
        }
        Arc::new(projection)
    }

    fn add(&mut self, field: ProjectedField) {
        let Ok(next) = u16::try_from(self.fields.len()) else { return };
        if self.by_path.contains_key(&field.path) {
            return;
        }
        let slot = Slot(next);
        if field.path.segments().count() <= MAX_SEGMENTS {
            let mut node = &mut self.root;
            for name in field.path.segments() {
                node = node.children.entry(name.into()).or_default();
            }
            node.slot = Some(slot);
            let path = field.path.as_str();
            for (dot, _) in path.match_indices('.') {
                self.ends.entry(path[..dot].into()).or_default().has_fields_below = true;
            }
            self.ends.entry(path.into()).or_default().slot = Some(slot);
        }
        let path = field.path.as_str();
        if let Some(id) = catalogue::find(path) {
            self.by_id[id.index()] = Some(slot);
            self.passed[id.index()] = true;
        }
        let dots: Vec<usize> = path.match_indices('.').map(|(dot, _)| dot).collect();
        for (index, &dot) in dots.iter().enumerate() {
            let Some(object) = catalogue::find(&path[..dot]) else { continue };
            self.passed[object.index()] = true;
            let end = dots.get(index + 1).copied().unwrap_or(path.len());
            let members = self.members[object.index()].get_or_insert_default();
            let member = members.entry(path[dot + 1..end].into()).or_default();
            if end == path.len() {
                member.slot = Some(slot);
            } else {
                member.has_fields_below = true;
            }
        }
        self.by_path.insert(field.path.clone(), slot);
        self.fields.push(field);
    }

    /// The same fields in the same slots, with their values read as the catalogue says: null stands for its
    /// `null_value`, dates have its format, a constant is there without being said. Batches built for it can be
    /// evaluated like those of `self`.
    pub fn honouring(&self, catalogue: &dyn Catalogue) -> Arc<Self> {
        let mut projection = self.clone();
        projection.peculiarities.clear();
        projection.constants.clear();
        for (slot, field) in self.slots().zip(&self.fields) {
            // An alias of this name would lead elsewhere: only what holds the values itself counts.
            let info = catalogue.field(field.path.as_str()).filter(|info| info.path == field.path);
            let (null_value, date_format, constant) =
                info.map_or((None, None, None), |info| (info.null_value, info.date_format, info.constant));
            projection.peculiarities.push(Peculiarity { null_value, date_format });
            projection.constants.extend(constant.map(|constant| (slot, constant)));
        }
        Arc::new(projection)
    }

    /// What null stands for in a slot.
    pub fn null_value(&self, slot: Slot) -> Option<&Arc<str>> {
        self.peculiarities.get(slot.index())?.null_value.as_ref()
    }

    /// How dates in a slot are written, where not as usual.
    pub fn date_format(&self, slot: Slot) -> Option<&DateFormat> {
        self.peculiarities.get(slot.index())?.date_format.as_ref()
    }

    /// Values that every event has in a slot, said or not.
    pub fn constants(&self) -> &[(Slot, Arc<str>)] {
        &self.constants
    }

    /// The projected fields, in slot order.
    pub fn fields(&self) -> &[ProjectedField] {
        &self.fields
    }

    /// The field in a slot.
    pub fn field(&self, slot: Slot) -> &ProjectedField {
        &self.fields[slot.index()]
    }

    /// All slots, in order.
    pub fn slots(&self) -> impl Iterator<Item = Slot> + use<> {
        (0..self.fields.len() as u16).map(Slot)
    }

    /// The slot of a dotted name.
    pub fn slot(&self, path: &str) -> Option<Slot> {
        self.root.descend(path).and_then(|node| node.slot)
    }

    /// The slot of a catalogue field.
    pub fn slot_of(&self, id: FieldId) -> Option<Slot> {
        self.by_id.get(id.index()).copied().flatten()
    }

    /// The slot of a direct member of an object field, as in (`winlog.event_data`, `LogonId`).
    pub fn member(&self, object: FieldId, name: &str) -> Option<Slot> {
        self.member_of(object, name)?.slot
    }

    /// What is projected of a member of an object field.
    pub(crate) fn member_of(&self, object: FieldId, name: &str) -> Option<Member> {
        self.members.get(object.index())?.as_ref()?.get(name).copied()
    }

    /// What a dotted name is in the tree of projected names.
    pub(crate) fn end(&self, path: &str) -> Option<PathEnd> {
        self.ends.get(path).copied()
    }

    /// The tree of projected names.
    pub fn root(&self) -> &PathNode {
        &self.root
    }

    /// The part of the tree below an object field, for mappings that copy members of an object whose names are not
    /// known beforehand (`winlog.event_data`).
    pub fn below(&self, id: FieldId) -> Option<&PathNode> {
        self.node(id).filter(|node| !node.is_leaf())
    }

    /// The node of a catalogue field, if any projected name is its own or begins with it.
    pub fn node(&self, id: FieldId) -> Option<&PathNode> {
        let is_passed = self.passed.get(id.index()).copied().unwrap_or(false);
        if is_passed { self.root.descend(id.path()) } else { None }
    }
}
