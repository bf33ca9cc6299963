#![expect(clippy::disallowed_types, reason = "the sandbox is held against the very client that the console uses")]

use aws_sdk_cognitoidentityprovider::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_cognitoidentityprovider::types::UserStatusType;
use aws_sdk_cognitoidentityprovider::{Client, Config};

use super::{Bench, CUSTOMERS};

#[tokio::test]
async fn the_aws_sdk_reads_every_answer() {
    let bench = Bench::new().await;
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "sandbox"))
        .endpoint_url(bench.sandbox.cognito_url())
        .build();
    let client = Client::from_conf(config);
    let pools = client.list_user_pools().max_results(10).send().await.unwrap();
    assert_eq!(pools.user_pools().len(), 2);
    let pool = client.describe_user_pool().user_pool_id(CUSTOMERS).send().await.unwrap();
    let pool = pool.user_pool().unwrap();
    assert_eq!(pool.estimated_number_of_users(), 406);
    assert_eq!(pool.alias_attributes().len(), 3);
    assert!(pool.lambda_config().unwrap().custom_message().is_some());
    assert_eq!(pool.account_recovery_setting().unwrap().recovery_mechanisms().len(), 2);
    let users = client.list_users().user_pool_id(CUSTOMERS).filter("email ^= \"amara\"").send().await.unwrap();
    assert_eq!(users.users()[0].user_status(), Some(&UserStatusType::Confirmed));
    let reset = client.admin_reset_user_password().user_pool_id(CUSTOMERS).username("amara.okafor");
    reset.client_metadata("ticket", "INC-1").send().await.unwrap();
    let user = client.admin_get_user().user_pool_id(CUSTOMERS).username("amara.okafor").send().await.unwrap();
    assert_eq!(user.user_status(), Some(&UserStatusType::ResetRequired));
    assert!(user.user_last_modified_date().is_some());
    let refused = client.admin_reset_user_password().user_pool_id(CUSTOMERS).username("dana.kowalczyk").send().await;
    let refused = refused.unwrap_err().into_service_error();
    assert!(refused.is_not_authorized_exception());
    assert_eq!(refused.meta().message(), Some("User password cannot be reset in the current state."));
}
