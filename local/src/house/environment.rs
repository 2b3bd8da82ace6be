//! What Lambda and `template.yaml` tell a function, for the engines of this machine.

use std::collections::BTreeMap;

use aws_credential_types::Credentials;
use leah_aws::{App, Config, Endpoints};

use super::{MAIL_DOMAIN, TABLE};
use crate::{
    engines::{self, ACCESS_KEY, ACCOUNT, REGION, SECRET_KEY, SESSION_TOKEN, Urls},
    template::STACK,
};

/// This machine's own: temporary ones, as Lambda gives them to functions.
pub(super) fn credentials() -> Credentials {
    session(ACCESS_KEY)
}

/// Those of a function's role.
pub(super) fn role(function: &str) -> Credentials {
    session(&engines::access_key(function))
}

fn session(access_key: &str) -> Credentials {
    let token = Some(SESSION_TOKEN.to_owned());
    Credentials::new(access_key, SECRET_KEY, token, None, "local")
}

/// What `template.yaml` tells the functions on AWS, for this machine.
pub(super) fn config(urls: &Urls, port: u16, malware_scan: bool) -> Config {
    Config {
        table: TABLE.to_owned(),
        base_domains: vec!["localhost".to_owned(), "leah.care".to_owned()],
        guest_url: format!("http://{{slug}}.localhost:{port}"),
        mail_from: format!("no-reply@{MAIL_DOMAIN}"),
        bucket: engines::BUCKET.to_owned(),
        // The one group that exists from the beginning.
        schedule_group: "default".to_owned(),
        schedule_target: format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:leah-reminders"),
        schedule_role: format!("arn:aws:iam::{ACCOUNT}:role/leah-schedules"),
        schedule_dead_letters: format!("arn:aws:sqs:{REGION}:{ACCOUNT}:leah-schedules"),
        webhooks: format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{STACK}-webhooks"),
        webhooks_vpc: Some(format!(
            "arn:aws:lambda:{REGION}:{ACCOUNT}:function:{STACK}-webhooks_vpc"
        )),
        malware_scan,
        endpoints: Endpoints {
            dynamodb: Some(urls.dynamodb.clone()),
            ses: Some(urls.ses.clone()),
            sms: Some(urls.sms.clone()),
            scheduler: Some(urls.scheduler.clone()),
            s3: Some(urls.s3.clone()),
            lambda: Some(urls.lambda.clone()),
        },
    }
}

/// What `template.yaml` and Lambda give a function: its configuration, its region and its role's credentials.
pub(crate) fn environment(app: &App) -> BTreeMap<String, String> {
    let mut environment = app.config().to_env();
    let credentials = app.credentials();
    let token = credentials.session_token();
    let given = [
        ("AWS_REGION", Some(REGION)),
        ("AWS_ACCESS_KEY_ID", Some(credentials.access_key_id())),
        (
            "AWS_SECRET_ACCESS_KEY",
            Some(credentials.secret_access_key()),
        ),
        ("AWS_SESSION_TOKEN", token),
    ];
    let given = given.into_iter();
    environment
        .extend(given.filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))));
    environment
}
