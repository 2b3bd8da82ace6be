//! Lists as Hydra has them.

use serde::Serialize;
use serde_json::Value;

/// The type of every list.
pub const COLLECTION: &str = "hydra:Collection";

/// A page of a list, or a whole one.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct List<'a> {
    #[serde(rename = "@context")]
    pub(crate) context: String,
    #[serde(rename = "@id")]
    pub(crate) iri: &'a str,
    #[serde(rename = "@type")]
    pub(crate) kind: &'static str,
    /// The members of this page.
    #[serde(rename = "hydra:member")]
    pub(crate) member: Vec<Value>,
    /// How many members there are on all pages.
    #[serde(rename = "hydra:totalItems", skip_serializing_if = "Option::is_none")]
    pub(crate) total: Option<u64>,
    /// Which page this is, and where its neighbours are.
    #[serde(rename = "hydra:view", skip_serializing_if = "Option::is_none")]
    pub(crate) view: Option<View>,
    /// The filters that the list has.
    #[serde(rename = "hydra:search", skip_serializing_if = "Option::is_none")]
    pub(crate) search: Option<Search>,
}

/// Which page of a list this is, and where its neighbours are.
#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "HydraView")
)]
pub struct View {
    #[serde(rename = "@id")]
    pub(crate) iri: String,
    #[serde(rename = "@type")]
    pub(crate) kind: ViewKind,
    /// The first page.
    #[serde(rename = "hydra:first", skip_serializing_if = "Option::is_none")]
    pub(crate) first: Option<String>,
    /// The last page.
    #[serde(rename = "hydra:last", skip_serializing_if = "Option::is_none")]
    pub(crate) last: Option<String>,
    /// The page before this one.
    #[serde(rename = "hydra:previous", skip_serializing_if = "Option::is_none")]
    pub(crate) previous: Option<String>,
    /// The page after this one.
    #[serde(rename = "hydra:next", skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

impl View {
    /// The page at an address.
    pub(crate) const fn at(iri: String) -> Self {
        Self {
            iri,
            kind: ViewKind::It,
            first: None,
            last: None,
            previous: None,
            next: None,
        }
    }
}

/// The filters of a list, as a template of its address.
#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "HydraSearch")
)]
pub struct Search {
    #[serde(rename = "@type")]
    kind: TemplateKind,
    /// The list's address with the filters' variables (RFC 6570).
    #[serde(rename = "hydra:template")]
    template: String,
    #[serde(rename = "hydra:variableRepresentation")]
    representation: Basic,
    /// Each filter.
    #[serde(rename = "hydra:mapping")]
    mapping: Vec<Filter>,
}

/// A filter of a list.
#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "HydraFilter")
)]
pub struct Filter {
    #[serde(rename = "@type")]
    kind: MappingKind,
    /// The parameter.
    variable: &'static str,
    /// The property that it filters by.
    property: &'static str,
    /// No filter is.
    required: bool,
}

impl Search {
    pub(crate) fn new(
        template: String,
        filters: impl Iterator<Item = (&'static str, &'static str)>,
    ) -> Self {
        let filter = |(variable, property)| Filter {
            kind: MappingKind::It,
            variable,
            property,
            required: false,
        };
        Self {
            kind: TemplateKind::It,
            template,
            representation: Basic::It,
            mapping: filters.map(filter).collect(),
        }
    }
}

/// A word of Hydra's that stands in its place and no other.
macro_rules! fixed {
    ($($name:ident $word:literal),+) => {$(
        #[derive(Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline))]
        pub(crate) enum $name {
            #[serde(rename = $word)]
            It,
        }
    )+};
}

fixed!(
    ViewKind "hydra:PartialCollectionView",
    TemplateKind "hydra:IriTemplate",
    MappingKind "IriTemplateMapping",
    Basic "BasicRepresentation"
);

/// Texts, numbers and lists of them, and nothing that could fail to be a document.
pub(crate) fn value(list: &List<'_>) -> Value {
    serde_json::to_value(list).unwrap_or_default()
}
