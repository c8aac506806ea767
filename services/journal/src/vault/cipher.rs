//! XChaCha20-Poly1305 with random nonces (24 bytes: random is safe), and what is derived from a key.

use super::{MasterKey, VaultError};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

const NONCE: usize = 24;

/// A data key: seals what one person is kept for one purpose.
pub(crate) struct DataKey {
    pub id: String,
    pub owner: String,
    pub purpose: String,
    key: Zeroizing<[u8; 32]>,
}

impl DataKey {
    pub fn generate(owner: &str, purpose: &str) -> Result<Self, VaultError> {
        Ok(Self {
            id: data_encoding::BASE64URL_NOPAD.encode(&random::<12>()?),
            owner: owner.to_owned(),
            purpose: purpose.to_owned(),
            key: Zeroizing::new(random::<32>()?),
        })
    }

    /// `<key id>.<base64url of nonce and box>`; the key id is authenticated.
    pub fn seal(&self, plain: &[u8]) -> Result<String, VaultError> {
        let boxed = encrypt(&self.key, self.id.as_bytes(), plain)?;
        Ok(format!("{}.{}", self.id, data_encoding::BASE64URL_NOPAD.encode(&boxed)))
    }

    /// What [`DataKey::seal`] sealed; nothing if it was not this key or the text was changed.
    pub fn open(&self, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
        let (id, boxed) = sealed.split_once('.')?;
        if id != self.id {
            return None;
        }
        decrypt(&self.key, id.as_bytes(), &data_encoding::BASE64URL_NOPAD.decode(boxed.as_bytes()).ok()?)
    }

    /// The key as it is stored, bound to its id, owner and purpose.
    pub fn wrap(&self, master: &MasterKey) -> Result<Vec<u8>, VaultError> {
        encrypt(master.bytes(), &binding(&self.id, &self.owner, &self.purpose), &*self.key)
    }

    pub fn unwrap(
        id: String,
        owner: String,
        purpose: String,
        wrapped: &[u8],
        master: &MasterKey,
    ) -> Result<Self, VaultError> {
        let plain = decrypt(master.bytes(), &binding(&id, &owner, &purpose), wrapped)
            .ok_or_else(|| VaultError::Damaged(id.clone()))?;
        let key = <[u8; 32]>::try_from(plain.as_slice()).map_err(|_| VaultError::Damaged(id.clone()))?;
        Ok(Self { id, owner, purpose, key: Zeroizing::new(key) })
    }

    /// HMAC-SHA-256 under a key of this one's for `domain` alone.
    pub fn mac(&self, domain: &str, bytes: &[u8]) -> [u8; 32] {
        let derived = Zeroizing::new(hmac(&*self.key, &[b"registrar-mac\0", domain.as_bytes()]));
        hmac(&*derived, &[bytes])
    }
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac =
        <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn binding(id: &str, owner: &str, purpose: &str) -> Vec<u8> {
    [id, owner, purpose].join("\0").into_bytes()
}

fn encrypt(key: &[u8; 32], aad: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    let nonce = random::<NONCE>()?;
    let boxed = XChaCha20Poly1305::new(key.into())
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad })
        .map_err(|_| VaultError::Oversized)?;
    Ok([nonce.as_slice(), &boxed].concat())
}

fn decrypt(key: &[u8; 32], aad: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, boxed) = sealed.split_first_chunk::<NONCE>()?;
    let cipher = XChaCha20Poly1305::new(key.into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: boxed, aad }).ok().map(Zeroizing::new)
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(VaultError::Randomness)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_opens_only_with_its_key_and_untouched() {
        let key = DataKey::generate("contact:1", "contact").unwrap();
        let other = DataKey::generate("contact:1", "contact").unwrap();
        let sealed = key.seal(b"Dupond").unwrap();
        assert_eq!(key.open(&sealed).unwrap().as_slice(), b"Dupond");
        assert_ne!(sealed, key.seal(b"Dupond").unwrap(), "nonces are random");
        assert!(other.open(&sealed).is_none());
        let renamed = sealed.replacen(&key.id, &other.id, 1);
        assert!(other.open(&renamed).is_none());
        let (id, boxed) = sealed.split_once('.').unwrap();
        let flipped = if boxed.starts_with('A') { 'B' } else { 'A' };
        assert!(key.open(&format!("{id}.{flipped}{}", &boxed[1..])).is_none());
    }

    #[test]
    fn a_wrapped_key_is_bound_to_its_owner() {
        let (master, stranger) = (MasterKey::new([7; 32]), MasterKey::new([8; 32]));
        let key = DataKey::generate("contact:1", "contact").unwrap();
        let wrapped = key.wrap(&master).unwrap();
        let unwrap = |owner: &str, master: &MasterKey| {
            DataKey::unwrap(key.id.clone(), owner.into(), "contact".into(), &wrapped, master)
        };
        assert_eq!(unwrap("contact:1", &master).unwrap().key, key.key);
        assert!(matches!(unwrap("contact:2", &master), Err(VaultError::Damaged(_))));
        assert!(matches!(unwrap("contact:1", &stranger), Err(VaultError::Damaged(_))));
    }

    #[test]
    fn macs_of_two_domains_differ() {
        let key = DataKey::generate("server", "mac").unwrap();
        assert_eq!(key.mac("vote", b"x"), key.mac("vote", b"x"));
        assert_ne!(key.mac("vote", b"x"), key.mac("email", b"x"));
        assert_ne!(key.mac("vote", b"x"), key.mac("vote", b"y"));
    }
}
