//! `machine_learning`: anomalies that a job of Elastic's machine learning found.

use serde_json::{Map, Value};

use super::super::decode::Fields;
use super::super::encode::put;
use super::super::suppression::Suppression;

pub(super) const NOT_YET: &str =
    "it reads the anomalies of a machine learning job, which only Elastic's stack runs";

/// A machine learning rule.
#[derive(Clone, PartialEq, Debug)]
pub struct MachineLearningRule {
    /// An anomaly must score at least this.
    pub anomaly_threshold: u64,
    /// The jobs whose anomalies it reads. A single one may be written without a list.
    pub machine_learning_job_id: Vec<String>,
    /// How alerts are folded.
    pub alert_suppression: Option<Suppression>,
}

impl MachineLearningRule {
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        let machine_learning_job_id = fields.texts("machine_learning_job_id");
        if machine_learning_job_id.is_empty() {
            fields.problem("machine_learning_job_id", "no job is named", "name the job");
        }
        Self {
            anomaly_threshold: fields.whole_number("anomaly_threshold").unwrap_or_default(),
            machine_learning_job_id,
            alert_suppression: fields.object("alert_suppression", Suppression::read),
        }
    }

    pub(super) fn write(&self, api: &mut Map<String, Value>) {
        put(api, "anomaly_threshold", self.anomaly_threshold);
        put(api, "machine_learning_job_id", &self.machine_learning_job_id);
        put(api, "alert_suppression", &self.alert_suppression);
    }
}
