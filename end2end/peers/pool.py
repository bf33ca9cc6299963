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
    ("ivo", "ivo.petrov@people.example", "Ivo Petrov", None),
    ("noor", "noor.aziz@people.example", "Noor Aziz", None),
    ("dilan", "dilan.kaya@people.example", "Dilan Kaya", "Peers-Test-6!"),
    ("petra", "petra.novy@people.example", "Petra Nový", "Peers-Test-7!"),
    ("una", "una.byrne@people.example", "Una Byrne", "Peers-Test-8!"),
    ("vito", "vito.russo@people.example", "Vito Russo", "Peers-Test-9!"),
    ("sofia", "sofia.lund@people.example", "Sofia Lund", "Peers-Test-10!"),
    ("theo", "theo.blanc@people.example", "Theo Blanc", "Peers-Test-11!"),
]
DISABLED = ["dilan", "petra"]
UNVERIFIED = ["una", "vito"]
# Who signed up by themselves, and never confirmed it.
SIGNED_UP = [
    ("freja", "freja.holm@people.example", "Freja Holm", "Peers-Test-12!"),
    ("gael", "gael.simon@people.example", "Gaël Simon", "Peers-Test-13!"),
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
                {"Name": "email_verified", "Value": "false" if username in UNVERIFIED else "true"},
                {"Name": "name", "Value": name},
            ],
        )
        if password:
            cognito.admin_set_user_password(UserPoolId=pool, Username=username, Password=password, Permanent=True)
    for username in DISABLED:
        cognito.admin_disable_user(UserPoolId=pool, Username=username)
    for username, email, name, password in SIGNED_UP:
        attributes = [{"Name": "email", "Value": email}, {"Name": "name", "Value": name}]
        cognito.sign_up(ClientId=client, Username=username, Password=password, UserAttributes=attributes)
    print(json.dumps({"pool": pool, "client": client, "users": [user[0] for user in USERS]}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
