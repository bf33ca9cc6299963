//! What people do today: a loop of the AWS CLI, a loop of boto3, and boto3 with sixteen threads. None of them paces, checks or records anything.

use std::process::Stdio;
use std::time::Instant;

/// One way without a console.
#[derive(Debug, Clone, Copy)]
pub enum Peer {
    Cli,
    Boto,
    Threads,
}

/// What one came to.
pub struct Told {
    pub users_a_second: f64,
    pub cpu_ms: f64,
}

const BOTO: &str = "
import resource, sys, time
import boto3
from botocore.config import Config
from concurrent.futures import ThreadPoolExecutor
url, pool, threads, names = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4].split(',')
client = boto3.client('cognito-idp', endpoint_url=url, region_name='eu-west-1', aws_access_key_id='a', aws_secret_access_key='b', config=Config(max_pool_connections=threads))
send = lambda name: client.admin_reset_user_password(UserPoolId=pool, Username=name)
began, spent = time.time(), resource.getrusage(resource.RUSAGE_SELF)
with ThreadPoolExecutor(threads) as executor:
    list(executor.map(send, names))
after = resource.getrusage(resource.RUSAGE_SELF)
cpu = after.ru_utime + after.ru_stime - spent.ru_utime - spent.ru_stime
print(len(names) / (time.time() - began), cpu * 1000 / len(names))
";

impl Peer {
    pub const ALL: [Self; 3] = [Self::Cli, Self::Boto, Self::Threads];

    pub fn name(self) -> &'static str {
        match self {
            Self::Cli => "aws cognito-idp admin-reset-user-password, one after the other",
            Self::Boto => "boto3, one after the other",
            Self::Threads => "boto3, sixteen threads",
        }
    }

    /// Resets these users at this Cognito: with the AWS CLI the first eight, with boto3 the first two hundred.
    pub async fn run(self, url: &str, pool: &str, names: &[String]) -> Told {
        let python = std::env::var("PASSDESK_PYTHON").expect("PASSDESK_PYTHON: a Python with boto3");
        let threads = match self {
            Self::Cli => return cli(url, pool, &names[..names.len().min(8)]).await,
            Self::Boto => "1",
            Self::Threads => "16",
        };
        let some = names[..names.len().min(200)].join(",");
        let output = tokio::process::Command::new(python).args(["-c", BOTO, url, pool, threads, &some]).output().await.expect("Python");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut numbers = text.split_whitespace().map(|number| number.parse().expect("a number"));
        Told { users_a_second: numbers.next().expect("a rate"), cpu_ms: numbers.next().expect("a time") }
    }
}

async fn cli(url: &str, pool: &str, names: &[String]) -> Told {
    let aws = std::env::var("PASSDESK_AWSCLI").expect("PASSDESK_AWSCLI: the AWS CLI");
    let before = children();
    let began = Instant::now();
    for name in names {
        let arguments = ["cognito-idp", "admin-reset-user-password", "--endpoint-url", url, "--region", "eu-west-1", "--user-pool-id", pool, "--username", name];
        let mut command = tokio::process::Command::new(&aws);
        command.args(arguments).env("AWS_ACCESS_KEY_ID", "a").env("AWS_SECRET_ACCESS_KEY", "b").stdout(Stdio::null());
        assert!(command.status().await.expect("the AWS CLI").success());
    }
    let users = f64::from(u32::try_from(names.len()).expect("few"));
    Told { users_a_second: users / began.elapsed().as_secs_f64(), cpu_ms: (children() - before) / users }
}

/// Processor time of all ended children, in milliseconds.
fn children() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("a Linux");
    let fields: Vec<&str> = stat.rsplit(')').next().expect("fields").split_whitespace().collect();
    let ticks: f64 = fields[13].parse::<f64>().expect("a number") + fields[14].parse::<f64>().expect("a number");
    ticks * 10.0
}
