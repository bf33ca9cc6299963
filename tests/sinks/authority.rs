//! A private authority, and servers with certificates of all kinds.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("a certificate"))
    }

    /// Its certificate, as `ca_file` names it.
    pub fn file(&self, folder: &TempDir) -> PathBuf {
        let file = folder.path().join("ca.pem");
        std::fs::write(&file, self.0.pem()).expect("a file");
        file
    }

    /// A server with this name whose certificate is good in these years.
    pub fn server(&self, name: &str, years: [i32; 2]) -> Door {
        self.server_with(name, |params| (params.not_before, params.not_after) = (date_time_ymd(years[0], 1, 1), date_time_ymd(years[1], 1, 1)))
    }

    fn server_with(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Door {
        let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
        change(&mut params);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider())).with_safe_default_protocol_versions().expect("versions").with_no_client_auth();
        Door::Tls(Arc::new(config.with_single_cert(vec![certificate.der().clone()], key).expect("a server")))
    }
}

/// The name of the authority that is trusted.
pub const OURS: &str = "ours";
pub const GOOD_YEARS: [i32; 2] = [2000, 4000];

/// What a connection meets.
#[derive(Clone)]
pub enum Door {
    Tls(Arc<ServerConfig>),
    /// No TLS.
    Plain,
}

/// The door of a listener, which may become another.
#[derive(Clone)]
pub struct Entrance {
    door: Arc<Mutex<Door>>,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Entrance {
    pub fn new(door: Door) -> Self {
        Self { door: Arc::new(Mutex::new(door)), heard: Arc::default() }
    }

    pub fn becomes(&self, door: Door) {
        *self.door.lock().unwrap() = door;
    }

    /// Handshakes came without TLS to meet them, and nothing else.
    pub fn heard_no_record(&self) -> bool {
        let heard = self.heard.lock().unwrap();
        !heard.is_empty() && !heard.windows(8).any(|bytes| bytes == b"sequence")
    }

    /// Past the handshake, if it comes to that.
    pub async fn enter(&self, mut stream: TcpStream) -> Option<TlsStream<TcpStream>> {
        let door = self.door.lock().unwrap().clone();
        match door {
            Door::Tls(config) => TlsAcceptor::from(config).accept(stream).await.ok(),
            Door::Plain => {
                stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.ok()?;
                let mut heard = Vec::new();
                let _ = stream.read_to_end(&mut heard).await;
                self.heard.lock().unwrap().extend(heard);
                None
            }
        }
    }
}

/// Servers that are not the one at this name, and what is said of each.
pub fn wrong_doors(authority: &Authority, name: &str) -> Vec<(Door, &'static str)> {
    vec![
        (authority.server("elsewhere.example", GOOD_YEARS), "its certificate is for another name"),
        (Authority::new("another").server(name, GOOD_YEARS), "its certificate is of no authority that this sink trusts"),
        (Authority::new(OURS).server(name, GOOD_YEARS), "its certificate was not signed by the authority of that name"),
        (authority.server(name, [2000, 2001]), "its certificate has expired"),
        (authority.server(name, [3999, 4000]), "its certificate is not valid yet"),
        (authority.server_with(name, |params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained)), "its certificate is an authority's own"),
        (Door::Plain, "what answers there does not speak TLS"),
    ]
}
