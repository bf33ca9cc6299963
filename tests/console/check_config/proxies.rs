//! The way to AWS by a proxy.

use super::servers::Proxy;
use super::{Machine, WRONG};

/// A name that only a proxy can make something of.
const BEHIND: &str = "http://cognito.behind.invalid";

async fn machine_behind() -> (Machine, Proxy) {
    let mut machine = Machine::new().await;
    let proxy = Proxy::leading_to(machine.desk.sandbox.cognito_url()).await;
    machine.endpoints = format!("endpoint_url = {BEHIND:?}\nsts_endpoint_url = {BEHIND:?}");
    (machine, proxy)
}

#[tokio::test]
async fn the_proxy_of_the_environment_is_used_and_no_proxy_is_heeded() {
    let (machine, proxy) = machine_behind().await;
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        let said = machine.check("", &[WRONG[0], WRONG[1], (variable, &proxy.url)]).await;
        assert!(said.is_good, "{variable}: {}", said.faults);
        said.has(&["AdminCreateUser: allowed"]);
    }
    assert_eq!(proxy.asked(), ["POST cognito.behind.invalid"], "the issuer on loopback is not asked by it");
    let direct = machine.check("", &[WRONG[0], WRONG[1], ("HTTP_PROXY", &proxy.url), ("NO_PROXY", ".behind.invalid")]).await;
    assert!(!direct.is_good && direct.faults.contains("not reached"), "{}", direct.faults);
}

#[tokio::test]
async fn a_pool_may_have_a_proxy_of_its_own() {
    let (machine, proxy) = machine_behind().await;
    let said = machine.check(&format!("proxy = {:?}", proxy.url), &[WRONG[0], WRONG[1], ("HTTP_PROXY", "http://127.0.0.1:1"), ("NO_PROXY", "*")]).await;
    assert!(said.is_good, "{}", said.faults);
    said.has(&["AdminCreateUser: allowed"]);
    assert_eq!(proxy.asked(), ["POST cognito.behind.invalid"]);
}

#[tokio::test]
async fn what_is_https_goes_through_a_tunnel() {
    let (mut machine, proxy) = machine_behind().await;
    machine.endpoints = String::new();
    for (lines, variable) in [(format!("proxy = {:?}", proxy.url), None), (String::new(), Some(("HTTPS_PROXY", proxy.url.as_str())))] {
        let variables: Vec<_> = WRONG.into_iter().chain(variable).collect();
        let said = machine.check(&lines, &variables).await;
        assert!(!said.is_good, "this proxy opens no tunnel");
    }
    assert_eq!(proxy.asked(), ["CONNECT cognito-idp.eu-west-1.amazonaws.com:443", "CONNECT sts.eu-west-1.amazonaws.com:443"]);
}
