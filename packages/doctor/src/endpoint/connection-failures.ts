/** Why a connection failed, and what to do. */
export interface ConnectionFailure {
  readonly id: string;
  readonly cause: string;
  readonly fix: string;
}

const NO_NAME: ConnectionFailure = {
  id: 'endpoint.name_not_found',
  cause: 'no address is known for this host name',
  fix: 'correct the name, or let this machine find it (DNS, /etc/hosts, the network of the container)',
};

const REFUSED: ConnectionFailure = {
  id: 'endpoint.refused',
  cause: 'nothing listens on this port',
  fix: 'start the receiver, or correct host and port; in a container localhost is the container itself',
};

const UNREACHABLE: ConnectionFailure = {
  id: 'endpoint.unreachable',
  cause: 'there is no way to this address',
  fix: 'check the address, the network and what filters it',
};

const SILENT: ConnectionFailure = {
  id: 'endpoint.timeout',
  cause: 'nothing was answered within 5 seconds: something drops the packets, or the receiver hangs',
  fix: 'check firewalls and the network policy, and whether the receiver is well',
};

const PLAIN_PORT: ConnectionFailure = {
  id: 'endpoint.plain_port',
  cause: 'https:// is spoken to a port that does not speak TLS',
  fix: 'write http://, or use the port of the receiver that speaks TLS',
};

const UNTRUSTED: ConnectionFailure = {
  id: 'endpoint.untrusted',
  cause: 'the certificate of the receiver is not signed by anybody this process trusts',
  fix: 'name the certificate of the authority that signed it in OTEL_EXPORTER_OTLP_CERTIFICATE, or in NODE_EXTRA_CA_CERTS',
};

const OTHER_NAME: ConnectionFailure = {
  id: 'endpoint.certificate_name',
  cause: 'the certificate of the receiver is for another host name',
  fix: 'use the name that the certificate is for, or let the receiver have one for this name',
};

const EXPIRED: ConnectionFailure = {
  id: 'endpoint.certificate_expired',
  cause: 'the certificate of the receiver is not valid now',
  fix: 'renew it; where it is valid, correct the clock of this machine',
};

const NO_CLIENT_CERTIFICATE: ConnectionFailure = {
  id: 'endpoint.client_certificate',
  cause: 'the receiver wants a certificate of this process, or does not take the one it was shown',
  fix: 'name it in OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE, and its key in OTEL_EXPORTER_OTLP_CLIENT_KEY',
};

const BY_CODE: Readonly<Record<string, ConnectionFailure>> = {
  ENOTFOUND: NO_NAME,
  EAI_AGAIN: NO_NAME,
  ECONNREFUSED: REFUSED,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  EADDRNOTAVAIL: UNREACHABLE,
  ETIMEDOUT: SILENT,
  TIMEOUT: SILENT,
  EPROTO: PLAIN_PORT,
  ERR_SSL_WRONG_VERSION_NUMBER: PLAIN_PORT,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: PLAIN_PORT,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  CERT_HAS_EXPIRED: EXPIRED,
  CERT_NOT_YET_VALID: EXPIRED,
  ERR_TLS_CERT_ALTNAME_INVALID: OTHER_NAME,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: NO_CLIENT_CERTIFICATE,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: NO_CLIENT_CERTIFICATE,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: NO_CLIENT_CERTIFICATE,
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: NO_CLIENT_CERTIFICATE,
};

/** What a code of Node means; undefined for one that says nothing by itself, such as a reset. */
export function connectionFailure(code: string): ConnectionFailure | undefined {
  return BY_CODE[code];
}
