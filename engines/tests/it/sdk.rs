//! Real requests: every operation that Leah calls, as its SDK writes it.

mod storage;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_lambda::types::InvocationType;
use aws_sdk_scheduler::types::{
    ActionAfterCompletion, DeadLetterConfig, FlexibleTimeWindow, FlexibleTimeWindowMode,
    RetryPolicy, Target,
};
use aws_sdk_sesv2::types::{
    Body, Content, Destination, EmailContent, Message, MessageTag, RawMessage,
};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
use leah_engines::Service;
use serde_json::Value;

use crate::wire::Wire;

/// Keeps what is sent, and answers nothing of use.
#[derive(Clone, Debug)]
struct Kept {
    service: Service,
    sent: Arc<Mutex<Vec<Wire>>>,
}

impl HttpConnector for Kept {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let mut wire = Wire::new(
            self.service,
            request.method(),
            request.uri(),
            request.body().bytes().unwrap_or_default(),
        );
        for (name, value) in request.headers() {
            wire = wire.with(name, value);
        }
        self.sent.lock().unwrap().push(wire);
        let answer = HttpResponse::new(400.try_into().unwrap(), SdkBody::empty());
        HttpConnectorFuture::ready(Ok(answer))
    }
}

/// The requests of all operations.
pub(crate) async fn requests() -> Vec<Wire> {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let config = |service| {
        let kept = Kept {
            service,
            sent: Arc::clone(&sent),
        };
        let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret", None, None, "test");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .region(Region::from_static("eu-west-3"))
            .endpoint_url("http://127.0.0.1:1")
            .http_client(http_client_fn(move |_, _| {
                SharedHttpConnector::new(kept.clone())
            }))
            .retry_config(RetryConfig::disabled())
            .build()
    };
    storage::reads(&aws_sdk_dynamodb::Client::new(&config(Service::DynamoDb))).await;
    storage::writes(&aws_sdk_dynamodb::Client::new(&config(Service::DynamoDb))).await;
    storage::objects(&aws_sdk_s3::Client::new(&config(Service::S3))).await;
    storage::uploads(&aws_sdk_s3::Client::new(&config(Service::S3))).await;
    mail(&aws_sdk_sesv2::Client::new(&config(Service::Ses))).await;
    texts(&aws_sdk_pinpointsmsvoicev2::Client::new(&config(
        Service::Sms,
    )))
    .await;
    schedules(&aws_sdk_scheduler::Client::new(&config(Service::Scheduler))).await;
    let lambda = aws_sdk_lambda::Client::new(&config(Service::Lambda));
    let invoke = lambda
        .invoke()
        .function_name("leah-webhooks")
        .invocation_type(InvocationType::Event);
    let _ = invoke
        .payload(aws_smithy_types::Blob::new("{}"))
        .send()
        .await;
    let _ = lambda
        .get_function_configuration()
        .function_name("leah-webhooks")
        .send()
        .await;
    let stacks = aws_sdk_cloudformation::Client::new(&config(Service::CloudFormation));
    let _ = stacks.describe_stacks().stack_name("leah").send().await;
    let alarms = aws_sdk_cloudwatch::Client::new(&config(Service::CloudWatch));
    let _ = alarms
        .describe_alarms()
        .alarm_name_prefix("leah-")
        .max_records(100)
        .send()
        .await;
    let queues = aws_sdk_sqs::Client::new(&config(Service::Sqs));
    let queue = queues
        .get_queue_attributes()
        .queue_url("https://sqs.eu-west-3.amazonaws.com/1/leah");
    let _ = queue
        .attribute_names(aws_sdk_sqs::types::QueueAttributeName::All)
        .send()
        .await;
    drop((stacks, alarms, queues, lambda));
    std::mem::take(&mut *sent.lock().unwrap())
}

