//! What the operator sets up for an organization: healthcare workers, their offices, features.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    Email, Id, Organization, fold,
    id::Resource,
    input::{Constraint, Violation, Violations},
};

/// The longest name of a person, an office or a feature, in characters.
const LONGEST: usize = 100;

/// Someone who sees guests.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HealthcareWorker {
    /// Its identifier.
    pub id: Id<HealthcareWorker>,
    /// Given name.
    pub firstname: String,
    /// Family name.
    pub lastname: String,
    /// Work address.
    pub email: String,
    /// The organization that they now work in, where one is set.
    pub current_organization: Option<Id<Organization>>,
}

impl Resource for HealthcareWorker {
    const NAME: &'static str = "HealthcareWorker";
    const PATH: &'static str = "/api/healthcare_workers";
}

/// The place, on line, where a healthcare worker sees guests.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Office {
    /// Its identifier.
    pub id: Id<Office>,
    /// Its label in addresses.
    pub slug: String,
    /// Whose office it is.
    pub healthcare_worker: Id<HealthcareWorker>,
    /// What it can do.
    pub features: Vec<Id<Feature>>,
    /// When it was set up.
    pub created_at: Timestamp,
}

impl Resource for Office {
    const NAME: &'static str = "Office";
    const PATH: &'static str = "/api/offices";
}

/// Something that an office can do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Feature {
    /// Its identifier.
    pub id: Id<Feature>,
    /// What it is called.
    pub name: String,
}

impl Resource for Feature {
    const NAME: &'static str = "Feature";
    const PATH: &'static str = "/api/features";
}

/// A healthcare worker as an operator gives one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerDraft {
    /// Given name.
    pub firstname: String,
    /// Family name.
    pub lastname: String,
    /// Work address.
    pub email: Email,
}

impl WorkerDraft {
    /// Reads what an operator gives.
    ///
    /// # Errors
    /// Every rule that is broken.
    pub fn parse(firstname: &str, lastname: &str, email: &str) -> Result<Self, Vec<Violation>> {
        let mut violations = Violations::default();
        let firstname = violations.take("firstname", line(firstname));
        let lastname = violations.take("lastname", line(lastname));
        let email = violations.take("email", Email::parse(email.trim()));
        match (firstname, lastname, email) {
            (Some(firstname), Some(lastname), Some(email)) => Ok(Self {
                firstname,
                lastname,
                email,
            }),
            _ => Err(violations.into_vec()),
        }
    }

    /// The healthcare worker of this draft in an organization. Their identifier follows from organization and address, so that
    /// whoever is added twice is there once.
    pub fn worker(self, organization: Id<Organization>) -> HealthcareWorker {
        let id = Id::derived(organization, &format!("worker {}", self.email.folded()));
        HealthcareWorker {
            id,
            firstname: self.firstname,
            lastname: self.lastname,
            email: self.email.as_str().to_owned(),
            current_organization: None,
        }
    }
}

/// An office as an operator gives one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeDraft {
    /// Its label in addresses.
    pub slug: String,
}

impl OfficeDraft {
    /// Reads the label that an operator gives: lower-case letters, digits and hyphens.
    ///
    /// # Errors
    /// Every rule that is broken.
    pub fn parse(slug: &str) -> Result<Self, Vec<Violation>> {
        let mut violations = Violations::default();
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let read = line(slug).and_then(|slug| {
            let label = slug.chars().all(allowed) && !slug.starts_with('-') && !slug.ends_with('-');
            label.then_some(slug).ok_or(Constraint::Regex)
        });
        match violations.take("slug", read) {
            Some(slug) => Ok(Self { slug }),
            None => Err(violations.into_vec()),
        }
    }

    /// The office of this draft. Its identifier follows from whose it is and its label.
    pub fn office(
        self,
        organization: Id<Organization>,
        healthcare_worker: Id<HealthcareWorker>,
        features: Vec<Id<Feature>>,
        now: Timestamp,
    ) -> Office {
        let id = Id::derived(
            organization,
            &format!("office {healthcare_worker} {}", self.slug),
        );
        Office {
            id,
            slug: self.slug,
            healthcare_worker,
            features,
            created_at: now,
        }
    }
}

/// A feature of the name that an operator gives. Its identifier follows from organization and name, whatever its case.
///
/// # Errors
/// The rule that is broken.
pub fn feature(organization: Id<Organization>, name: &str) -> Result<Feature, Constraint> {
    let name = line(name)?;
    Ok(Feature {
        id: Id::derived(organization, &format!("feature {}", fold(&name))),
        name,
    })
}

/// A text of one line, without the blanks around it.
fn line(text: &str) -> Result<String, Constraint> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Constraint::NotBlank);
    }
    if text.chars().count() > LONGEST {
        return Err(Constraint::TooLong(LONGEST));
    }
    if text.contains(char::is_control) {
        return Err(Constraint::Regex);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests;
