//! Whether it is safe to listen where the configuration says.

use std::net::SocketAddr;

use super::{AuthMode, Config};

/// A listener that would be open to strangers.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ListenError {
    /// Something that is no address with a port.
    #[error("{setting}: '{value}' is no address with a port, such as 127.0.0.1:5514")]
    NoAddress {
        /// The setting.
        setting: &'static str,
        /// Its value.
        value: String,
    },
    /// Beyond this machine without TLS.
    #[error(
        "{setting} = {address} is reachable from other machines, and there is no TLS: set tls.certificate and tls.key, or http.allow_insecure = true if nobody else is on that network"
    )]
    NoTls {
        /// The setting.
        setting: &'static str,
        /// The address.
        address: SocketAddr,
    },
    /// One of certificate and key alone, or TLS for syslog without either.
    #[error("TLS needs both tls.certificate and tls.key")]
    HalfTls,
}

impl Config {
    /// Whether TLS is served.
    pub fn has_tls(&self) -> bool {
        !self.tls.certificate.as_os_str().is_empty()
    }

    /// Whether accounts are required even when there are none yet.
    pub fn requires_accounts(&self) -> bool {
        let is_local = self.http.listen.ip().is_loopback();
        match self.auth.mode {
            AuthMode::Required => true,
            AuthMode::Auto => !is_local && !self.http.allow_insecure,
        }
    }

    /// Refuses to be open to strangers unless told so. Senders of syslog have no way to say who they are, so that syslog
    /// beyond this machine needs to be allowed whatever carries it.
    ///
    /// # Errors
    /// When a listener is reachable from other machines and would read passwords and events in the clear.
    pub fn check_listeners(&self) -> Result<(), ListenError> {
        if self.has_tls() == self.tls.key.as_os_str().is_empty() {
            return Err(ListenError::HalfTls);
        }
        let is_open = |address: &SocketAddr| !address.ip().is_loopback() && !self.http.allow_insecure;
        if is_open(&self.http.listen) && !self.has_tls() {
            return Err(ListenError::NoTls { setting: "http.listen", address: self.http.listen });
        }
        for (setting, text) in [("syslog.tcp", &self.syslog.tcp), ("syslog.udp", &self.syslog.udp)] {
            let address = listener(setting, text)?;
            if let Some(address) = address.filter(is_open) {
                return Err(ListenError::NoTls { setting, address });
            }
        }
        if listener("syslog.tls", &self.syslog.tls)?.is_some() && !self.has_tls() {
            return Err(ListenError::HalfTls);
        }
        Ok(())
    }
}

/// The address of a listener that may be left out.
pub(crate) fn listener(setting: &'static str, text: &str) -> Result<Option<SocketAddr>, ListenError> {
    if text.is_empty() {
        return Ok(None);
    }
    let address = text.parse().map_err(|_| ListenError::NoAddress { setting, value: text.to_owned() })?;
    Ok(Some(address))
}
