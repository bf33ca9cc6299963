"""Fills moto with a user pool, and prints what was made as one line of JSON.

    python pool.py http://127.0.0.1:PORT REGION
"""

import json
import sys

import boto3

USERS = [
    # username, e-mail, name, password (None: still on the temporary one)
    ("mira", "mira.kovac@people.example", "Mira Kovač", "Peers-Test-1!"),
    ("jonas", "jonas.berg@people.example", "Jonas Berg", "Peers-Test-2!"),
    ("leila", "leila.haddad@people.example", "ليلى حداد", "Peers-Test-3!"),
    ("nadia", "nadia.ferrant@people.example", "Nadia Ferrant", "Peers-Test-4!"),
    ("oskar", "oskar.lind@people.example", "Oskar Lind", "Peers-Test-5!"),
    ("newcomer", "new.comer@people.example", "Newly Invited", None),
]


def main(endpoint: str, region: str) -> None:
    cognito = boto3.client(
        "cognito-idp",
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    pool = cognito.create_user_pool(
        PoolName="People",
        AliasAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        AccountRecoverySetting={"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
    )["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="website",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]["ClientId"]
    for username, email, name, password in USERS:
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=username,
            MessageAction="SUPPRESS",
            TemporaryPassword="Temporary-1!",
            UserAttributes=[
                {"Name": "email", "Value": email},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "name", "Value": name},
            ],
        )
        if password:
            cognito.admin_set_user_password(UserPoolId=pool, Username=username, Password=password, Permanent=True)
    print(json.dumps({"pool": pool, "client": client, "users": [user[0] for user in USERS]}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
