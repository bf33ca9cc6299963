//! TLS towards a sink: whose certificates are believed, and what a refusal means.

use rustls::client::Resumption;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{AlertDescription, CertificateError, ClientConfig, Error as TlsError, RootCertStore};
use std::error::Error;
use std::io::Error as IoError;
use std::path::Path;
use std::sync::Arc;

/// Whose certificates a sink believes.
#[derive(Debug, Clone)]
pub struct Authorities(Arc<RootCertStore>);

impl Authorities {
    /// Mozilla's list of public ones, as it was when the program was built.
    pub fn public() -> Self {
        Self(Arc::new(webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect()))
    }

    /// Those of a file in PEM, in the place of the public ones. Its other items, such as keys, are left alone.
    ///
    /// # Errors
    /// A sentence for the operator: a file that cannot be read, holds no certificate, or holds one that is none.
    pub fn of_file(file: &Path) -> Result<Self, String> {
        let text = std::fs::read(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
        let mut roots = RootCertStore::empty();
        for (place, certificate) in CertificateDer::pem_slice_iter(&text).enumerate() {
            let problem = || format!("certificate {} in {} is damaged", place + 1, file.display());
            roots.add(certificate.map_err(|_| problem())?).map_err(|_| problem())?;
        }
        if roots.is_empty() {
            return Err(format!("{} holds no certificate: it must be in PEM, with the line -----BEGIN CERTIFICATE-----", file.display()));
        }
        Ok(Self(Arc::new(roots)))
    }

    /// TLS 1.2 or 1.3 that verifies the server's certificate and name at each connection, and knows no other way.
    ///
    /// # Errors
    /// A sentence, where there can be no TLS.
    pub(super) fn client_config(&self) -> Result<ClientConfig, String> {
        let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().map_err(|error| format!("there can be no TLS: {error}"))?;
        let mut config = builder.with_root_certificates(Arc::clone(&self.0)).with_no_client_auth();
        // A session that is taken up again shows no certificate, which may have expired since.
        config.resumption = Resumption::disabled();
        Ok(config)
    }
}

/// What went wrong with TLS, and what to do; `None` where it was something else.
pub(super) fn tls_words(error: &(dyn Error + 'static)) -> Option<String> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<TlsError>() {
            return Some(words(found));
        }
        // One in an `io::Error` is no source of it.
        next = match error.downcast_ref::<IoError>().and_then(IoError::get_ref) {
            Some(inner) => Some(inner as &(dyn Error + 'static)),
            None => error.source(),
        };
    }
    None
}

fn words(error: &TlsError) -> String {
    let plain = match error {
        TlsError::InvalidCertificate(problem) => return of_certificate(problem),
        TlsError::InvalidMessage(_) => "what answers there does not speak TLS: look at the port",
        TlsError::PeerIncompatible(_) | TlsError::AlertReceived(AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure) => {
            "there is no TLS that both sides speak: TLS 1.2 or 1.3 with a usual cipher suite is needed"
        }
        TlsError::AlertReceived(AlertDescription::CertificateRequired) => "it asks for a client's certificate, which this console has not: configure it not to",
        other => return format!("TLS failed: {other}"),
    };
    plain.to_owned()
}

fn of_certificate(problem: &CertificateError) -> String {
    let plain = match problem {
        CertificateError::UnknownIssuer => "its certificate is of no authority that this sink trusts: name a private authority's in ca_file, and let the server send those between",
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "its certificate is for another name: the host must stand among the certificate's subject alternative names as it is written here"
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "its certificate has expired: renew it there, or set this machine's clock right",
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "its certificate is not valid yet: look at both machines' clocks",
        CertificateError::BadSignature => "its certificate was not signed by the authority of that name that this sink trusts: there is another, perhaps a newer one, for ca_file",
        // The verifier's own word; rustls has none for it, and `openssl req -x509` makes such certificates.
        CertificateError::Other(other) if other.to_string() == "CaUsedAsEndEntity" => {
            "its certificate is an authority's own (CA:TRUE), which no server may show: let that authority sign one for the server"
        }
        other => return format!("its certificate cannot be accepted: {other}"),
    };
    plain.to_owned()
}
