//@ error: E0603 module `client` is private
//! Calling Cognito around the port.

use passdesk::adapters::cognito::client::PoolClient;

pub fn client(client: PoolClient) -> PoolClient {
    client
}
