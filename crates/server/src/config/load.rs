//! Putting a configuration together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::{Config, SETTINGS, Setting};

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file.
    #[error("{path}: {reason}")]
    File {
        /// Its path.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A setting nobody knows.
    #[error("{origin}: there is no setting '{name}'; `tripline config` prints all there are")]
    Unknown {
        /// Its name.
        name: String,
        /// Where it is set.
        origin: Origin,
    },
    /// A value that a setting cannot have.
    #[error("{0}")]
    Value(String),
}

/// Where a value comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Nobody set it.
    Default,
    /// The file.
    File(PathBuf),
    /// A variable of the environment.
    Environment(String),
    /// The command line.
    Flag,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => formatter.write_str("default"),
            Self::File(path) => write!(formatter, "{}", path.display()),
            Self::Environment(name) => formatter.write_str(name),
            Self::Flag => formatter.write_str("command line"),
        }
    }
}

/// A configuration with where each value comes from.
#[derive(Clone, Debug)]
pub struct LoadedConfig {
    values: BTreeMap<&'static str, (Value, Origin)>,
}

impl LoadedConfig {
    /// Takes defaults, a file, the environment and flags, each over the one before. `flags` are settings by name, as TOML
    /// values.
    ///
    /// # Errors
    /// When the file cannot be read, or something is set that is no setting.
    pub fn load(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
        flags: impl IntoIterator<Item = (&'static str, Value)>,
    ) -> Result<Self, ConfigError> {
        let mut loaded = Self { values: BTreeMap::new() };
        for setting in SETTINGS {
            let default = parse(setting.default).unwrap_or_else(|| Value::String(setting.default.to_owned()));
            loaded.values.insert(setting.name, (default, Origin::Default));
        }
        if let Some(path) = file {
            loaded.read_file(path)?;
        }
        loaded.read_environment(environment)?;
        for (name, value) in flags {
            loaded.set(name, value, Origin::Flag)?;
        }
        Ok(loaded)
    }

    fn set(&mut self, name: &str, value: Value, origin: Origin) -> Result<(), ConfigError> {
        let known = SETTINGS.iter().find(|setting| setting.name == name);
        let known =
            known.ok_or_else(|| ConfigError::Unknown { name: name.to_owned(), origin: origin.clone() })?;
        self.values.insert(known.name, (value, origin));
        Ok(())
    }

    fn read_file(&mut self, path: &Path) -> Result<(), ConfigError> {
        let wrong = |reason: String| ConfigError::File { path: path.to_owned(), reason };
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let table: Table = text.parse().map_err(|error: toml::de::Error| wrong(error.to_string()))?;
        for (name, value) in table {
            match value {
                Value::Table(members) => {
                    for (member, value) in members {
                        self.set(&format!("{name}.{member}"), value, Origin::File(path.to_owned()))?;
                    }
                }
                value => self.set(&name, value, Origin::File(path.to_owned()))?,
            }
        }
        Ok(())
    }

    fn read_environment(
        &mut self,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(), ConfigError> {
        let by_variable: BTreeMap<String, &Setting> =
            SETTINGS.iter().map(|setting| (setting.variable(), setting)).collect();
        for (variable, text) in environment {
            let Some(setting) = by_variable.get(&variable) else { continue };
            let is_string = setting.default.starts_with('"');
            let value = if is_string { Some(Value::String(text.clone())) } else { parse(&text) };
            let value =
                value.ok_or_else(|| ConfigError::Value(format!("{variable}: '{text}' is no TOML value")))?;
            self.set(setting.name, value, Origin::Environment(variable))?;
        }
        Ok(())
    }

    /// The configuration.
    ///
    /// # Errors
    /// When a value is of another type than its setting.
    pub fn config(&self) -> Result<Config, ConfigError> {
        for (name, (value, origin)) in &self.values {
            let default = SETTINGS.iter().find(|setting| setting.name == *name);
            let default = default.and_then(|setting| parse(setting.default));
            if let Some(default) = default.filter(|default| !default.same_type(value)) {
                return Err(ConfigError::Value(format!(
                    "{origin}: {name} has to be of type {}, not {}",
                    default.type_str(),
                    value.type_str()
                )));
            }
        }
        self.table().try_into().map_err(|error: toml::de::Error| ConfigError::Value(error.to_string()))
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        for (name, (value, _)) in &self.values {
            let (outer, member) = name.split_once('.').unwrap_or(("", name));
            let target = if outer.is_empty() {
                Some(&mut table)
            } else {
                table.entry(outer).or_insert_with(|| Value::Table(Table::new())).as_table_mut()
            };
            if let Some(target) = target {
                target.insert(member.to_owned(), value.clone());
            }
        }
        table
    }

    /// The configuration as a TOML file with comments: what each setting means, and where its value comes from.
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# Values are taken from defaults, this file, the environment and flags, the last over the first.\n",
        );
        let mut current = "";
        for setting in SETTINGS {
            let Some((value, origin)) = self.values.get(setting.name) else { continue };
            let (table, member) = setting.name.split_once('.').unwrap_or(("", setting.name));
            if table != current {
                text.push_str(&format!("\n[{table}]\n"));
                current = table;
            }
            text.push_str(&format!("# {} [{}]\n", setting.help, setting.variable()));
            let from = if *origin == Origin::Default { String::new() } else { format!("  # from {origin}") };
            text.push_str(&format!("{member} = {value}{from}\n"));
        }
        text
    }
}

fn parse(text: &str) -> Option<Value> {
    let mut table: Table = format!("value = {text}").parse().ok()?;
    (table.len() == 1).then(|| table.remove("value")).flatten()
}
