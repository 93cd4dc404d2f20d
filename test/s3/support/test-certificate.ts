/** Of a server in tests, signed by itself: it guards nothing. */
export const TEST_KEY = [
  '-----BEGIN PRIVATE KEY-----',
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgfXUl6viOuPwsXbXg',
  'qozINbXMftQ/H/UDNiWuXhNzbdChRANCAASqbSKTnHBDHWn39qvvy+Ct3qu+78gX',
  '7QdMNwRbVhDFjvdmZzjU1Q9wKUzJX48rRoOuAQuwJ2hF2oYvma9Z7psj',
  '-----END PRIVATE KEY-----',
].join('\n');
export const TEST_CERTIFICATE = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBfzCCASWgAwIBAgIUGiEe3aNP/SovE8Ke3mnt4cZAPk4wCgYIKoZIzj0EAwIw',
  'FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEzMDIyNTUyNloYDzIxMjYxMTA2',
  'MjI1NTI2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO',
  'PQMBBwNCAASqbSKTnHBDHWn39qvvy+Ct3qu+78gX7QdMNwRbVhDFjvdmZzjU1Q9w',
  'KUzJX48rRoOuAQuwJ2hF2oYvma9Z7psjo1MwUTAdBgNVHQ4EFgQUXR04n0IR9G39',
  'n3moUGzJjk5wgeowHwYDVR0jBBgwFoAUXR04n0IR9G39n3moUGzJjk5wgeowDwYD',
  'VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiB7OhsDPQKKtw1VwR4DVqMM',
  'kDchLAvsBPyF0lZzsgKBSgIhALzkYsOJ+8pZNIfz2EItELQMqLAQH6VIlyphHO++',
  'elwJ',
  '-----END CERTIFICATE-----',
].join('\n');
