"""A certificate for a moment, for whoever speaks TLS in a test."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

KEY, CERTIFICATE = "key.pem", "fullchain.pem"


def self_signed(folder: Path, name: str) -> Path:
    """Write key and certificate of a host (a name or an IP address), as deploy/nginx calls the files.

    Returns the certificate's path: it is what a client has to trust. The key lies beside it.
    """
    key, now, day = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC), timedelta(days=1)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    built = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number()).not_valid_before(now - day).not_valid_after(now + day)
    own = x509.SubjectAlternativeName([_alternative(name)])
    authority = x509.BasicConstraints(ca=True, path_length=None)
    made = built.add_extension(own, critical=False).add_extension(authority, critical=True)
    (folder / KEY).write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    path = folder / CERTIFICATE
    path.write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return path


def key_of(certificate: Path) -> Path:
    """Return where the key of a certificate lies."""
    return certificate.with_name(KEY)


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
