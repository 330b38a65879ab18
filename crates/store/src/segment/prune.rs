//! What a filter implies for the columns of a segment.
//!
//! **Soundness.** Only what every match must satisfy becomes a condition: an equality with case on a field that has a
//! column, one of several such on the same field, and what both sides of an `or` or any side of an `and` imply. An event
//! with several values of the field passes by its mark, whatever they are. Whoever passes is asked the whole filter.

use datafusion::common::{Column, ScalarValue};
use datafusion::logical_expr::Expr;
use datafusion::prelude::lit;
use lang::ir::{Case, FieldTest, Filter, Literal, Test};

use super::fields::{FIELDS, is_number, several};

/// Conditions with more values than this leave out little and cost much.
const MOST_VALUES: usize = 256;

/// What every event that passes the filter satisfies; none where nothing of use is known.
pub(super) fn implied(filter: &Filter) -> Option<Expr> {
    match filter {
        Filter::Test(test) => of_test(test),
        Filter::And(parts) => parts.iter().filter_map(implied).reduce(Expr::and),
        Filter::Or(parts) => {
            let parts: Option<Vec<Expr>> = parts.iter().map(implied).collect();
            parts?.into_iter().reduce(Expr::or)
        }
        Filter::Nothing => Some(lit(false)),
        Filter::All | Filter::Not(_) | Filter::Scalar(_) => None,
    }
}

fn of_test(FieldTest { field, test }: &FieldTest) -> Option<Expr> {
    let (field, _) = FIELDS.iter().find(|(name, _)| *name == field.path.as_str())?;
    let values = match test {
        Test::AnyOf { values, case } if values.len() <= MOST_VALUES => {
            values.iter().map(|value| constant(value, *case, is_number(field))).collect::<Option<Vec<_>>>()?
        }
        Test::Cidr(networks) if networks.len() <= MOST_VALUES => {
            // An IPv4 address is written in one way only.
            let single = |network: &ipnet::IpNet| match network {
                ipnet::IpNet::V4(network) if network.prefix_len() == 32 => {
                    Some(text(&network.addr().to_string()))
                }
                _ => None,
            };
            networks.iter().map(single).collect::<Option<Vec<_>>>()?
        }
        _ => return None,
    };
    let column = Expr::Column(Column::from_name(*field));
    let has_several = Expr::Column(Column::from_name(several(field))).is_not_null();
    let equals = values.into_iter().map(|value| column.clone().eq(value)).reduce(Expr::or)?;
    Some(equals.or(has_several))
}

fn text(value: &str) -> Expr {
    Expr::Literal(ScalarValue::Utf8View(Some(value.to_owned())), None)
}

/// A literal as a column holds it, if equality there is what the test means.
fn constant(value: &Literal, case: Case, is_number: bool) -> Option<Expr> {
    match (value, is_number) {
        (Literal::Text(value), false) => {
            let has_case = value.bytes().any(|byte| byte.is_ascii_alphabetic());
            (case == Case::Sensitive || !has_case).then(|| text(value))
        }
        (Literal::Long(value), true) => Some(lit(*value)),
        _ => None,
    }
}
