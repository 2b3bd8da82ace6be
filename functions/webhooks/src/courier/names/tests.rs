use super::*;

struct Fixed(Vec<&'static str>);

impl Names for Fixed {
    fn resolve<'a>(
        &'a self,
        host: &'a str,
    ) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>> {
        assert_eq!(host, "receiver.test");
        let addresses = self.0.iter().map(|address| address.parse().unwrap());
        let addresses = addresses.collect();
        Box::pin(async move { Ok(addresses) })
    }
}

async fn handed_on(
    addresses: &[&'static str],
    reach: Reach,
) -> Result<Vec<String>, Option<Undelivered>> {
    let doorkeeper = Doorkeeper::new(Arc::new(Fixed(addresses.to_vec())), reach);
    match doorkeeper.resolve("receiver.test".parse().unwrap()).await {
        Ok(permitted) => Ok(permitted.map(|address| address.to_string()).collect()),
        Err(error) => Err(error.downcast_ref().copied()),
    }
}

const PUBLIC: Reach = Reach::Public { loopback: false };

#[tokio::test]
async fn only_permitted_addresses_are_handed_on_in_their_order() {
    let mixed = [
        "2620:fe::fe",
        "10.0.0.1",
        "9.9.9.9",
        "127.0.0.1",
        "::ffff:192.168.0.1",
        "::ffff:1.1.1.1",
        "fd00::1",
    ];
    assert_eq!(
        handed_on(&mixed, PUBLIC).await.unwrap(),
        ["[2620:fe::fe]:0", "9.9.9.9:0", "1.1.1.1:0"]
    );
    let vpn = Reach::Ranges(vec!["10.0.0.0/8".parse().unwrap()]);
    assert_eq!(handed_on(&mixed, vpn).await.unwrap(), ["10.0.0.1:0"]);
}

#[tokio::test]
async fn a_name_without_permitted_addresses_is_forbidden_one_without_any_unknown() {
    let private = handed_on(&["10.0.0.1", "127.0.0.1"], PUBLIC).await;
    assert_eq!(private, Err(Some(Undelivered::Forbidden)));
    assert_eq!(handed_on(&[], PUBLIC).await, Err(Some(Undelivered::Name)));
}

#[tokio::test]
async fn the_system_knows_this_machine() {
    let addresses = SystemNames.resolve("localhost").await.unwrap();
    assert!(!addresses.is_empty());
    assert!(addresses.iter().all(IpAddr::is_loopback), "{addresses:?}");
}
