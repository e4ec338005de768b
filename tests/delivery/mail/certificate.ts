// A self-signed certificate for localhost and 127.0.0.1, as a server has that nobody vouches for. Made for the tests, good
// until 2126; its key protects nothing.
export const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgHtq4QGJWqWMJ2Pv8
IocsXPuRHcg40sJqoKKecpX665OhRANCAATSIzjxxnF/wXdlp5AlSsc0sdEow0GQ
+TyBYEiv6EYcjjvT5Rt80vkGsfsDo3xsSkNs3xlJJ7sj8pDPZR/pmuFf
-----END PRIVATE KEY-----
`;

export const cert = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUI23qdHVy5Z90Vo8v+qIcXIwGqlswCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzA3MjE1MFoYDzIxMjYxMDMw
MDcyMTUwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATSIzjxxnF/wXdlp5AlSsc0sdEow0GQ+TyBYEiv6EYcjjvT5Rt80vkG
sfsDo3xsSkNs3xlJJ7sj8pDPZR/pmuFfo28wbTAdBgNVHQ4EFgQUF8Ttf5YYau5R
BYs5U0c5W4lhe/cwHwYDVR0jBBgwFoAUF8Ttf5YYau5RBYs5U0c5W4lhe/cwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAKxeVFp5Vz1CaLYQqg/upr1ZbsBmPk/+Q9Sdu5qRgz6QAiAD
+JPHqBcZPGznvVOj4uiN9GarsQUkvgGZeaf94MV2jA==
-----END CERTIFICATE-----
`;
