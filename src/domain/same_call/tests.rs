//! What is written, letter by letter. That the tools make the very same request of it is tried with the real ones (`end2end/same_call/`).

use super::*;

const USER: CalledFor<'_> = CalledFor { region: "eu-west-1", pool: "eu-west-1_Nw4Customers", username: "amara.okafor" };

fn metadata(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn reset(username: &str, pairs: &[(&str, &str)], dialect: Dialect) -> String {
    ServiceCall::of(Help::ResetCode, CalledFor { username, ..USER }, None, &metadata(pairs)).written(dialect)
}

#[test]
fn a_reset_is_written_as_each_tool_takes_it() {
    let pairs = [("ticket", "INC-204817"), ("said by", "O'Brien")];
    let written = |dialect| reset("amara.okafor", &pairs, dialect);
    assert_eq!(
        written(Dialect::AwsCli),
        "aws cognito-idp admin-reset-user-password \\\n  --region eu-west-1 \\\n  --user-pool-id=eu-west-1_Nw4Customers \\\n  --username=amara.okafor \\\n  \
         --client-metadata '{\"ticket\": \"INC-204817\", \"said by\": \"O'\\''Brien\"}'"
    );
    assert_eq!(
        written(Dialect::PowerShell),
        "Reset-CGIPUserPasswordAdmin `\n  -Region 'eu-west-1' `\n  -UserPoolId 'eu-west-1_Nw4Customers' `\n  -Username 'amara.okafor' `\n  \
         -ClientMetadata @{ 'ticket' = 'INC-204817'; 'said by' = 'O''Brien' }"
    );
    assert_eq!(
        written(Dialect::R),
        "cognito <- paws::cognitoidentityprovider(config = list(region = \"eu-west-1\"))\ncognito$admin_reset_user_password(\n  UserPoolId = \"eu-west-1_Nw4Customers\",\n  \
         Username = \"amara.okafor\",\n  ClientMetadata = list(\"ticket\" = \"INC-204817\", \"said by\" = \"O'Brien\")\n)"
    );
    assert_eq!(
        written(Dialect::Python),
        "import boto3\n\ncognito = boto3.client(\"cognito-idp\", region_name=\"eu-west-1\")\ncognito.admin_reset_user_password(\n    UserPoolId=\"eu-west-1_Nw4Customers\",\n    \
         Username=\"amara.okafor\",\n    ClientMetadata={\"ticket\": \"INC-204817\", \"said by\": \"O'Brien\"},\n)"
    );
    assert_eq!(
        written(Dialect::Json),
        "{\n  \"UserPoolId\": \"eu-west-1_Nw4Customers\",\n  \"Username\": \"amara.okafor\",\n  \"ClientMetadata\": {\n    \"ticket\": \"INC-204817\",\n    \"said by\": \"O'Brien\"\n  }\n}"
    );
    assert_eq!(
        written(Dialect::Yaml),
        "UserPoolId: \"eu-west-1_Nw4Customers\"\nUsername: \"amara.okafor\"\nClientMetadata:\n  \"ticket\": \"INC-204817\"\n  \"said by\": \"O'Brien\""
    );
}

#[test]
fn a_password_is_asked_for_and_never_written() {
    let call = |help| ServiceCall::of(help, USER, None, &metadata(&[("ticket", "INC-204817")]));
    for (help, permanent) in [
        (Help::TemporaryPassword, ["--no-permanent", "-Permanent $false", "Permanent = FALSE", "Permanent=False", "\"Permanent\": false", "Permanent: false"]),
        (Help::PermanentPassword, ["--permanent", "-Permanent $true", "Permanent = TRUE", "Permanent=True", "\"Permanent\": true", "Permanent: true"]),
    ] {
        let asked = [
            "printf 'Password: ' && read -rs PASSWORD &&\naws cognito-idp admin-set-user-password \\\n",
            "Read-Host 'Password' -AsSecureString",
            "askpass::askpass()",
            "getpass()",
            "\"<password>\"",
            "\"<password>\"",
        ];
        for ((dialect, permanent), asked) in Dialect::ALL.into_iter().zip(permanent).zip(asked) {
            let written = call(help).written(dialect);
            assert!(written.contains(permanent) && written.contains(asked), "{written}");
            assert!(!written.contains("ClientMetadata") && !written.contains("INC-204817"), "the operation takes none: {written}");
        }
    }
}

#[test]
fn every_other_way_to_help_is_one_call_too() {
    let call = |help, contact| ServiceCall::of(help, USER, contact, &metadata(&[("ticket", "INC-204817")]));
    let invitation = call(Help::Invitation, Some(Contact::PhoneNumber));
    assert!(invitation.written(Dialect::AwsCli).contains("admin-create-user \\\n  --region eu-west-1 \\\n  --user-pool-id=eu-west-1_Nw4Customers \\\n  --username=amara.okafor \\\n  --message-action=RESEND \\\n  --desired-delivery-mediums SMS \\\n  --client-metadata"));
    assert!(invitation.written(Dialect::PowerShell).contains("-MessageAction 'RESEND' `\n  -DesiredDeliveryMedium 'SMS'"));
    assert!(call(Help::Invitation, Some(Contact::Email)).written(Dialect::Yaml).contains("DesiredDeliveryMediums:\n  - EMAIL"));
    let mark = call(Help::MarkVerified(Contact::Email), None);
    assert!(mark.written(Dialect::AwsCli).ends_with("--user-attributes Name=email_verified,Value=true"));
    assert!(mark.written(Dialect::PowerShell).ends_with("-UserAttribute @{ Name = 'email_verified'; Value = 'true' }"));
    assert!(mark.written(Dialect::Yaml).ends_with("UserAttributes:\n  - Name: email_verified\n    Value: \"true\""), "a text, and not a truth value");
    for (help, operation) in [(Help::ConfirmSignUp, "admin_confirm_sign_up"), (Help::Enable, "admin_enable_user"), (Help::SignOut, "admin_user_global_sign_out")] {
        assert!(call(help, None).written(Dialect::Python).contains(operation));
    }
}

#[test]
fn a_username_that_names_a_file_or_looks_like_an_option_is_a_username() {
    let file = reset("file:///etc/passwd", &[], Dialect::AwsCli);
    assert!(!file.contains("--username") && file.contains("--cli-input-json '{\"UserPoolId\": \"eu-west-1_Nw4Customers\", \"Username\": \"file:///etc/passwd\"}'"), "{file}");
    assert!(reset("--profile", &[], Dialect::AwsCli).contains("--username=--profile"));
    let set = ServiceCall::of(Help::TemporaryPassword, CalledFor { username: "https://ana.example", ..USER }, None, &[]).written(Dialect::AwsCli);
    assert!(set.contains("--cli-input-json") && set.ends_with("--password=\"$PASSWORD\"") && !set.contains("<password>"), "{set}");
}

#[test]
fn quotation_marks_dollars_and_what_nobody_sees_stay_what_they_are() {
    let nasty = "a\"b\\c$HOME`id`!!'x";
    assert!(reset(nasty, &[], Dialect::AwsCli).ends_with(r#"--username='a"b\c$HOME`id`!!'\''x'"#));
    assert!(reset(nasty, &[], Dialect::PowerShell).ends_with(r#"-Username 'a"b\c$HOME`id`!!''x'"#));
    assert!(reset(nasty, &[], Dialect::R).contains(r#"Username = "a\"b\\c$HOME`id`!!'x""#));
    // PowerShell takes typographic marks for its own.
    assert!(reset("O\u{2019}Brien", &[], Dialect::PowerShell).ends_with("-Username 'O\u{2019}\u{2019}Brien'"));
    let hidden = "ana\u{202e}\u{e0041}'b";
    assert!(reset(hidden, &[], Dialect::AwsCli).ends_with("--username=$'ana\\342\\200\\256\\363\\240\\201\\201\\'b'"));
    assert!(reset(hidden, &[], Dialect::PowerShell).ends_with("-Username ('ana' + [char]0x202E + [char]::ConvertFromUtf32(0xE0041) + '''b')"));
    assert!(reset(hidden, &[], Dialect::Python).contains("\"ana\\u202e\\U000e0041'b\""));
    assert!(reset(hidden, &[], Dialect::R).contains("\"ana\\u{202e}\\U{e0041}'b\""));
    assert!(reset(hidden, &[], Dialect::Json).contains("\"ana\\u202e\\udb40\\udc41'b\""));
    assert!(reset(hidden, &[], Dialect::Yaml).contains("\"ana\\u202e\\U000e0041'b\""));
    assert!(reset("a\u{3164}\u{31}", &[], Dialect::AwsCli).ends_with("--username=$'a\\343\\205\\2441'"), "no digit belongs to the byte before it");
    // Letters of every script are plain.
    for dialect in Dialect::ALL {
        assert!(reset("παπαδόπουλος李娜", &[], dialect).contains("παπαδόπουλος李娜"), "{dialect:?}");
    }
    assert!(reset("\u{200b}b", &[], Dialect::PowerShell).ends_with("-Username ('' + [char]0x200B + 'b')"));
}

#[test]
fn keys_that_differ_by_their_case_alone_stay_two_in_powershell() {
    let written = reset("ana", &[("Ticket", "1"), ("ticket", "2")], Dialect::PowerShell);
    assert!(written.starts_with("$metadata = [hashtable]::new([StringComparer]::Ordinal)\n$metadata.Add('Ticket', '1')\n$metadata.Add('ticket', '2')\nReset-CGIP"), "{written}");
    assert!(written.ends_with("-ClientMetadata $metadata"), "{written}");
}