async fn mail(mail: &aws_sdk_sesv2::Client) {
    let _ = mail.get_account().send().await;
    let _ = mail
        .get_email_identity()
        .email_identity("leah.care")
        .send()
        .await;
    let raw = RawMessage::builder()
        .data(aws_smithy_types::Blob::new("From: a@leah.care\r\n\r\n"))
        .build()
        .unwrap();
    let tag = MessageTag::builder()
        .name("organization")
        .value("a")
        .build()
        .unwrap();
    let send = mail
        .send_email()
        .from_email_address("a@leah.care")
        .email_tags(tag);
    let send = send.destination(Destination::builder().to_addresses("b@example.com").build());
    let _ = send
        .clone()
        .content(EmailContent::builder().raw(raw).build())
        .send()
        .await;
    let content = Content::builder().data("Hello").build().unwrap();
    let simple = Message::builder()
        .subject(content.clone())
        .body(Body::builder().text(content).build())
        .build();
    let _ = send
        .content(EmailContent::builder().simple(simple).build())
        .send()
        .await;
}

async fn texts(texts: &aws_sdk_pinpointsmsvoicev2::Client) {
    let send = texts
        .send_text_message()
        .destination_phone_number("+33612345678")
        .origination_identity("Leah");
    let _ = send
        .message_body("Demain, 9 h. https://a.leah.care/w/abc")
        .time_to_live(3600)
        .send()
        .await;
    let _ = texts.describe_account_attributes().send().await;
    let _ = texts.describe_spend_limits().send().await;
}

async fn schedules(schedules: &aws_sdk_scheduler::Client) {
    let _ = schedules.create_schedule_group().name("leah").send().await;
    let _ = schedules.get_schedule_group().name("leah").send().await;
    let _ = schedules
        .list_schedule_groups()
        .max_results(10)
        .send()
        .await;
    let _ = schedules.delete_schedule_group().name("leah").send().await;
    let window = FlexibleTimeWindow::builder()
        .mode(FlexibleTimeWindowMode::Off)
        .build()
        .unwrap();
    let target = Target::builder()
        .arn("arn:aws:lambda:eu-west-3:123456789012:function:leah-reminders")
        .role_arn("arn:aws:iam::123456789012:role/leah-schedules")
        .input("{}")
        .dead_letter_config(
            DeadLetterConfig::builder()
                .arn("arn:aws:sqs:eu-west-3:123456789012:leah")
                .build(),
        )
        .retry_policy(
            RetryPolicy::builder()
                .maximum_retry_attempts(185)
                .maximum_event_age_in_seconds(60)
                .build(),
        )
        .build()
        .unwrap();
    let create = schedules
        .create_schedule()
        .name("a.b-c_1")
        .group_name("leah")
        .schedule_expression("at(2027-01-15T09:00:00)");
    let create = create
        .flexible_time_window(window.clone())
        .target(target.clone());
    let _ = create
        .action_after_completion(ActionAfterCompletion::Delete)
        .client_token("token")
        .send()
        .await;
    let update = schedules
        .update_schedule()
        .name("a")
        .schedule_expression("at(2027-01-15T09:00:00)");
    let _ = update
        .flexible_time_window(window)
        .target(target)
        .send()
        .await;
    let _ = schedules
        .get_schedule()
        .name("a")
        .group_name("leah")
        .send()
        .await;
    let _ = schedules
        .list_schedules()
        .group_name("leah")
        .name_prefix("a")
        .send()
        .await;
    let _ = schedules
        .delete_schedule()
        .name("a")
        .group_name("leah")
        .send()
        .await;
}

/// What Leah calls, by service.
fn listed() -> BTreeMap<String, BTreeSet<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/called.json");
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[tokio::test]
async fn what_the_sdks_send_is_taken() {
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for wire in requests().await {
        assert_eq!(
            Service::signed(&wire.headers),
            Some(wire.service),
            "{wire:?}"
        );
        let input = wire
            .judged()
            .unwrap_or_else(|breach| panic!("{breach}: {wire:?}"));
        assert!(matches!(input, Value::Object(_)));
        let operations = seen
            .entry(wire.service.model_name().to_owned())
            .or_default();
        operations.insert(wire.operation().unwrap().to_owned());
    }
    assert_eq!(seen, listed());
}
