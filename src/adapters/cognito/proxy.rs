//! A pool's own proxy. Without one the SDK goes by `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`.

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::{Builder, ConnectorBuilder};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

/// What no proxy can reach: this machine, and the link-local addresses at which AWS gives instances and containers their credentials.
const NEAR: &str = "localhost,127.0.0.0/8,::1,169.254.0.0/16,fd00:ec2::/32";

/// The SDK's usual client with this proxy, for all that is asked for a pool: Cognito, STS, SSO.
///
/// # Errors
/// What is wrong with the address.
pub(super) fn through(proxy: &str) -> Result<SharedHttpClient, String> {
    let proxy = ProxyConfig::all(proxy).map_err(|error| error.to_string())?.no_proxy(NEAR);
    Ok(Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector = ConnectorBuilder::default().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).proxy_config(proxy.clone());
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(|components| components.sleep_impl()));
        connector.build()
    }))
}
