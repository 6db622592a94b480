//! Numbering plans from libphonenumber's data.
//!
//! Only the data of the crate `phonenumber` are used, not its parser. The parser joins extensions, letters and carriers
//! to a number, and contains calls of `unwrap`. Its cache holds only a hundred patterns, so a hostile text could make
//! it compile patterns again and again.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use phonenumber::Metadata;
use phonenumber::metadata::{DATABASE, Descriptor};
use regex::{Regex, RegexBuilder};

use crate::entities::text::pattern;

/// A country's numbering plan. Its patterns are compiled when first needed.
pub(super) struct Plan {
    pub(super) code: u16,
    pub(super) prefix: Option<String>,
    general: String,
    lengths: Vec<u16>,
    kinds: String,
    mobiles: String,
    any: OnceLock<Regex>,
    mobile: OnceLock<Regex>,
}

/// All plans, by country.
pub(super) static PLANS: LazyLock<BTreeMap<String, Plan>> =
    LazyLock::new(|| DATABASE.iter().map(|country| (country.id().to_owned(), Plan::new(country))).collect());

/// Whether a number is a country's calling code.
pub(super) fn is_code(code: u16) -> bool {
    DATABASE.region(&code).is_some()
}

/// Returns the plans of the countries that share a calling code.
pub(super) fn of(code: u16) -> impl Iterator<Item = &'static Plan> {
    let regions = DATABASE.region(&code).unwrap_or_default();
    regions.into_iter().filter_map(|region| PLANS.get(region)).filter(move |plan| plan.code == code)
}

impl Plan {
    fn new(country: &Metadata) -> Self {
        let all = country.descriptors();
        let source = |descriptor: &Descriptor| format!("(?:{})", descriptor.national_number().as_str());
        let kinds = [
            all.fixed_line(),
            all.mobile(),
            all.toll_free(),
            all.premium_rate(),
            all.shared_cost(),
            all.personal_number(),
            all.voip(),
            all.uan(),
        ];
        Self {
            code: country.country_code(),
            prefix: country.national_prefix().map(str::to_owned),
            general: source(all.general()),
            lengths: all.general().possible_length().to_vec(),
            kinds: kinds.into_iter().flatten().map(source).collect::<Vec<_>>().join("|"),
            mobiles: all.mobile().map(source).unwrap_or_default(),
            any: OnceLock::new(),
            mobile: OnceLock::new(),
        }
    }

    /// Returns the number as dialled from abroad, if the plan contains it. If `dialled` is true, the prefix that is
    /// dialled within the country is removed first.
    pub(super) fn fit<'d>(&self, digits: &'d str, dialled: bool) -> Option<&'d str> {
        let rest = if dialled { digits.strip_prefix(self.prefix.as_deref()?)? } else { digits };
        let long = self.lengths.is_empty() || self.lengths.iter().any(|length| usize::from(*length) == rest.len());
        (long && self.any().is_match(rest)).then_some(rest)
    }

    fn any(&self) -> &Regex {
        self.any.get_or_init(|| whole(if self.kinds.is_empty() { &self.general } else { &self.kinds }))
    }

    /// The pattern of mobile numbers as dialled from abroad.
    pub(super) fn mobile(&self) -> &Regex {
        self.mobile.get_or_init(|| whole(&self.mobiles))
    }
}

/// Compiles a pattern of libphonenumber so that it matches only whole numbers. If libphonenumber's pattern is empty or
/// does not compile, the result matches no number.
fn whole(source: &str) -> Regex {
    let source = if source.is_empty() { "[^0-9]" } else { source };
    let compiled = RegexBuilder::new(&format!("^(?:{source})$")).ignore_whitespace(true).build();
    compiled.unwrap_or_else(|_| pattern("^[^0-9]$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_numbering_plan_compiles_and_knows_its_own_example() {
        for (id, plan) in PLANS.iter() {
            let country = DATABASE.by_id(id.as_str()).unwrap();
            assert!(plan.any().as_str() != "^[^0-9]$", "{id}");
            if let Some(example) = country.descriptors().mobile().and_then(Descriptor::example) {
                assert_eq!(plan.fit(example, false), Some(example), "{id}");
            }
        }
    }
}
